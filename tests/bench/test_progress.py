"""The home page and the goals' pages with one year of classes and with ten, beside a page that asks for no rows."""

import asyncio
import secrets
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from outreach import clock, db
from outreach.cities import City
from outreach.db import Dialect
from outreach.goal import Confirmation, Goal, Report
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.lessons import Lesson
from tests import world
from tests.bench.test_calendar import DIALECTS
from tests.conftest import fresh
from tests.ledgers import book_all

A_YEAR, ROUNDS = 130, 15
FLOOR = "a page without rows"


async def _years(city: City, years: int) -> Goal:
    """So many fiscal years of confirmed classes, the last one still running, in two plans of five years each."""
    now = fiscal_year(clock.today())
    like = await world.lesson(city)
    kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name != "id"}
    teacher, second = await world.staff(city, "instructor"), await world.staff(city)
    days = [
        fiscal_year_days(year)[0] + timedelta(days=number * 364 // A_YEAR)
        for year in range(now - years + 1, now + 1)
        for number in range(A_YEAR)
    ]
    past = [day for day in days if day < clock.today()]
    times = [(world.moment(day), world.moment(day) + timedelta(minutes=90)) for day in past]
    await Lesson.bulk_create(
        [
            Lesson(**kept | {"day": day, "starts_at": starts, "ends_at": ends, "uid": secrets.token_hex(16)})
            for day, (starts, ends) in zip(past, times, strict=True)
        ],
        batch_size=500,
    )
    rows = await Lesson.filter(day__lt=clock.today()).order_by("id")
    await Report.bulk_create(
        [Report(lesson_id=one.id, held=True, attendance=8, by_account_id=teacher.id, at=one.ends_at) for one in rows]
    )
    await Confirmation.bulk_create(
        [Confirmation(report_id=one.id, by_account_id=second.id, at=one.at) for one in await Report.all()]
    )
    await book_all(city)
    course = await world.course(city)
    for first in range(now - 5 * (years // 6), now + 1, 5):
        period = {"starts": date(first, 4, 1), "ends": date(first + 5, 3, 31)}
        one = await world.goal(city, course, **period, target=A_YEAR * 5)  # type: ignore[arg-type]  # passed on
    return one


async def _measured(url: str, years: int) -> dict[str, float]:
    async with db.connected(url):
        one = await _years(await world.morioka(), years)
        browser = await world.visitor("coordinator")
        pages = {
            FLOOR: "/morioka/accessibility",
            "home page": "/morioka",
            "all goals": "/morioka/progress",
            "one goal": f"/morioka/progress/{one.id}",
            "board": "/morioka/office/progress",
            "who is reached": "/morioka/office/progress/reach",
        }
        taken: dict[str, list[float]] = {name: [] for name in pages}
        for _round in range(ROUNDS):
            for name, path in pages.items():
                before = perf_counter()
                answer = await browser.client.get(path)
                taken[name].append(perf_counter() - before)
                assert answer.status_code == 200, path
        return {name: median(seconds) * 1000 for name, seconds in taken.items()}


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_ten_years_beside_one(dialect: Dialect, tmp_path: Path) -> None:
    found = {}
    for years in (1, 10):
        for url in fresh(dialect, tmp_path / f"{years}.db", migrated=True):
            found[years] = asyncio.run(_measured(url, years))
    lines = [f"### Goals, {dialect}", "", "| made anew, median ms | 1 year | 10 years | times | of the floor |"]
    lines.append("|---|--:|--:|--:|--:|")
    for name, one in found[1].items():
        ten = found[10][name]
        lines.append(f"| {name} | {one:.1f} | {ten:.1f} | {ten / one:.1f} | {ten / found[10][FLOOR]:.1f} |")
    print("\n\n" + "\n".join(lines))  # noqa: T201 - its purpose
