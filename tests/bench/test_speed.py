"""How fast the server is beside the floors of the same machine; ratios are reported, no time is asserted."""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import pytest

from outreach.db import Dialect
from tests.bench.load import Measure, measured
from tests.bench.town import Town, build
from tests.conftest import fresh
from tests.drills.crowd import rush
from tests.drills.server import Server
from tests.drills.wire import applicant, get, post

SECONDS, ROUNDS, ENOUGH = 2.0, 3, 60_000
MOST = 3000  # tickets of one run: all runs together use up the town
PINNED = ("taskset", "-c", "0")
FLOORS = "tests.bench.floors:floors"
UNSTORED = {"OUTREACH_STORED_SECONDS": "0"}
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")


@dataclass
class Board:
    """What was measured, by what it is."""

    measures: dict[str, list[Measure]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, measure: Measure) -> None:
        """Write down one run; every answer must have been a good one."""
        assert set(measure.statuses) <= {"200", "303"}, (name, measure.statuses)
        self.measures.setdefault(name, []).append(measure)

    def rate(self, name: str) -> float:
        """The median of the runs, a second."""
        return median(one.rate for one in self.measures[name])

    def table(self, title: str) -> str:
        """Markdown for docs/speed.md."""
        lines = [f"### {title}", "", "| | a second | median ms | p99 ms | of its floor |", "|---|--:|--:|--:|--:|"]
        for name, runs in self.measures.items():
            floor = next((f for f in _FLOOR_OF.items() if name == f[0]), None)
            share = f"{self.rate(name) / self.rate(floor[1]):.2f}" if floor else ""
            waits = (median(one.median for one in runs), median(one.late for one in runs))
            lines.append(f"| {name} | {self.rate(name):,.0f} | {waits[0]:.1f} | {waits[1]:.1f} | {share} |")
        return "\n".join([*lines, "", *(f"* {name}: {fact}" for name, fact in self.facts.items()), ""])


_FLOOR_OF = {
    "check-in": "check-in, bare, Tortoise models",
    "sign-up": "sign-up, bare, Tortoise models",
}


class Work:
    """Requests that were not sent before: each ticket and each person serves once."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.seats = iter(town.seats)
        self.people = iter(range(1_000_000))

    def check_ins(self, port: int, count: int) -> list[bytes]:
        """The door's form, as a coordinator sends it."""
        return [
            post(
                port,
                f"/morioka/door/{lesson}/check-in",
                {"method": "qr", "registration_id": str(seat)},
                self.town.cookie,
            )
            for lesson, seat in islice(self.seats, count)
        ]

    def sign_ups(self, port: int, count: int) -> list[bytes]:
        """The public form."""
        return [post(port, f"/morioka/classes/{lesson}/sign-up", applicant(n)) for lesson, n in self._wishes(count)]

    def bare(self, port: int, name: str, count: int) -> list[bytes]:
        """What a floor needs to know."""
        pairs = islice(self.seats, count) if name.startswith("check_in") else self._wishes(count)
        return [post(port, f"/{name}?lesson={lesson}&number={number}", {}) for lesson, number in pairs]

    def _wishes(self, count: int) -> Iterator[tuple[int, int]]:
        return islice(zip(cycle(self.town.coming), self.people, strict=False), count)


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_speed_beside_the_floors(dialect: Dialect, tmp_path: Path) -> None:
    board = Board()
    for url in fresh(dialect, tmp_path / "floors.db", migrated=True):
        _measure_floors(url, board, tmp_path)
    for url in fresh(dialect, tmp_path / "app.db", migrated=True):
        town = asyncio.run(build(url))
        _measure_app(url, town, board, tmp_path)
        _measure_pages(url, board, tmp_path)
        board.facts["200 people for 20 seats, all answered within"] = _race(url, town)
    print("\n\n" + board.table({"sqlite": f"SQLite {sqlite3.sqlite_version}", "postgres": "PostgreSQL"}[dialect]))  # noqa: T201 - its purpose


def _started(url: str, application: str | None = None, **settings: str) -> tuple[Server, float]:
    extra = {"application": application} if application else {}
    server = Server(url, workers=1, before=PINNED, settings=settings, **extra)
    return server, asyncio.run(server.start())


def _measure_floors(url: str, board: Board, folder: Path) -> None:
    work = Work(asyncio.run(build(url)))
    server, _seconds = _started(url, FLOORS)
    names = {
        "check-in, bare, Tortoise models": "check_in_by_models",
        "check-in, bare, plain SQL": "check_in_by_sql",
        "sign-up, bare, Tortoise models": "sign_up_by_models",
        "sign-up, bare, plain SQL": "sign_up_by_sql",
    }
    for _round in range(ROUNDS):
        board.note("hello, JSON", measured(server.port, [get(server.port, "/")] * ENOUGH, SECONDS, folder))
        for shown, name in names.items():
            board.note(shown, measured(server.port, work.bare(server.port, name, MOST), SECONDS, folder))
    server.stop()


def _measure_app(url: str, town: Town, board: Board, folder: Path) -> None:
    work = Work(town)
    server, seconds = _started(url)
    board.facts["start to the first answer"] = f"{seconds:.2f} s"
    for _round in range(ROUNDS):
        board.note("check-in", measured(server.port, work.check_ins(server.port, MOST), SECONDS, folder))
        board.note("sign-up", measured(server.port, work.sign_ups(server.port, MOST), SECONDS, folder))
    board.facts["memory after this load"] = _memory(server)
    server.stop()


def _measure_pages(url: str, board: Board, folder: Path) -> None:
    pages = {"list of 130 classes": "/morioka/classes", "home page": "/morioka", "feed": "/morioka/calendar.ics"}
    for state, settings in (("made each time", UNSTORED), ("from the stored copy", {})):
        server, _seconds = _started(url, **settings)
        for _round in range(ROUNDS):
            for name, path in pages.items():
                asked = measured(server.port, [get(server.port, path)] * ENOUGH, SECONDS, folder)
                board.note(f"{name}, {state}", asked)
        board.facts[f"memory, pages {state}"] = _memory(server)
        server.stop()


def _memory(server: Server) -> str:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return f"{int(status.partition('VmRSS:')[2].split()[0]) / 1024:.0f} MB"


def _race(url: str, town: Town) -> str:
    async def run() -> float:
        server = Server(url)
        await server.start()
        warm = [range(500_000 + n, 500_001 + n) for n in range(4)]
        await rush(server.port, f"/morioka/classes/{town.coming[1]}/sign-up", warm)
        people = [range(n, n + 50) for n in range(600_000, 600_200, 50)]
        answers = await rush(server.port, f"/morioka/classes/{town.coming[0]}/sign-up", people)
        server.stop()
        assert {status for status, _seconds in answers} == {303}
        return max(seconds for _status, seconds in answers)

    return f"{asyncio.run(run()):.2f} s"
