"""Which of the two databases is spoken, and the client that speaks it here and now."""

from typing import Literal, Protocol, cast

from tortoise.backends.base.client import TransactionContext
from tortoise.context import require_context

Dialect = Literal["sqlite", "postgres"]


class Client(Protocol):
    """What our engines offer beside Tortoise's own methods."""

    def _in_transaction(self) -> TransactionContext:
        """A transaction of one's own."""

    async def affect(self, query: str, values: list[object]) -> int:
        """Run one statement; returns the number of rows it inserted, changed or deleted."""

    async def execute_query_dict(self, query: str, values: list[object]) -> list[dict[str, object]]:
        """Run one statement; returns its rows, those of RETURNING too."""


def dialect() -> Dialect:
    """The dialect of the connected database; its connection bears the same name."""
    return cast("Dialect", require_context().default_connection)


def client() -> Client:
    """The open transaction of this task, or else the database itself.

    A task that was started within a transaction and outlives it falls back on the database.
    """
    current = require_context().connections.get(dialect())
    while getattr(current, "_finalized", False):
        current = current._parent  # noqa: SLF001 - Tortoise has no public way to ask
    return cast("Client", current)
