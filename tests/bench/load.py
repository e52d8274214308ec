"""A load from a process of its own: eight connections, each asking again as soon as it is answered."""

import asyncio
import json
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.drills.server import ROOT
from tests.drills.wire import HOST

CONNECTIONS = 8
CORE = "1"


@dataclass(frozen=True, slots=True)
class Measure:
    """Requests a second, milliseconds until the answer (median and 99th percentile), and how often each status came."""

    rate: float
    median: float
    late: float
    statuses: dict[str, int]


def measured(port: int, requests: list[bytes], seconds: float, folder: Path) -> Measure:
    """Ask these in turn for so long, or until they run out."""
    file = folder / "requests"
    file.write_bytes(pickle.dumps(requests))
    command = ["taskset", "-c", CORE, sys.executable, "-m", "tests.bench.load", str(port), str(seconds), str(file)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Measure(**json.loads(done.stdout))


class Asker(asyncio.Protocol):
    """One connection; knows just enough of HTTP/1.1 to see where an answer ends."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.requests = requests
        self.until = until
        self.buffer = bytearray()
        self.whole = 0
        self.asked = 0.0
        self.waits: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self.requests, None) if perf_counter() < self.until else None
        if request is None:
            self.transport.close()
            return
        self.asked = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Note a whole answer and ask again. The head is read once: a body of megabytes comes in many pieces."""
        self.buffer += data
        if not self.whole:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            length = self.buffer[:end].lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            self.whole = end + 4 + int(length or 0)
        if len(self.buffer) >= self.whole:
            self.waits.append(perf_counter() - self.asked)
            self.statuses[self.buffer[9:12].decode()] += 1
            self.buffer, self.whole = bytearray(), 0
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self.done.set_result(None)


async def _load(port: int, seconds: float, requests: list[bytes]) -> dict[str, object]:
    began, turn = perf_counter(), iter(requests)
    loop = asyncio.get_running_loop()
    askers = [
        (await loop.create_connection(lambda: Asker(turn, began + seconds), HOST, port))[1] for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(asker.done for asker in askers))
    took = perf_counter() - began
    waits = sorted(wait * 1000 for asker in askers for wait in asker.waits)
    statuses = sum((asker.statuses for asker in askers), Counter[str]())
    return {
        "rate": len(waits) / took,
        "median": waits[len(waits) // 2],
        "late": waits[len(waits) * 99 // 100],
        "statuses": dict(statuses),
    }


if __name__ == "__main__":
    asked = pickle.loads(Path(sys.argv[3]).read_bytes())
    sys.stdout.write(json.dumps(asyncio.run(_load(int(sys.argv[1]), float(sys.argv[2]), asked))))
