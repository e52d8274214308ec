"""One of several processes that read and then write, again and again; begins when told, prints how often it failed."""

import asyncio
import sys

from tortoise.context import require_context
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from outreach.db import connected, unit_of_work
from tests.db.stock import stock


async def read_then_write() -> None:
    client = require_context().db()
    counted = await client.execute_query_dict("SELECT n FROM counters")
    await client.execute_query("UPDATE counters SET n = ?", [counted[0]["n"] + 1])


async def plainly() -> None:
    async with in_transaction():
        await read_then_write()


async def together() -> None:
    """Say that the file is open, and wait until all who contend have said so."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


async def failures(url: str, kind: str, times: int) -> int:
    opened, work = (connected(url), unit_of_work(read_then_write)) if kind == "ours" else (stock(url), plainly)
    failed = 0
    async with opened:
        await together()
        for _ in range(times):
            try:
                await work()
            except OperationalError:
                failed += 1
    return failed


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(failures(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
