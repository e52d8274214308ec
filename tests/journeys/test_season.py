"""A season of 24 classes by rule: two closed days are told, one is put back, and all stand on the public page."""

from datetime import date, timedelta

import pytest
from playwright.async_api import Browser, expect

from outreach import clock, db
from outreach.courses import Course
from outreach.lessons import Lesson
from outreach.venues import Centre, Closure
from tests.drills.server import Server
from tests.journeys.people import PATIENCE, Person

pytestmark = pytest.mark.journey
CLASSES = 24
WEDNESDAY = 2


def _first() -> date:
    """A Wednesday in some weeks."""
    day = clock.today() + timedelta(weeks=2)
    return day + timedelta(days=(WEDNESDAY - day.weekday()) % 7)


async def _closed(url: str, *days: date) -> tuple[str, str]:
    """The centre's caretaker is away on these days; returns the values that choose course and centre."""
    async with db.connected(url):
        course = await Course.get(city__slug="morioka", slug="first-steps")
        centre = await Centre.get(city__slug="morioka", key="central")
        room = await centre.rooms.all().first()
        centre.opening, centre.closed_from = {}, None
        await centre.save()
        reason = {"ja": "設備点検のため休館", "en": "the lift is inspected"}
        for day in days:
            await Closure.create(
                centre=centre, first_day=day, last_day=day, reason=reason, added_by="system", added_at=clock.now()
            )
        return str(course.id), f"{centre.id}-{room.id}" if room else str(centre.id)


async def test_a_season_is_planned_by_rule_with_two_closures_and_one_date_put_back(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    first = _first()
    closed = [first + timedelta(weeks=3), first + timedelta(weeks=9)]
    course, place = await _closed(seeded_url, *closed)
    context = await chromium.new_context(locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    her = Person(await context.new_page(), server.address)
    await her.sign_in("morioka-coordinator")

    await her.open("/morioka/en/office/classes/new")
    await her.press("Plan many classes")
    await her.page.select_option("#field-course_id", course)
    await her.page.select_option("#field-place", place)
    await her.page.select_option("#field-instructor_id", index=1)
    await her.write("starts", "10:00")
    await her.write("ends", "11:30")
    await her.page.get_by_label("Wednesday", exact=True).check()
    await her.write("first", first.isoformat())
    await her.page.get_by_label("for a number of classes").check()
    await her.write("count", str(CLASSES))
    await her.press("Show the dates")

    await expect(her.page.locator(".season-counts")).to_contain_text("24 dates")
    await expect(her.page.locator(".season-counts")).to_contain_text("2 are skipped")
    await expect(her.page.locator(".season-skipped").first).to_contain_text("the lift is inspected")
    instead = her.page.locator(f"[name='r-{closed[0]}-instead']")
    offered = await instead.locator("option").nth(1).get_attribute("value")
    assert offered
    await instead.select_option(offered)
    put_back = date.fromisoformat(offered.split()[0])
    await her.press("Check again")
    await expect(her.page.locator(".season-counts")).to_contain_text("1 is skipped")
    reason = her.page.locator("#field-reason")
    if await reason.count():  # a national holiday falls on one of the days, whenever this test runs
        await reason.fill("The centre agreed.")
    await her.press("Plan 23 classes")
    await expect(her.page.locator("h1")).not_to_contain_text("Plan many")

    async with db.connected(seeded_url):
        made = await Lesson.filter(centre__key="central", day__gte=first, starts_at__gt=clock.now()).order_by("day")
        planned = {lesson.day: lesson.id for lesson in made if lesson.starts_at.astimezone(clock.TOKYO).hour == 10}
    expected = {first + timedelta(weeks=week) for week in range(CLASSES)} - set(closed) | {put_back}
    assert expected <= set(planned)
    assert not set(closed) & set(planned)
    await her.open("/morioka/en/classes")
    for day in (put_back, first):
        await expect(her.page.locator(f'a[href="/morioka/en/classes/{planned[day]}"]')).to_be_visible()
    await context.close()
