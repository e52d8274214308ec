"""How many questions a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tortoise.connection import connections


@contextmanager
def questions() -> Iterator[list[str]]:
    """The SELECTs that are asked meanwhile, in order."""
    asked: list[str] = []
    engine = type(next(iter(connections.all())))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute_query", "execute_query_dict"):
            patch.setattr(engine, name, _noting(asked, getattr(engine, name)))
        yield asked


def _noting(asked: list[str], original: Any) -> Any:
    async def noted(client: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(query)
        return await original(client, query, *args, **kwargs)

    return noted
