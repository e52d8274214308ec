"""A unit of work is done whole or not at all, and again if another one got in its way."""

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import asyncpg  # type: ignore[import-untyped] # ships no types
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import OperationalError

from outreach.db.dialects import client

P = ParamSpec("P")
T = TypeVar("T")

RETRIES = 3
_FIRST_PAUSE_SECONDS = 0.02
_PRIMARY_CODE = 0xFF
_IN_THE_WAY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
_running: set[asyncio.Task[Any]] = set()


def unit_of_work(verb: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Run the verb in one transaction, in a task of its own that the caller's cancellation cannot stop.

    Within another unit of work it joins that one. It is run again, three times at most, where the
    database broke it off for another's sake (PostgreSQL 40001, 40P01, 55P03; SQLite busy), so it must
    touch nothing but rows. What it raises reaches the caller as it is, and its rows are rolled back.
    """

    @wraps(verb)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        if _within():
            return await verb(*args, **kwargs)
        return await _to_the_end(_persistent(lambda: verb(*args, **kwargs)))

    return whole


def _within() -> bool:
    return isinstance(client(), TransactionalDBClient)


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_ended)
    return await asyncio.shield(task)


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()


async def finish_running() -> None:
    """Wait for the units of work whose callers went away."""
    own = [task for task in _running if task.get_loop() is asyncio.get_running_loop()]
    await asyncio.gather(*own, return_exceptions=True)


async def _persistent(verb: Callable[[], Awaitable[T]]) -> T:
    for attempt in range(RETRIES):
        try:
            return await _once(verb)
        except (*_IN_THE_WAY, OperationalError) as trouble:
            if not in_the_way(trouble):
                raise
        await asyncio.sleep(_FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
    return await _once(verb)


async def _once(verb: Callable[[], Awaitable[T]]) -> T:
    async with client()._in_transaction():  # noqa: SLF001 - as Tortoise's own in_transaction does
        return await verb()


def in_the_way(trouble: BaseException) -> bool:
    """Whether another transaction is to blame, so that trying again may help."""
    if isinstance(trouble, _IN_THE_WAY):
        return True
    cause = trouble.args[0] if trouble.args else None
    if not isinstance(cause, sqlite3.OperationalError):
        return False
    return cause.sqlite_errorcode & _PRIMARY_CODE in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
