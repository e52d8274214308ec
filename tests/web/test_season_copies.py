"""Copying one class or a whole season, and publishing the drafts that come of it."""

from datetime import time, timedelta

import pytest

from outreach.lessons import Lesson
from tests import world
from tests.web.season_form import FIRST, counts, day_of, reason_for

pytestmark = pytest.mark.usefixtures("database")
COPY = "/morioka/en/office/seasons/copy"
DRAFTS = "/morioka/en/office/classes/drafts"


async def test_one_class_is_copied_to_a_new_day() -> None:
    lesson = await world.lesson(at=time(9, 5), capacity=7)
    page = await (await world.visitor("coordinator")).open(f"/morioka/en/office/classes/{lesson.id}")

    page = await page.follow("Plan another class like this one")
    assert page.form("plan").values["day"] == [""]
    await page.form("plan").fill(None, day=day_of(1).isoformat()).submit("Plan this class")

    copy = await Lesson.get(day=day_of(1))
    assert (copy.course_id, copy.room_id, copy.capacity) == (lesson.course_id, lesson.room_id, 7)
    assert copy.starts_at == world.moment(day_of(1), time(9, 5))


async def test_a_past_season_is_copied_to_new_weeks() -> None:
    past = [await world.lesson(day=FIRST - timedelta(weeks=40 - week), at=time(10, 0)) for week in range(3)]
    browser = await world.visitor("coordinator")
    page = await browser.open(COPY)

    page = (
        await page.form("Show the dates")
        .fill(None, since=past[0].day.isoformat(), until=past[-1].day.isoformat(), week=day_of(10).isoformat())
        .submit("Show the dates")
    )
    assert "3 dates" in counts(page)
    page = await page.form("Plan 3 classes").fill(None, **await reason_for(page)).submit("Plan 3 classes")

    assert page.path == DRAFTS
    made = await Lesson.filter(status="draft").order_by("day")
    assert [one.day for one in made] == [day_of(10 + week) for week in range(3)]


async def test_many_drafts_are_chosen_and_published_at_once() -> None:
    drafts = [await world.lesson(status="draft", day=day_of(week)) for week in range(3)]
    browser = await world.visitor("coordinator")
    page = await browser.open(DRAFTS)

    form = page.form("Publish the chosen ones")
    refused = await form.submit()
    form.values["ids"] = [str(one.id) for one in drafts[:2]]
    page = await form.submit()

    assert refused.errors == ["Please choose at least one class."]
    assert page.status == 200
    assert [one.status for one in await Lesson.all().order_by("id")] == ["published", "published", "draft"]
