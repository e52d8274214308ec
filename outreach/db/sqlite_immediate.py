"""SQLite that waits for its turn, syncs fully, reads beside the writer, and leaves no lock behind.

Tortoise's schema editor is chosen by "sqlite" in this module's name.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiosqlite
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

BUSY_MILLISECONDS = 3000
_SAFE = {
    "busy_timeout": BUSY_MILLISECONDS,  # first: the other settings may have to wait, too
    "journal_mode": "WAL",
    "journal_size_limit": 16_777_216,
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",  # what was erased is overwritten in the file
}
_MEMORY = ":memory:"
_FULL = 2
_abandoned: set[asyncio.Task[None]] = set()


class UnsafeDatabase(RuntimeError):
    """SQLite did not accept a setting without which rows may be lost or left without their owners."""


def credentials(expanded: dict[str, Any]) -> dict[str, Any]:
    """The file and the pragmas; a URL may add pragmas, never weaken these."""
    return {**_SAFE, **expanded, **_SAFE}


class Client(SqliteClient):
    """One connection that writes, and one that only reads and so waits for no transaction."""

    def __init__(self, file_path: str, **settings: Any) -> None:
        super().__init__(file_path, **settings)
        self._reader = None if file_path == _MEMORY else _reader(file_path, settings)

    async def create_connection(self, with_db: bool) -> None:  # noqa: FBT001 - Tortoise's signature
        """Open both connections. Raises UnsafeDatabase where a pragma was not accepted."""
        if self._connection:
            return
        await super().create_connection(with_db)
        await self._assert_safe()
        if self._reader:
            await self._reader.create_connection(with_db)

    async def _assert_safe(self) -> None:
        expected = {"journal_mode": "memory" if self.filename == _MEMORY else "wal", "synchronous": _FULL}
        expected["foreign_keys"] = int(self.pragmas["foreign_keys"] == "ON")
        expected["secure_delete"] = int(self.pragmas["secure_delete"] == "ON")
        for pragma, value in expected.items():
            rows = list(await _opened(self).execute_fetchall(f"PRAGMA {pragma}"))
            if rows[0][0] != value:
                await self.close()
                raise UnsafeDatabase(f"{self.filename}: PRAGMA {pragma} is {rows[0][0]}, not {value}")

    async def close(self) -> None:
        """Close both connections."""
        if self._reader:
            await self._reader.close()
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return Turn(Transaction(self), self._lock)

    def _fit_for(self, query: str) -> SqliteClient | None:
        reads = query[:7].upper() == "SELECT "
        return self._reader if reads and self._connection else None

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[dict[str, Any]]]:
        """As Tortoise's; a SELECT goes to the reading connection."""
        reader = self._fit_for(query)
        run = reader.execute_query if reader else super().execute_query
        found: tuple[int, Sequence[dict[str, Any]]] = await run(query, values)
        return found

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        """As Tortoise's; a SELECT goes to the reading connection."""
        reader = self._fit_for(query)
        run = reader.execute_query_dict if reader else super().execute_query_dict
        found: list[dict[str, Any]] = await run(query, values)
        return found

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """As Tortoise's, but a cancelled one leaves no transaction open."""
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    async def affect(self, query: str, values: list[Any]) -> int:
        """Run one statement; returns the rows it changed itself, without those of triggers."""
        return await _affect(self, query, values)


class Transaction(SqliteTransactionWrapper):
    """The writing connection while a transaction has it."""

    async def begin(self) -> None:
        """Wait for the write lock now: a read turned writer later would fail at once, without waiting."""
        with _in_tortoise_words():
            await self._connection.execute_fetchall("BEGIN IMMEDIATE")

    async def commit(self) -> None:
        """Make it last."""
        with _in_tortoise_words():
            await super().commit()

    async def execute_script(self, query: str) -> None:
        """Run the statements one by one: sqlite3's own executescript would commit first."""
        with _in_tortoise_words():
            async with self.acquire_connection() as connection:
                for statement in statements(query):
                    await connection.execute_fetchall(statement)

    async def affect(self, query: str, values: list[Any]) -> int:
        """Run one statement; returns the rows it changed itself, without those of triggers."""
        return await _affect(self, query, values)


class Turn(SqliteTransactionContext):
    """One transaction's turn on the writing connection; however it ends, the next one gets its turn."""

    async def __aenter__(self) -> TransactionalDBClient:
        """Wait for the turn and begin."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._abandon()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return] # Tortoise types it as Any

    def _abandon(self) -> None:
        task = asyncio.ensure_future(self._roll_back())
        _abandoned.add(task)
        task.add_done_callback(_abandoned.discard)

    async def _roll_back(self) -> None:
        try:
            if self.connection._connection:  # noqa: SLF001 - as Tortoise's own context does
                await self.connection._connection.rollback()  # noqa: SLF001
        finally:
            self._trxlock.release()

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        """Commit, or roll back; a commit that fails is rolled back before the next turn."""
        get_connections().reset(self.token)
        ended = self.connection._finalized  # noqa: SLF001
        try:
            if not ended and exc_type is None:
                await self.connection.commit()
                ended = True
        finally:
            self.connection._finalized = True  # noqa: SLF001
            if ended:
                self._trxlock.release()
            else:
                await asyncio.shield(asyncio.ensure_future(self._roll_back()))


def _reader(file_path: str, settings: dict[str, Any]) -> SqliteClient:
    waits = {"busy_timeout": BUSY_MILLISECONDS, "connection_name": settings["connection_name"]}
    return SqliteClient(file_path, **waits, query_only="ON")


def _opened(client: SqliteClient) -> aiosqlite.Connection:
    if client._connection is None:  # noqa: SLF001
        raise UnsafeDatabase(f"{client.filename} is not open")
    return client._connection  # noqa: SLF001


async def _affect(client: BaseDBAsyncClient, query: str, values: list[Any]) -> int:
    with _in_tortoise_words():
        async with client.acquire_connection() as connection:
            raw = connection._conn  # noqa: SLF001 - aiosqlite's own steps would be three hops between threads
            changed: int = await connection._execute(_changed_by, raw, query, values)  # noqa: SLF001
            return changed


@contextmanager
def _in_tortoise_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as trouble:
        raise OperationalError(trouble) from trouble
    except sqlite3.IntegrityError as trouble:
        raise IntegrityError(trouble) from trouble


def _changed_by(connection: sqlite3.Connection, query: str, values: list[Any]) -> int:
    cursor = connection.execute(query, values)
    cursor.fetchall()
    changed = cursor.rowcount
    cursor.close()
    return changed


def statements(script: str) -> list[str]:
    """The single statements of a script; a trigger's body stays in one piece."""
    done, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            done.append(current.strip())
            current = ""
    return [statement for statement in [*done, current.strip(" ;\n")] if statement.strip(" ;\n")]


client_class = Client
