"""How often the database is asked."""

from typing import Any

import pytest
from tortoise import connections


def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with every query from now on."""
    found: list[str] = []
    engine = type(next(iter(connections.all())))
    for name in ("execute_query", "execute_query_dict"):
        monkeypatch.setattr(engine, name, _noting(found, getattr(engine, name)))
    return found


def _noting(found: list[str], original: Any) -> Any:
    async def noted(client: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        found.append(query)
        return await original(client, query, *args, **kwargs)

    return noted
