"""Counting what a page asks of the database: a page for a thousand rows asks as often as one for three."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_TOLD = logging.getLogger("tortoise.db_client")


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.queries: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words of one query."""
        self.queries.append(record.getMessage())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries that are asked inside, as a list that grows."""
    keeper, level = _Keeper(), _TOLD.level
    _TOLD.addHandler(keeper)
    _TOLD.setLevel(logging.DEBUG)
    try:
        yield keeper.queries
    finally:
        _TOLD.removeHandler(keeper)
        _TOLD.setLevel(level)
