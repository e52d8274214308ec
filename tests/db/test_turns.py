"""Whatever goes wrong while a transaction begins or ends, the next one gets its turn."""

import asyncio
import random
import sqlite3
from contextlib import suppress
from functools import partial

import asyncpg  # type: ignore[import-untyped] # ships no types
import pytest
from tortoise.context import require_context
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from outreach.db import Dialect, sql
from outreach.db.sqlite_immediate import Client
from tests.db.cancelling import cancelled_after, still_works, transact
from tests.db.stock import stock

STEPS = range(51)
SWEEPS = 20  # which step loses a pool's connection hangs on the network's pace


async def _whole_pool() -> bool:
    pool = require_context().db()._pool
    held = [pool.acquire() for _ in range(pool.get_max_size())]
    try:
        async with asyncio.timeout(5):
            connections = await asyncio.gather(*held)
    except TimeoutError:
        return False
    for connection in connections:
        await pool.release(connection)
    return True


async def test_cancelled_at_any_step_the_next_transaction_gets_its_turn(database: str) -> None:
    for steps in STEPS:
        await cancelled_after(steps, transact)
        assert await still_works(), f"stuck after a cancel at step {steps}"


async def test_control_stock_tortoise_is_stuck_after_some_cancel(database_url: str, dialect: Dialect) -> None:
    async with stock(database_url) as tortoise:
        stuck = False
        for steps in [*STEPS] * SWEEPS:
            await cancelled_after(steps, transact)
            if stuck := not await still_works(0.3):
                break
        assert stuck
        if dialect == "postgres":
            tortoise.db()._pool.terminate()


async def test_a_thousand_random_cancels_leave_the_pool_whole(database: str, dialect: Dialect) -> None:
    chance = random.Random(9)  # the same order each time
    for _ in range(100):
        await asyncio.gather(*(cancelled_after(chance.randrange(60), transact) for _ in range(10)))
    assert await still_works()
    assert dialect == "sqlite" or await _whole_pool()


async def test_a_cancelled_bulk_insert_leaves_no_transaction_open(database: str) -> None:
    insert = "INSERT INTO operations (scope, key, fingerprint, at) VALUES (?, 'k', 'f', '2027-01-01 00:00:00+00:00')"
    if require_context().default_connection == "postgres":
        insert = "INSERT INTO operations (scope, key, fingerprint, at) VALUES ($1, 'k', 'f', '2027-01-01 00:00+00')"
    for steps in STEPS:
        rows = [[f"{steps}-{row}"] for row in range(20)]
        await cancelled_after(steps, partial(require_context().db().execute_many, insert, rows))
        assert await still_works()
    counted = await sql.rows("SELECT count(*) AS n FROM operations")
    assert counted[0]["n"] % 20 == 0


async def test_a_begin_that_fails_gives_its_turn_back(database: str, dialect: Dialect) -> None:
    if dialect == "postgres":
        pytest.skip("on PostgreSQL a BEGIN fails only with its connection")
    async with _shortly_waiting():
        other = sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await transact()
        other.rollback()
        other.close()
        assert await still_works()


async def test_control_stock_tortoise_keeps_the_turn_of_a_begin_that_failed(
    database_url: str, dialect: Dialect
) -> None:
    if dialect == "postgres":
        pytest.skip("on PostgreSQL a BEGIN fails only with its connection")
    async with stock(database_url):
        await asyncio.create_task(_fail_to_begin())
        assert not await still_works(0.3)


async def _fail_to_begin() -> None:
    context = in_transaction()
    context.connection._connection = _Failing()  # type: ignore[attr-defined] # Tortoise's SQLite context
    with pytest.raises(Exception, match="no"):
        await context.__aenter__()


class _Failing:
    async def commit(self) -> None:
        raise sqlite3.OperationalError("no")


class _shortly_waiting:  # noqa: N801 - reads as a phrase
    async def __aenter__(self) -> None:
        await sql.run("PRAGMA busy_timeout=50")

    async def __aexit__(self, *_: object) -> None:
        await sql.run("PRAGMA busy_timeout=3000")


async def test_a_commit_that_fails_is_rolled_back(database: str, dialect: Dialect) -> None:
    deferred = "DEFERRABLE INITIALLY DEFERRED"
    await sql.run("CREATE TABLE parents (id integer PRIMARY KEY)")
    await sql.run(f"CREATE TABLE children (parent integer REFERENCES parents (id) {deferred})")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        async with in_transaction():
            await sql.run("INSERT INTO children VALUES (7)")
    assert await still_works()
    assert await sql.rows("SELECT * FROM children") == []


async def test_a_reader_does_not_wait_for_an_open_transaction(database: str) -> None:
    writing, read = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with in_transaction():
            await sql.run("DELETE FROM operations")
            writing.set()
            await read.wait()

    writer = asyncio.create_task(write())
    await writing.wait()
    async with asyncio.timeout(5):
        assert await sql.rows("SELECT * FROM operations") == []
    read.set()
    await writer


async def test_control_stock_tortoise_makes_readers_wait(database_url: str, dialect: Dialect) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL has a pool")
    async with stock(database_url) as tortoise:
        await tortoise.db()._lock.acquire()  # type: ignore[attr-defined] # as a transaction does
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await tortoise.db().execute_query("SELECT 1")
                pytest.fail("it did not wait")


async def test_the_reading_connection_cannot_write(database: str, dialect: Dialect) -> None:
    client = require_context().db()
    if dialect == "postgres" or not isinstance(client, Client) or client._reader is None:
        pytest.skip("one pool reads and writes")
    with pytest.raises(OperationalError, match="readonly"):
        await client._reader.execute_query("DELETE FROM operations")


async def test_what_keeps_rows_safe_is_switched_on(database: str, dialect: Dialect) -> None:
    if dialect == "postgres":
        assert await _shown("lock_timeout", "transaction_isolation") == ["3s", "read committed"]
        assert await _shown("synchronous_commit") == ["on"]
    else:
        assert await _pragmas("journal_mode", "synchronous", "foreign_keys") == ["wal", 2, 1]


async def _shown(*names: str) -> list[object]:
    return [next(iter((await sql.rows(f"SHOW {name}"))[0].values())) for name in names]


async def _pragmas(*names: str) -> list[object]:
    return [next(iter((await sql.rows(f"PRAGMA {name}"))[0].values())) for name in names]


async def test_a_session_goes_back_to_the_pool_as_it_came(database: str, dialect: Dialect) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite has no pool")
    with pytest.raises(asyncpg.QueryCanceledError):
        await _sleep_impatiently()
    assert await _shown("statement_timeout") == ["0"]


async def _sleep_impatiently() -> None:
    async with in_transaction():
        await sql.run("SET LOCAL statement_timeout = 1")
        await sql.rows("SELECT pg_sleep(1)")
