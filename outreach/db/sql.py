"""Plain SQL for hot paths, one text for both databases: ``?`` stands for a parameter."""

import json
import re
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from tortoise.fields.data import JSON_DUMPS
from tortoise.models import Model

from outreach.db.dialects import Dialect, client, dialect
from outreach.db.moments import in_utc

Row = TypeVar("Row", bound=Model)
_QUOTED_OR_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\?")


@lru_cache(maxsize=1024)
def spelled(query: str, speech: Dialect) -> str:
    """The query as this dialect writes it: ``$1``, ``$2`` … on PostgreSQL, outside of quoted text."""
    if speech == "sqlite":
        return query
    numbers = count(1)
    return _QUOTED_OR_MARK.sub(lambda found: f"${next(numbers)}" if found[0] == "?" else found[0], query)


def _kept(value: object) -> object:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, dict | list):
        return JSON_DUMPS(value)
    return value


async def run(query: str, *values: object) -> int:
    """Run one statement; returns how many rows it inserted, changed or deleted.

    Values are stored as the models store them: moments in UTC, dicts and lists as JSON.
    """
    return await client().affect(spelled(query, dialect()), [_kept(value) for value in values])


async def rows(query: str, *values: object) -> list[dict[str, Any]]:
    """The rows of a SELECT, or of INSERT, UPDATE or DELETE … RETURNING.

    Cells come as the database keeps them: on SQLite a moment is a text, a bool 0 or 1, JSON a text
    (``moment``, ``bool`` and ``document`` read both).
    """
    return await client().execute_query_dict(spelled(query, dialect()), [_kept(value) for value in values])


def moment(cell: datetime | str) -> datetime:
    """A cell of a moment column, aware, in UTC."""
    return in_utc(cell if isinstance(cell, datetime) else datetime.fromisoformat(cell))


def day(cell: date | str) -> date:
    """A cell of a date column."""
    return cell if isinstance(cell, date) else date.fromisoformat(cell)


def document(cell: object) -> Any:
    """A cell of a JSON column."""
    return json.loads(cell) if isinstance(cell, str) else cell


async def models(model: type[Row], query: str, *values: object) -> list[Row]:
    """The rows of a ``SELECT *`` from one table, as its model."""
    db: Any = client()
    executor = db.executor_class(model=model, db=db)
    found: list[Row] = await executor.execute_select(spelled(query, dialect()), [_kept(value) for value in values])
    return found
