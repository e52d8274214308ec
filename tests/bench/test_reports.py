"""The year's report with one year of classes and with ten, beside writing as many rows as it lists, and as files."""

import asyncio
import csv
import io
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from outreach import clock, db, reports, tickets
from outreach.cities import City
from outreach.db import Dialect, sql
from outreach.goal import Confirmation
from outreach.goal import Report as Said
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from outreach.reports import Period
from tests import world
from tests.bench.test_calendar import DIALECTS
from tests.bench.town import _codes
from tests.conftest import fresh
from tests.ledgers import book_all

A_YEAR, SEATS, ROUNDS = 130, 12, 5
FLOOR = "floor: ask the same rows, write them as CSV"
_ROWS = (
    "SELECT l.id, l.day, l.course_id, l.centre_id, r.id AS registration, r.channel, r.at FROM lessons l"
    " JOIN registrations r ON r.lesson_id = l.id WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? ORDER BY l.day, r.id"
)


async def _filled(city: City, years: int) -> None:
    """So many fiscal years of confirmed classes up to the last one, x"""
    last = fiscal_year(clock.today()) - 1
    like = await world.lesson(city)
    centres = [await world.centre(city, f"c{at}", district=f"{at % 4}地区") for at in range(8)]
    courses = [await world.course(city, f"k{at}") for at in range(4)]
    kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name != "id"}
    days = [
        fiscal_year_days(year)[0] + timedelta(days=at * 364 // A_YEAR)
        for year in range(last - years + 1, last + 1)
        for at in range(A_YEAR)
    ]
    made = []
    for at, day in enumerate(days):
        starts = world.moment(day)
        where = {"centre_id": centres[at % 8].id, "course_id": courses[at % 4].id, "uid": secrets.token_hex(16)}
        made.append(
            Lesson(**kept | where | {"day": day, "starts_at": starts, "ends_at": starts + timedelta(minutes=90)})
        )
    await Lesson.bulk_create(made, batch_size=500)
    lessons = await Lesson.filter(id__gt=like.id).order_by("id")
    teacher, second = await world.staff(city, "instructor"), await world.staff(city)
    said = [
        Said(lesson_id=one.id, held=True, attendance=3 + at % 12, by_account_id=teacher.id, at=one.ends_at)
        for at, one in enumerate(lessons)
    ]
    await Said.bulk_create(said, batch_size=500)
    signed = [Confirmation(report_id=one.id, by_account_id=second.id, at=one.at) for one in await Said.all()]
    await Confirmation.bulk_create(signed, batch_size=500)
    await book_all(city)
    await _seats(lessons)


async def _seats(lessons: list[Lesson]) -> None:
    now = clock.now()
    facts = {
        "city_id": 1,
        "name": "見本 花子",
        "kana": "ミホン ハナコ",
        "kana_key": "ミホンハナコ",
        "purpose_version": "1",
    }
    await Participant.bulk_create([Participant(**facts, purpose_at=now, created_at=now) for _seat in range(SEATS)])
    people = await Participant.all().values_list("id", flat=True)
    codes = _codes()
    rows = [
        Registration(
            city_id=1,
            status="confirmed",
            channel=("web", "phone", "counter")[at % 3],
            place=at if at % 3 == 0 else None,
            taken_by="system",
            at=one.starts_at - timedelta(days=20),
            lesson_id=one.id,
            participant_id=person,
            code=next(codes),
            token=tickets.new_token(),
        )
        for one in lessons
        for at, person in enumerate(people)
    ]
    await Registration.bulk_create(rows, batch_size=1000)
    await sql.run(
        "INSERT INTO audit_entries (city_id, at, actor, action, subject, detail)"
        " SELECT city_id, at, 'system', CASE WHEN place IS NULL THEN 'registration.confirmed' ELSE"
        " 'registration.offered' END, 'registration:' || id, '{}' FROM registrations"
    )
    await sql.run(
        "INSERT INTO arrivals (city_id, lesson_id, registration_id, at, by, method, standing, undone_by, undone_reason)"
        " SELECT r.city_id, r.lesson_id, r.id, l.starts_at, 'system', 'code', TRUE, '', ''"
        " FROM registrations r JOIN lessons l ON l.id = r.lesson_id WHERE r.id % 10 <> 0"
    )


async def _floor(city: City, year: int) -> None:
    rows = await sql.rows(_ROWS, city.id, *fiscal_year_days(year))
    csv.writer(io.StringIO()).writerows(row.values() for row in rows)


async def _measured(url: str, years: int) -> dict[str, float]:
    async with db.connected(url):
        city = await world.morioka()
        await _filled(city, years)
        year, today = fiscal_year(clock.today()) - 1, clock.today()
        taken: dict[str, list[float]] = {}
        for _round in range(ROUNDS):
            for name, seconds in [
                (FLOOR, await _timed(lambda: _floor(city, year))),
                ("the year's report", await _timed(lambda: reports.build(city.id, "year", Period(year), today, "ja"))),
            ]:
                taken.setdefault(name, []).append(seconds)
            report = await reports.build(city.id, "year", Period(year), today, "ja")
            for name, seconds in _files(report):
                taken.setdefault(name, []).append(seconds)
        return {name: median(seconds) * 1000 for name, seconds in taken.items()}


async def _timed(work: Callable[[], object]) -> float:
    before = perf_counter()
    await work()  # type: ignore[misc]  # a coroutine of either
    return perf_counter() - before


def _files(report: reports.Report) -> Iterator[tuple[str, float]]:
    for form in reports.FORMATS:
        before = perf_counter()
        reports.written(report, form)
        yield f"as {form}", perf_counter() - before


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_years_report_of_ten_years_beside_one(dialect: Dialect, tmp_path: Path) -> None:
    found = {}
    for years in (1, 10):
        for url in fresh(dialect, tmp_path / f"{years}.db", migrated=True):
            found[years] = asyncio.run(_measured(url, years))
    lines = [f"### The year's report, {dialect}", "", "| median ms | 1 year | 10 years | times | of the floor |"]
    lines.append("|---|--:|--:|--:|--:|")
    for name, one in found[1].items():
        ten = found[10][name]
        lines.append(f"| {name} | {one:.1f} | {ten:.1f} | {ten / one:.1f} | {ten / found[10][FLOOR]:.1f} |")
    print("\n\n" + "\n".join(lines))  # noqa: T201 - its purpose
