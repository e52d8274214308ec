"""How soon a long list begins and ends, beside a bare SELECT written as CSV; and the files of open data."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx2
import pytest

from outreach import clock, db, tickets
from outreach.db import Dialect, sql
from outreach.db.connect import dialect_of
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.conftest import fresh
from tests.drills.server import Server

SIZES, ROUNDS, CLASSES = (3_800, 38_000), 3, 5_000
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")
FILES = ("events.csv", "events.json", "events.xlsx", "events.geojson", "results.csv")
_BARE = (
    "SELECT l.starts_at, k.title, c.name, p.name AS who, p.kana, p.phone, p.town, p.age_band, g.status"
    " FROM registrations g JOIN lessons l ON l.id = g.lesson_id JOIN courses k ON k.id = l.course_id"
    " JOIN centres c ON c.id = l.centre_id JOIN participants p ON p.id = g.participant_id WHERE l.day = ?"
)


@pytest.fixture(params=DIALECTS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from fresh(request.param, tmp_path / "town.db", migrated=True)


async def _crowd(day: date, count: int) -> None:
    """A class of that day with so many people."""
    lesson = await world.lesson(day=day, capacity=count)
    now, start = clock.now(), await Participant.all().count()
    shared = {"city_id": lesson.city_id, "purpose_version": "1", "purpose_at": now, "created_at": now}
    people = [
        Participant(name=f"見本 {n}", kana="ミホン", kana_key="みほん", phone="019-600-0000", age_band="70s", **shared)
        for n in range(count)
    ]
    await Participant.bulk_create(people, batch_size=1000)
    ids = [int(str(one)) for one in await Participant.all().order_by("id").offset(start).values_list("id", flat=True)]
    seat = {"city_id": lesson.city_id, "lesson_id": lesson.id, "status": "confirmed", "channel": "web", "at": now}
    rows = [
        Registration(participant_id=one, taken_by="public", code=f"{one:08}", token=tickets.new_token(), **seat)
        for one in ids
    ]
    await Registration.bulk_create(rows, batch_size=1000)


async def _streamed(client: httpx2.AsyncClient, day: date) -> tuple[float, float, int]:
    """Seconds to the first line with a person and to the last one, and how many lines."""
    form = {"first": day.isoformat(), "last": day.isoformat(), "purpose": "report", "key": tickets.new_token()}
    began, first, lines, read = perf_counter(), 0.0, 0, 0
    async with client.stream("POST", "/morioka/office/attendees", data=form) as answer:
        assert answer.status_code == 200
        async for part in answer.aiter_bytes():
            lines, read = lines + part.count(b"\r\n"), read + len(part)
            first = first or (perf_counter() - began if lines > 1 else 0.0)
    return first, perf_counter() - began, lines - 1


async def _bare(day: date) -> float:
    began = perf_counter()
    out = io.StringIO()
    csv.writer(out).writerows(row.values() for row in await sql.rows(_BARE, day))
    return perf_counter() - began


@pytest.mark.bench
async def test_a_list_of_people_begins_at_once_and_grows_in_proportion(place: str) -> None:
    days = [clock.today() - timedelta(days=size) for size in range(1, len(SIZES) + 1)]
    async with db.connected(place):
        for day, size in zip(days, SIZES, strict=True):
            await _crowd(day, size)
        secret = await world.sign_in(await world.account(role="coordinator"))
        floors = [median([await _bare(day) for _ in range(ROUNDS)]) for day in days]
    base, server = dialect_of(place), Server(place, workers=1)
    await server.start()
    headers = {"Origin": server.address, "Cookie": f"outreach={secret}"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers, timeout=60) as client:
        for day, size, floor in zip(days, SIZES, floors, strict=True):
            runs = [await _streamed(client, day) for _ in range(ROUNDS)]
            assert {lines for _first, _all, lines in runs} == {size}
            first, whole = (median(run[at] for run in runs) for at in (0, 1))
            told = f"{size:,} people: first {first * 1000:.0f} ms, whole {whole * 1000:.0f} ms"
            print(f"{base}: {told}, bare SELECT as CSV {floor * 1000:.0f} ms ({whole / floor:.1f} times)")  # noqa: T201 - the result
    server.stop()


@pytest.mark.bench
async def test_the_files_of_open_data_are_made_quickly(place: str) -> None:
    async with db.connected(place):
        like = await world.lesson()
        kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name != "id"}
        rows = [Lesson(**kept | {"uid": f"u{n}", "day": kept["day"] + timedelta(days=n % 300)}) for n in range(CLASSES)]
        await Lesson.bulk_create(rows, batch_size=500)
    base, server = dialect_of(place), Server(place, workers=1, settings={"OUTREACH_STORED_SECONDS": "0"})
    await server.start()
    async with httpx2.AsyncClient(base_url=server.address, timeout=60) as client:
        for path in FILES:
            times = []
            for _ in range(ROUNDS):
                began = perf_counter()
                answer = await client.get(f"/morioka/open-data/{path}")
                times.append(perf_counter() - began)
                assert answer.status_code == 200
            size = len(answer.content)
            print(f"{base}: {path}, {CLASSES:,} classes: {median(times) * 1000:.0f} ms, {size:,} bytes")  # noqa: T201 - the result
    server.stop()
