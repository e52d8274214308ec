"""PostgreSQL that loses no connection: whatever goes wrong while a transaction begins, the pool stays whole.

Tortoise's schema editor is chosen by "asyncpg" in this module's name.
"""

import asyncio
from typing import Any

import asyncpg  # type: ignore[import-untyped] # ships no types
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections

LOCK_MILLISECONDS = 3000
POOL = 8
_SESSION = {
    "lock_timeout": str(LOCK_MILLISECONDS),
    "default_transaction_isolation": "read committed",
    "timezone": "UTC",
}


def credentials(expanded: dict[str, Any]) -> dict[str, Any]:
    """Where and who, the size of the pool, and what every session is told as it connects."""
    return {"maxsize": POOL, **expanded, "server_settings": dict(_SESSION)}


class Session(asyncpg.Connection):  # type: ignore[misc] # so its classes are Any
    """A connection that goes back unwiped: nothing that we set outlives a transaction."""

    def get_reset_query(self) -> str:
        """Nothing to run, which saves a round trip; an open transaction is rolled back all the same."""
        return ""


class Client(AsyncpgDBClient):
    """The pool."""

    connection_class = Session

    def _in_transaction(self) -> TransactionContext:
        return Turn(Transaction(self), self._pool_init_lock)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        """As Tortoise's, but a cancelled one leaves no transaction open."""
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    async def affect(self, query: str, values: list[Any]) -> int:
        """Run one statement; returns the number of rows it changed."""
        changed: int = await _affect(self, query, values)
        return changed


class Transaction(TransactionWrapper):
    """One connection of the pool while a transaction has it."""

    @translate_exceptions
    async def commit(self) -> None:
        """Make it last."""
        await super().commit()

    async def affect(self, query: str, values: list[Any]) -> int:
        """Run one statement; returns the number of rows it changed."""
        changed: int = await _affect(self, query, values)
        return changed


class Turn(TransactionContextPooled):
    """One transaction on one connection; however it ends, the connection goes back to the pool."""

    async def __aenter__(self) -> TransactionalDBClient:
        """Take a connection and begin."""
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()  # noqa: SLF001 - as Tortoise's own
        try:
            await self.client.begin()
        except BaseException:
            await self._give_back(broken=True)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        """Commit, or roll back, and give the connection back."""
        get_connections().reset(self.token)
        broken = True
        try:
            if not self.client._finalized:  # noqa: SLF001
                await (self.client.rollback() if exc_type else self.client.commit())
            broken = False
        except Exception:
            broken = False  # the server answered, and asyncpg knows what state it left
            raise
        finally:
            self.client._finalized = True  # noqa: SLF001
            await self._give_back(broken=broken)

    async def _give_back(self, *, broken: bool) -> None:
        connection = self.client._connection  # noqa: SLF001
        if broken:
            connection.terminate()
        if pool := self.client._parent._pool:  # noqa: SLF001
            await asyncio.shield(pool.release(connection))


@translate_exceptions
async def _affect(client: AsyncpgDBClient, query: str, values: list[Any]) -> int:
    async with client.acquire_connection() as connection:
        status: str = await connection.execute(query, *values)
        changed = status.rpartition(" ")[2]
        return int(changed) if changed.isdigit() else 0


client_class = Client
