"""A typhoon: all of Saturday in the eastern district is cancelled in one go, and eighty people are told."""

from datetime import date, time, timedelta

import icalendar
import pytest
from playwright.async_api import Browser, expect

from outreach import clock, db, notices
from outreach.changes import Change
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.registration import Registration
from outreach.venues import Centre
from tests import world
from tests.drills.forked import Forked
from tests.drills.server import Server
from tests.journeys.conftest import PATIENT
from tests.journeys.people import PATIENCE, Person

pytestmark = pytest.mark.journey
CLASSES, PEOPLE, WITHOUT_PHONE, WAITING = 6, 80, 9, 5
SEATS = 13


def saturday() -> date:
    """A Saturday in some weeks."""
    day = clock.today() + timedelta(days=21)
    return day + timedelta(days=(5 - day.weekday()) % 7)


async def _hall(number: int, district: str) -> Centre:
    name = {"ja": f"{district}第{number}公民館", "en": f"Hall {number}"}
    return await world.centre(key=f"{district}-{number}", name=name, district=district)


async def _town(url: str) -> dict[str, int]:
    """Six classes in two eastern halls with eighty people, and one in the west on the same day."""
    async with db.connected(url):
        city = await world.morioka()
        halls = [await _hall(number, "東部") for number in range(2)]
        lessons = [
            await world.lesson(
                day=saturday(),
                at=time(9 + 3 * (number // 2)),
                centre=halls[number % 2],
                capacity=SEATS - (2 if number == 0 else 0),
                instructor=await world.instructor(login=f"leader{number % 2}"),
            )
            for number in range(CLASSES)
        ]
        await _filled(city, lessons)
        west = await world.lesson(
            day=saturday(), centre=await _hall(9, "西部"), instructor=await world.instructor(login="west")
        )
        await world.seat(west)
        for role in ("coordinator", "clerk"):
            await world.account(city, role)
        return {"first": lessons[0].id, "west": west.id}


async def _filled(city: City, lessons: list[Lesson]) -> None:
    for number in range(PEOPLE):
        phone = "" if number < WITHOUT_PHONE else f"019-651-{1000 + number}"
        who = await world.person(city, name=f"人 {number:02}", kana="ヒト", phone=phone)
        await world.seat(lessons[number % CLASSES], who)


async def _signed_in(browser: Browser, server: Server, login: str) -> Person:
    context = await browser.new_context(locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    her = Person(await context.new_page(), server.address)
    await her.open("/morioka/en/sign-in")
    await her.write("login", login)
    await her.write("password", world.PASSWORD)
    await her.press("Sign in", exact=True)
    await expect(her.page).not_to_have_url("sign-in")
    return her


async def _counts(url: str) -> tuple[int, int]:
    async with db.connected(url):
        city = await world.morioka()
        return len(await notices.to_tell(city.id)), await Registration.filter(
            status__in=("confirmed", "waiting")
        ).count()


async def test_a_typhoon_day_takes_four_steps_and_nobody_is_forgotten(database_url: str, chromium: Browser) -> None:
    ids = await _town(database_url)
    server = Forked(database_url, settings=PATIENT)
    await server.start()
    try:
        await _cancels(await _signed_in(chromium, server, "coordinator"))
        assert await _counts(database_url) == (PEOPLE, PEOPLE + 1)
        await _tells(await _signed_in(chromium, server, "clerk"))
        assert await _counts(database_url) == (PEOPLE - 2, PEOPLE + 1)
        await _public_sees(chromium, server, ids)
        await _reinstates(await _signed_in(chromium, server, "coordinator"), ids["first"])
        left, registered = await _counts(database_url)
        assert registered == PEOPLE + 1
        # Of the first class nobody had been reached but the two who were told: they are called once more.
        assert left == PEOPLE - len(range(0, PEOPLE, CLASSES)) + 2
        async with db.connected(database_url):
            assert await Change.all().count() == CLASSES + 1
    finally:
        server.stop()


async def _cancels(her: Person) -> None:
    """Open the page, choose day and district, preview, confirm."""
    await her.open("/morioka/en/office")
    await her.page.locator("nav summary", has_text="Planning").click()
    await her.press("Cancel or move many")
    await her.write("first", saturday().isoformat())
    await her.page.select_option("#field-district", "東部")
    await her.press("Preview", exact=True)
    await her.reads("Nothing has been changed yet.")
    await expect(her.page.locator("main")).to_contain_text("6 classes would be changed.")
    await expect(her.page.locator("main")).to_contain_text(
        f"80 people must be told: {PEOPLE - WITHOUT_PHONE} calls, {WITHOUT_PHONE} without a phone"
    )
    await her.write("reason", "台風のため")
    await her.press("Confirm: cancel these classes")
    await expect(her.page.locator("main")).to_contain_text("6 classes were changed.")
    await expect(her.page.locator("main")).to_contain_text("80 people must still be told.")


async def _tells(her: Person) -> None:
    """The clerk calls: no answer, then two are told."""
    await her.open("/morioka/en/desk")
    await her.press("80 people must still be told.")
    first = her.page.locator(".to-tell").filter(has=her.page.locator(".person-phone")).first
    await expect(her.page.locator("details[open]")).to_contain_text("台風のため")
    await first.get_by_role("button", name="No answer").click()
    await her.reads("no answer")
    for left in (79, 78):
        await her.page.get_by_role("button", name="Told", exact=True).first.click()
        await expect(her.page.locator("main")).to_contain_text(f"{left} people must still be told.")


async def _public_sees(chromium: Browser, server: Server, ids: dict[str, int]) -> None:
    """Who looks at the page or subscribed the calendar knows; the west is held."""
    context = await chromium.new_context(locale="ja-JP")
    her = Person(await context.new_page(), server.address)
    await her.open(f"/morioka/en/classes/{ids['first']}")
    await expect(her.page.locator("main")).to_contain_text("This class is cancelled")
    await expect(her.page.locator("main")).to_contain_text("台風のため")
    await her.open("/morioka/en/classes")
    await expect(her.page.get_by_text("This class is cancelled")).to_have_count(CLASSES)
    feed = await context.request.get(f"{server.address}/morioka/calendar.ics")
    events = icalendar.Calendar.from_ical(await feed.text()).walk("VEVENT")
    assert sorted(str(one["status"]) for one in events) == ["CANCELLED"] * CLASSES + ["CONFIRMED"]
    assert {str(one["sequence"]) for one in events if one["status"] == "CANCELLED"} == {"1"}


async def _reinstates(her: Person, lesson_id: int) -> None:
    """One class can be held after all."""
    await her.open(f"/morioka/en/office/classes/{lesson_id}")
    await her.press("Hold it after all")
    if await her.page.locator("#field-reason").count():
        await her.write("reason", "午後は晴れる")
    await her.press("Confirm: hold these classes")
    await expect(her.page.locator("h1")).to_have_text("Held after all")
