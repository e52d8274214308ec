"""While a coordinator types, the page tells what is in the way; what is free instead fills the form."""

import pytest
from playwright.async_api import Browser, expect

from outreach import clock, db
from outreach.lessons import Lesson
from tests.drills.server import Server
from tests.journeys.people import PATIENCE, Person

pytestmark = pytest.mark.journey


async def _coming(url: str) -> Lesson:
    async with db.connected(url):
        coming = Lesson.filter(city__slug="morioka", day__gt=clock.today(), room_id__isnull=False)
        found = await coming.order_by("starts_at").first()
        assert found is not None
        return found


async def test_the_answer_follows_the_typing_and_a_free_hour_is_one_press(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    there = await _coming(seeded_url)
    context = await chromium.new_context(locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    her = Person(await context.new_page(), server.address)
    answer = her.page.locator("#clash-answer")
    await her.sign_in("morioka-coordinator")
    await her.open("/morioka/en/office/classes/new")
    await her.reads("As soon as the place, the instructor, the day and the hours are filled in")

    await her.page.locator("[name=course_id]").select_option(str(there.course_id))
    await her.page.locator("[name=place]").select_option(f"{there.centre_id}-{there.room_id}")
    await her.page.locator("[name=instructor_id]").select_option(str(there.instructor_id))
    await her.write("day", there.day.isoformat())
    await her.write("starts", f"{there.starts_at.astimezone(clock.TOKYO):%H:%M}")
    await her.write("ends", f"{there.ends_at.astimezone(clock.TOKYO):%H:%M}")

    await expect(answer).to_contain_text("is taken by")
    await answer.locator("button[name=take]").first.click()
    await expect(answer).not_to_contain_text("is taken by")
    await expect(answer).not_to_contain_text("not possible")
    await her.press("Plan this class", exact=True)
    await her.reads("Seats taken")
    await context.close()
