"""Feeds of 130 and of 5,000 classes: cold, made anew, stored and unchanged, beside the same bytes from memory."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from outreach import db
from outreach.db import Dialect
from outreach.lessons import Lesson
from tests import world
from tests.bench import town
from tests.bench.load import Measure, measured
from tests.conftest import fresh
from tests.drills.server import Server
from tests.drills.wire import Answer, Line, connected, get

COUNTS = (130, 5000)
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")
ROUNDS, ENOUGH = 3, 60_000
SECONDS = {130: 1.0, 5000: 1.5}  # with the building about a minute a database
PINNED = ("taskset", "-c", "0")
FLOORS = "tests.bench.feed_floors:floors"
PATH = "/morioka/calendar.ics"
UNSTORED = {"OUTREACH_STORED_SECONDS": "0"}
POLLS = 200 / 300  # 200 calendars, every five minutes, a second


@dataclass
class Table:
    """Rates a second by what was measured, and what else is worth knowing."""

    rates: dict[str, list[Measure]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, measure: Measure) -> None:
        """One run; every answer must have been a good one."""
        assert set(measure.statuses) <= {"200", "304"}, (name, measure.statuses)
        self.rates.setdefault(name, []).append(measure)

    def rate(self, name: str) -> float:
        """The median of the runs."""
        return median(one.rate for one in self.rates[name])

    def shown(self, title: str) -> str:
        """Markdown for docs/speed.md."""
        lines = [f"### {title}", "", "| | a second | median ms | p99 ms | of its floor |", "|---|--:|--:|--:|--:|"]
        for name, runs in self.rates.items():
            floor = f"floor: {name.rpartition(',')[0]}"
            floor = "floor: 304" if name.endswith("unchanged (304)") else floor
            share = f"{self.rate(name) / self.rate(floor):.2f}" if floor in self.rates and name != floor else ""
            waits = (median(one.median for one in runs), median(one.late for one in runs))
            lines.append(f"| {name} | {self.rate(name):,.0f} | {waits[0]:.1f} | {waits[1]:.1f} | {share} |")
        return "\n".join([*lines, "", *(f"* {name}: {fact}" for name, fact in self.facts.items()), ""])


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_feeds_beside_the_same_bytes_from_memory(dialect: Dialect, tmp_path: Path) -> None:
    table, sizes = Table(), {}
    for count in COUNTS:
        for url in fresh(dialect, tmp_path / f"{count}.db", migrated=True):
            asyncio.run(_built(url, count))
            sizes[count] = _measure(url, count, table, tmp_path)
            table.facts[f"{count:,} classes, seen after a change within"] = f"{asyncio.run(_changed(url)):.2f} s"
    _measure_floors(f"sqlite://{tmp_path / 'none.db'}", sizes, table, tmp_path)
    for count in COUNTS:
        share = POLLS / table.rate(f"{count:,} classes, made each time")
        table.facts[f"200 calendars, every 5 minutes, {count:,} classes, none stored, take of one core"] = (
            f"{share:.1%}"
        )
    print("\n\n" + table.shown(f"Feeds, {dialect}"))  # noqa: T201 - its purpose


async def _built(url: str, count: int) -> None:
    async with db.connected(url):
        city = await world.morioka()
        await town._classes(count, await world.lesson(city), coming=True)


def _measure(url: str, count: int, table: Table, folder: Path) -> int:
    name, size, mark = f"{count:,} classes", 0, ""
    for state, settings in (("made each time", UNSTORED), ("stored", {})):
        server = Server(url, workers=1, before=PINNED, settings=settings)
        asyncio.run(server.start())
        took, first = asyncio.run(_first(server))
        size, mark = len(first.body), first.headers["etag"]
        table.facts[f"{name}, cold, the first answer after a start"] = f"{took * 1000:,.0f} ms, {size:,} bytes"
        whole = get(server.port, PATH)
        known = whole[:-2] + f"If-None-Match: {mark}\r\n\r\n".encode()
        for _round in range(ROUNDS):
            table.note(f"{name}, {state}", measured(server.port, [whole] * ENOUGH, SECONDS[count], folder))
            if settings != UNSTORED:
                unchanged = measured(server.port, [known] * ENOUGH, SECONDS[count], folder)
                table.note(f"{name}, unchanged (304)", unchanged)
        server.stop()
    return size


async def _first(server: Server) -> tuple[float, Answer]:
    async with connected(server.port) as line:
        began = perf_counter()
        answer = await line.ask(get(server.port, PATH))
        return perf_counter() - began, answer


async def _changed(url: str) -> float:
    """Seconds until a server that stores its feed shows that one class was moved."""
    server = Server(url, workers=1, before=PINNED)
    await server.start()
    async with db.connected(url), connected(server.port) as line:
        await line.ask(get(server.port, PATH))
        await asyncio.sleep(1.1)  # the copy is old
        before = await line.ask(get(server.port, PATH))
        one = await Lesson.all().order_by("-id").first()
        assert one is not None
        one.sequence += 1
        await one.save()
        began = perf_counter()
        await _another(line, get(server.port, PATH), before.headers["etag"])
        took = perf_counter() - began
    server.stop()
    return took


async def _another(line: Line, request: bytes, mark: str) -> None:
    """Look again until the feed is another."""
    for _look in range(10_000):
        if (await line.ask(request)).headers["etag"] != mark:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(mark)


def _measure_floors(url: str, sizes: dict[int, int], table: Table, folder: Path) -> None:
    settings = {"OUTREACH_BENCH_SIZES": ",".join(map(str, sizes.values()))}
    server = Server(url, FLOORS, workers=1, before=PINNED, settings=settings)
    asyncio.run(server.start())
    for _round in range(ROUNDS):
        table.note("floor: 304", measured(server.port, [get(server.port, "/0")] * ENOUGH, SECONDS[COUNTS[0]], folder))
        for number, count in enumerate(sizes, start=1):
            asked = [get(server.port, f"/{number}")] * ENOUGH
            table.note(f"floor: {count:,} classes", measured(server.port, asked, SECONDS[count], folder))
    server.stop()
