"""Somebody goes away after so many steps of the event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from tortoise.transactions import in_transaction

PATIENCE_SECONDS = 5


async def cancelled_after(steps: int, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
    task = asyncio.create_task(work())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def transact() -> None:
    async with in_transaction() as connection:
        await connection.execute_query("SELECT 1")


async def still_works(patience: float = PATIENCE_SECONDS) -> bool:
    try:
        async with asyncio.timeout(patience):
            await transact()
    except TimeoutError:
        return False
    return True
