"""One process of a crowd: it opens its lines, waits for the word, and asks on all of them in the same moment."""

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import monotonic

from tests.drills.wire import Line, applicant, connected, post


async def rush(port: int, path: str, people: Sequence[range]) -> list[list[float]]:
    """Let each group of people sign up from a process of its own; rows of [status, seconds since the word]."""
    crowd = [await _process(port, path, group) for group in people]
    for one in crowd:
        assert one.stdout is not None
        assert await one.stdout.readline() == b"ready\n"
    told = [one.communicate(b"go\n") for one in crowd]
    return [answer for out, _error in await asyncio.gather(*told) for answer in json.loads(out)]


async def _process(port: int, path: str, group: range) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    which = (str(port), path, str(group.start), str(group.stop))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.drills.crowd", *which, stdin=pipe, stdout=pipe
    )


async def _crowd(port: int, path: str, group: range) -> list[tuple[int, float]]:
    requests = [post(port, path, applicant(number)) for number in group]
    async with AsyncExitStack() as open_lines:
        lines = [await open_lines.enter_async_context(connected(port)) for _one in group]
        began = _at_the_word()
        return await asyncio.gather(
            *(_asked(line, request, began) for line, request in zip(lines, requests, strict=True))
        )


def _at_the_word() -> float:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    return monotonic()


async def _asked(line: Line, request: bytes, began: float) -> tuple[int, float]:
    status = (await line.ask(request)).status
    return status, monotonic() - began


if __name__ == "__main__":
    answers = asyncio.run(_crowd(int(sys.argv[1]), sys.argv[2], range(int(sys.argv[3]), int(sys.argv[4]))))
    sys.stdout.write(json.dumps(answers))
