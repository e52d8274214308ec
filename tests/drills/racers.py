"""One process of racers: for each race it opens its lines, and then asks on all of them in the same moment."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from tests.drills.wire import connected

Answer = tuple[int, str]


class Racers:
    """Several processes, seen from the test."""

    def __init__(self, processes: Sequence[asyncio.subprocess.Process]) -> None:
        self.processes = processes

    async def race(self, requests: Sequence[bytes]) -> list[Answer]:
        """Send all these requests at once; their answers (status, location), in the same order."""
        many = len(self.processes)
        shares = [requests[number::many] for number in range(many)]
        for one, share in zip(self.processes, shares, strict=True):
            await _tell(one, json.dumps([request.decode("latin-1") for request in share]))
        for one in self.processes:
            assert await _said(one) == "ready"
        for one in self.processes:
            await _tell(one, "go")
        told = [json.loads(await _said(one)) for one in self.processes]
        return [tuple(told[number % many][number // many]) for number in range(len(requests))]


async def _tell(one: asyncio.subprocess.Process, line: str) -> None:
    assert one.stdin is not None
    one.stdin.write(f"{line}\n".encode())
    await one.stdin.drain()


async def _said(one: asyncio.subprocess.Process) -> str:
    assert one.stdout is not None
    return (await one.stdout.readline()).decode().strip()


@asynccontextmanager
async def racers(port: int, processes: int) -> AsyncIterator[Racers]:
    """So many processes."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.drills.racers", str(port))
    begun = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=2**22)
        for _one in range(processes)
    ]
    yield Racers(begun)
    for one in begun:
        assert one.stdin is not None
        one.stdin.close()
        await one.wait()


async def _serve(port: int) -> None:
    while race := sys.stdin.readline():
        requests = [request.encode("latin-1") for request in json.loads(race)]
        async with AsyncExitStack() as open_lines:
            # The server hangs up on a line that is silent for some seconds; those of an earlier race may be.
            lines = [await open_lines.enter_async_context(connected(port)) for _request in requests]
            _say("ready")
            sys.stdin.readline()
            asked = zip(lines, requests, strict=True)
            answers = await asyncio.gather(*(line.ask(request) for line, request in asked))
        _say(json.dumps([(one.status, one.headers.get("location", "")) for one in answers]))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
