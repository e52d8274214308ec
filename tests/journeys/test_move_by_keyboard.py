"""Moving a class by keyboard alone: from the calendar over the dry run to the public page with its new time."""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.async_api import Browser, expect

from outreach import clock, db
from outreach.i18n import words
from outreach.lessons import Lesson
from tests import world
from tests.drills.server import Server
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
MOST_TABS = 150


async def _lesson(url: str) -> Lesson:
    """A class in a room of its own, on a Wednesday in two weeks at 13:30, whose neighbour days are free."""
    day = clock.today() + timedelta(days=14)
    day += timedelta(days=(2 - day.weekday()) % 7)
    async with db.connected(url):
        city = await world.morioka()
        hall = await world.centre(city, "keyboard-hall", name={"ja": "鍵盤会館", "en": "Keyboard Hall"})
        leader = await world.instructor(city, "keyboard-instructor")
        return await world.lesson(city, day=day, centre=hall, instructor=leader, status="published")


async def _tab_to(her: Person, selector: str) -> None:
    for _press in range(MOST_TABS):
        if await her.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        await her.page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never reaches {selector}")


@pytest.mark.parametrize("view", ["week?day={day}", "?month={month}"])
async def test_a_class_is_moved_with_m_arrows_and_enter_and_the_public_page_shows_it(
    view: str, server: Server, seeded_url: str, chromium: Browser
) -> None:
    lesson = await _lesson(seeded_url)
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    her = Person(await context.new_page(), server.address)
    await her.sign_in("morioka-coordinator")
    query = view.format(day=lesson.day.isoformat(), month=f"{lesson.day:%Y-%m}").removeprefix("?")
    await her.open(f"/morioka/en/office/classes{'/' if 'week' in view else '?'}{query}")
    keyboard, said = her.page.keyboard, her.page.locator("#calendar-said")

    await _tab_to(her, f"#class-{lesson.id} .event-link")
    await keyboard.press("m")
    await expect(said).to_contain_text("Arrow keys move it")
    await keyboard.press("ArrowRight")
    await expect(said).to_contain_text("Thursday")
    await keyboard.press("ArrowDown")
    await expect(said).to_contain_text("2:00 PM")
    await expect(said).to_contain_text("Nothing clashes.")
    await keyboard.press("Enter")
    await expect(her.page.locator("#field-starts")).to_have_value("14:00")
    await expect(her.page.locator("#field-day")).to_have_value((lesson.day + timedelta(days=1)).isoformat())
    await _tab_to(her, "main form button.button-main")
    await keyboard.press("Enter")
    await expect(her.page).to_have_url(re.compile("/dry-run"))
    await _tab_to(her, "form[action$='carry-out'] button.button-main")
    await keyboard.press("Enter")
    await expect(her.page).to_have_url(re.compile("/changes/done/"))

    new = datetime.combine(lesson.day + timedelta(days=1), time(14), tzinfo=clock.TOKYO)
    await her.open(f"/morioka/en/classes/{lesson.id}")
    await expect(her.page.locator("main")).to_contain_text(words.date_words(new, "en"))
    await expect(her.page.locator("main")).to_contain_text(words.period_words(new, new + timedelta(minutes=90), "en"))
    await context.close()


async def test_escape_leaves_it_where_it_was_and_a_clash_is_told_while_it_moves(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    lesson = await _lesson(seeded_url)
    async with db.connected(seeded_url):
        city = await world.morioka()
        hall = await world.centre(city, "keyboard-hall")
        other = await world.instructor(city, "other-instructor")
        await world.lesson(city, day=lesson.day + timedelta(days=1), centre=hall, instructor=other)
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    her = Person(await context.new_page(), server.address)
    await her.sign_in("morioka-coordinator")
    address = f"/morioka/en/office/classes/week?day={lesson.day.isoformat()}"
    await her.open(address)

    await _tab_to(her, f"#class-{lesson.id} .event-link")
    await her.page.keyboard.press("m")
    await her.page.keyboard.press("ArrowRight")
    await expect(her.page.locator("#calendar-said")).to_contain_text("Training room")
    await her.page.keyboard.press("Escape")

    await expect(her.page.locator("#calendar-said")).to_contain_text("It stays where it was.")
    await expect(her.page).to_have_url(server.address + address)
    focused = await her.page.evaluate("document.activeElement.closest('li')?.id")
    assert focused == f"class-{lesson.id}"
    await context.close()


async def test_m_elsewhere_on_the_page_does_nothing(server: Server, seeded_url: str, chromium: Browser) -> None:
    lesson = await _lesson(seeded_url)
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    her = Person(await context.new_page(), server.address)
    await her.sign_in("morioka-coordinator")
    await her.open(f"/morioka/en/office/classes/week?day={lesson.day.isoformat()}")

    await her.page.locator(".views a").first.focus()
    await her.page.keyboard.press("m")

    assert await her.page.locator(".is-carried").count() == 0
    assert await her.page.locator("#calendar-said").inner_text() == ""
    await context.close()


async def test_dragged_to_another_day_it_leads_to_the_same_page(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    lesson = await _lesson(seeded_url)
    context = await chromium.new_context(viewport={"width": 1280, "height": 1400})
    her = Person(await context.new_page(), server.address)
    await her.sign_in("morioka-coordinator")
    await her.open(f"/morioka/en/office/classes/rooms?day={lesson.day.isoformat()}")
    target = lesson.day + timedelta(days=2)

    place = f"{lesson.centre_id}-{lesson.room_id}"
    await her.page.locator(f"#class-{lesson.id} .event-title").drag_to(
        her.page.locator(f'td[data-day="{target.isoformat()}"][data-place="{place}"]')
    )

    await expect(her.page.locator("#field-day")).to_have_value(target.isoformat())
    await expect(her.page.locator("#field-starts")).to_have_value("13:30")
    await context.close()
