"""The telephone rings: from there to the printed ticket by keyboard alone, with every key counted."""

import re
import sys

import pytest
from playwright.async_api import Browser, Page, expect

from tests.drills.server import Server
from tests.journeys.desk import Keyboard, at_desk, caller, classes, registrations

pytestmark = pytest.mark.journey
MOST = 12
TICKET = re.compile(r"/desk/registrations/\d+/paper$")
REGISTRATION = re.compile(r"/desk/registrations/\d+$")
DETAILS = {
    "kana": "くどう ふみ",
    "name": "工藤 文",
    "phone": "019-698-1234",
    "town": "松園",
    "age_band": "7",
    "device": "A",
    "needs": "前の席",
}


async def test_a_returning_caller_has_her_ticket_after_twelve_keys(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    who = await caller(seeded_url)
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server)
    keys = Keyboard(page)

    await keys.type("0909")
    await keys.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/desk/people/{who.id}$"))
    await keys.press("Alt+1")
    await expect(page).to_have_url(REGISTRATION)
    await expect(page.locator(".read-aloud")).to_contain_text("北山 ハナ")
    await keys.press("Alt+p")
    await expect(page).to_have_url(TICKET)

    sys.stdout.write(f"returning caller: {keys.pressed} keys\n")
    assert keys.pressed <= MOST
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "confirmed")]


async def test_two_who_share_the_last_digits_are_told_apart_by_one_more_choice(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    await caller(seeded_url)
    await caller(seeded_url, name="南川 次郎", kana="ミナミカワ ジロウ", phone="019-655-0909")
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server)
    keys = Keyboard(page)

    await keys.type("0909")
    await expect(page.locator("#results .person-link")).to_have_count(2)
    await keys.press("Alt+2")
    await expect(page).to_have_url(re.compile(r"/desk/people/\d+$"))
    await keys.press("Alt+1")
    await expect(page).to_have_url(REGISTRATION)
    await keys.press("Alt+p")
    await expect(page).to_have_url(TICKET)

    sys.stdout.write(f"returning caller who shares her digits: {keys.pressed} keys\n")
    assert keys.pressed <= MOST
    assert await registrations(seeded_url, lessons) == [("南川 次郎", "confirmed")]


async def _details(keys: Keyboard, page: Page) -> int:
    """Everything that is asked, each once; returns the keys of the details alone."""
    await keys.type(DETAILS["kana"])
    await expect(page.locator("#results .desk-count")).to_be_visible()
    await keys.press("Alt+n")
    await expect(page.locator("#field-name")).to_be_focused()
    for name in ("name", "phone", "town", "age_band", "device", "needs"):
        await expect(page.locator(f"#field-{name}")).to_be_focused()
        await keys.type(DETAILS[name])
        if name != "needs":
            await keys.press("Tab")
    return sum(map(len, DETAILS.values()))


async def test_a_new_caller_takes_the_keys_of_her_details_and_twelve(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    lessons = await classes(seeded_url, 5, 5)
    page = await at_desk(chromium, server)
    keys = Keyboard(page)

    details = await _details(keys, page)
    await expect(page.locator("#field-kana")).to_have_value(DETAILS["kana"])
    await keys.press("Alt+2", "Enter")
    await expect(page).to_have_url(REGISTRATION)
    await keys.press("Alt+p")
    await expect(page).to_have_url(TICKET)

    sys.stdout.write(f"new caller: {keys.pressed} keys, {details} of them her details\n")
    assert keys.pressed <= details + MOST
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]
