from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from outreach import clock, seeding
from outreach.accounts import Account
from outreach.bundled import folder
from outreach.checkin import Arrival
from outreach.cities import City
from outreach.db import connected
from outreach.goal import Report, progress
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from outreach.upkeep.contents import contents
from outreach.upkeep.rules import verify

PASSWORD = "hanami-no-ato-de"
CITIES = ("morioka", "tomi")


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[dict[str, City]]:
    async with connected(database_url):
        yield {name: (await seeding.plant(_files(name), password=PASSWORD)).city for name in CITIES}


def _files(name: str) -> seeding.CityFolder:
    return seeding.read(Path(folder("seeds")) / name)


async def test_planting_twice_leaves_the_same_rows(both: dict[str, City]) -> None:
    before = await contents()
    for name in CITIES:
        assert sum((await seeding.plant(_files(name), password=PASSWORD)).added.values()) == 0
    assert (await contents()).rows == before.rows


async def test_planted_rows_keep_every_rule(both: dict[str, City]) -> None:
    assert await verify() == []


@pytest.mark.parametrize("name", CITIES)
async def test_as_many_came_as_arrived(both: dict[str, City], name: str) -> None:
    reports = await Report.filter(lesson__city=both[name], standing=True)
    assert reports
    for report in reports:
        assert await Arrival.filter(lesson_id=report.lesson_id, standing=True).count() == report.attendance


@pytest.mark.parametrize("name", CITIES)
async def test_the_demo_is_alive_today(both: dict[str, City], name: str) -> None:
    now = clock.now()
    classes = Lesson.filter(city=both[name], status="published")
    assert await classes.filter(starts_at__gt=now).exists()
    assert await classes.filter(ends_at__lt=now).exists()


@pytest.mark.parametrize("name", CITIES)
async def test_seats_are_as_the_files_say(both: dict[str, City], name: str) -> None:
    lessons = await Lesson.filter(city=both[name]).order_by("id")
    rows = _files(name).lessons
    for lesson, row in zip(lessons, rows, strict=True):
        lots = bool(row.get("lots_days"))
        assert (lesson.draws_at is not None, lesson.phone_seats) == (lots, row.get("phone_seats", 0))
        status = "applied" if lots else "confirmed"
        assert await Registration.filter(lesson=lesson, status=status).count() == row["registrations"]
        assert (lesson.taken, lesson.waiting) == (0 if lots else row["registrations"], row["waiting"])


async def test_everybody_who_was_made_up_is_marked_as_a_sample(both: dict[str, City]) -> None:
    assert await Participant.filter(is_sample=False).count() == 0
    assert await Lesson.filter(is_sample=False).count() == 0


async def test_no_account_is_made_without_a_password(database: str) -> None:
    await seeding.plant(_files("tomi"))
    assert await Account.all().count() == 0


async def test_the_ended_plan_has_no_records_and_the_next_one_counts(both: dict[str, City]) -> None:
    found = {(one.plan.key, one.goal.key): one for one in await progress(both["morioka"].id)}
    assert not found["2021-2025", "classes"].has_records
    assert found["2026-2030", "classes"].held > 0
    assert found["2026-2030", "classes"].goal.target == 130


async def test_what_a_city_changed_is_not_overwritten(both: dict[str, City]) -> None:
    await City.filter(id=both["tomi"].id).update(phone="0268-11-1111")
    await seeding.plant(_files("tomi"))
    assert (await City.get(id=both["tomi"].id)).phone == "0268-11-1111"
