"""Counting what a page asks of the database: a page for a thousand rows asks as often as one for three."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TOLD = logging.getLogger("tortoise.db_client")
# What the server does by itself began before, and is not counted.
_inside: ContextVar[bool] = ContextVar("_inside", default=False)


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.queries: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words of one query."""
        if _inside.get():
            self.queries.append(record.getMessage())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries that are asked inside, as a list that grows."""
    keeper, level = _Keeper(), _TOLD.level
    _TOLD.addHandler(keeper)
    _TOLD.setLevel(logging.DEBUG)
    token = _inside.set(True)
    try:
        yield keeper.queries
    finally:
        _inside.reset(token)
        _TOLD.removeHandler(keeper)
        _TOLD.setLevel(level)
