"""A unit of work is done whole or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import asyncpg  # type: ignore[import-untyped] # ships no types
import pytest
from tortoise.transactions import in_transaction

from outreach import clock
from outreach.db import Dialect, connected, sql, unit_of_work
from outreach.db.work import RETRIES, finish_running
from tests.db.cancelling import cancelled_after, still_works


class Refused(Exception):
    pass


async def _note(key: str) -> None:
    await sql.run("INSERT INTO operations (scope, key, fingerprint, at) VALUES ('s', ?, 'f', ?)", key, clock.now())


async def _notes() -> list[str]:
    return [row["key"] for row in await sql.rows("SELECT key FROM operations ORDER BY key")]


@unit_of_work
async def note_both(first: str, second: str) -> None:
    await _note(first)
    await _note(second)


@unit_of_work
async def note_then_refuse(key: str) -> None:
    await _note(key)
    raise Refused


async def test_what_is_done_stays(database: str) -> None:
    await note_both("a", "b")
    assert await _notes() == ["a", "b"]


async def test_an_error_reaches_the_caller_as_it_is_and_leaves_nothing(database: str) -> None:
    with pytest.raises(Refused):
        await note_then_refuse("a")
    assert await _notes() == []


async def test_a_unit_within_another_joins_it(database: str) -> None:
    @unit_of_work
    async def outer() -> None:
        await note_both("a", "b")
        raise Refused

    with pytest.raises(Refused):
        await outer()
    assert await _notes() == []


async def test_the_value_comes_back(database: str) -> None:
    @unit_of_work
    async def doubled(number: int) -> int:
        return 2 * number

    assert await doubled(21) == 42


async def test_a_caller_who_goes_away_at_any_step_never_leaves_half(database: str) -> None:
    for steps in range(51):
        await cancelled_after(steps, partial(note_both, f"{steps:02}a", f"{steps:02}b"))
    await finish_running()
    assert await still_works()
    assert len(await _notes()) == 2 * 50  # only a caller gone before the first step got nothing done


async def test_work_whose_caller_went_away_is_done_before_the_database_closes(database_url: str) -> None:
    async with connected(database_url):
        await cancelled_after(1, lambda: note_both("a", "b"))
    async with connected(database_url):
        assert await _notes() == ["a", "b"]


async def test_a_task_that_outlives_the_unit_it_was_started_in_works_on_its_own(database: str) -> None:
    over = asyncio.Event()

    async def later() -> None:
        await over.wait()
        await note_both("b", "c")

    @unit_of_work
    async def start() -> asyncio.Task[None]:
        await _note("a")
        return asyncio.create_task(later())

    task = await start()
    over.set()
    await task
    assert await _notes() == ["a", "b", "c"]


async def test_control_without_the_unit_a_gone_caller_undoes_the_work(database: str) -> None:
    async def work() -> None:
        async with in_transaction():
            await _note("a")

    await cancelled_after(1, work)
    await finish_running()
    assert await _notes() == []


def _failing(times: int, error: Exception) -> Callable[[], Awaitable[int]]:
    tries = 0

    @unit_of_work
    async def verb() -> int:
        nonlocal tries
        tries += 1
        await _note("a")
        if tries <= times:
            raise error
        return tries

    return verb


@pytest.mark.parametrize(
    "error",
    [asyncpg.SerializationError(), asyncpg.DeadlockDetectedError(), asyncpg.LockNotAvailableError()],
)
async def test_work_that_another_got_in_the_way_of_is_done_again(database: str, error: Exception) -> None:
    assert await _failing(RETRIES, error)() == RETRIES + 1
    assert await _notes() == ["a"]


async def test_after_three_more_tries_the_trouble_is_told(database: str) -> None:
    with pytest.raises(asyncpg.SerializationError):
        await _failing(RETRIES + 1, asyncpg.SerializationError())()


async def test_no_other_trouble_is_tried_again(database: str) -> None:
    with pytest.raises(Refused):
        await _failing(1, Refused())()


def _only_on_postgres(dialect: Dialect) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite has one writer")


@pytest.fixture
async def counters(database: str, dialect: Dialect) -> None:
    _only_on_postgres(dialect)
    await sql.run("CREATE TABLE counters (id integer PRIMARY KEY, n integer NOT NULL)")
    await sql.run("INSERT INTO counters VALUES (1, 0), (2, 0)")


async def _add(counter: int) -> None:
    await sql.run("UPDATE counters SET n = n + 1 WHERE id = ?", counter)


async def _sum() -> int:
    return int((await sql.rows("SELECT sum(n) AS n FROM counters"))[0]["n"])


async def test_two_that_lock_crosswise_both_get_done(counters: None) -> None:
    meeting = asyncio.Barrier(2)

    def crosswise(decorate: Callable[..., Callable[..., Awaitable[None]]]) -> list[Awaitable[None]]:
        met: set[int] = set()

        @decorate
        async def both(first: int, second: int) -> None:
            await _add(first)
            if first not in met:
                met.add(first)
                await meeting.wait()
            await _add(second)

        return [both(1, 2), both(2, 1)]

    await asyncio.gather(*crosswise(unit_of_work))
    assert await _sum() == 4
    outcomes = await asyncio.gather(*crosswise(_plainly), return_exceptions=True)
    assert asyncpg.DeadlockDetectedError in map(type, outcomes)


def _plainly(verb: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def plain(*args: int) -> None:
        async with in_transaction():
            await verb(*args)

    return plain


async def test_two_serializable_ones_both_get_done(counters: None) -> None:
    meeting = asyncio.Barrier(2)
    met: set[int] = set()

    @unit_of_work
    async def read_then_write(who: int) -> None:
        await sql.run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        await sql.rows("SELECT n FROM counters WHERE id = 1")
        if who not in met:
            met.add(who)
            await meeting.wait()
        await _add(1)

    await asyncio.gather(read_then_write(1), read_then_write(2))
    assert await _sum() == 2


async def test_a_lock_that_is_held_too_long_is_waited_for_again(counters: None) -> None:
    taken, waited = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with in_transaction():
            await _add(1)
            taken.set()
            await waited.wait()

    @unit_of_work
    async def impatient() -> None:
        await sql.run("SET LOCAL lock_timeout = 50")
        try:
            await _add(1)
        except asyncpg.LockNotAvailableError:
            waited.set()
            raise

    holder = asyncio.create_task(hold())
    await taken.wait()
    await impatient()
    await holder
    assert await _sum() == 2
