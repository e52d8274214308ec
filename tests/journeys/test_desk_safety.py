"""Nothing that was typed is lost: not by Escape, not by a sign of a Mac, not when the sign-in is over."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from outreach import i18n
from tests.drills.server import Server
from tests.journeys.desk import at_desk, caller, classes, registrations
from tests.journeys.people import PASSWORD

pytestmark = pytest.mark.journey
REGISTRATION = re.compile(r"/desk/registrations/\d+$")
ADDRESS = "盛岡市内丸12-2"
SAID = "[data-says]"


def _ja(words: str) -> str:
    return i18n.gettext("ja", words)


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    made = await chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    yield made
    await made.close()


async def _pressed(page: Page, key: str) -> None:
    """Press a key, and wait until the page's own listeners have had it."""
    await page.evaluate("() => addEventListener('keydown', () => { document.body.dataset.pressed = 'yes' })")
    await page.keyboard.press(key)
    await expect(page.locator("body")).to_have_attribute("data-pressed", "yes")


async def test_escape_in_a_field_leaves_neither_the_form_nor_what_was_typed(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    who = await caller(seeded_url)
    page = await at_desk(chromium, server, context)
    details = f"{server.address}/morioka/desk/people/{who.id}/details"
    await page.goto(details)
    for field in ("address", "age_band"):
        await page.fill("#field-address", ADDRESS)
        await page.focus(f"#field-{field}")
        await _pressed(page, "Escape")
        await expect(page).to_have_url(details)
        await expect(page.locator("#field-address")).to_have_value(ADDRESS)

    await page.focus("#main")
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(f"{server.address}/morioka/desk/people/{who.id}")


async def test_a_key_with_shift_keeps_no_seat_while_somebody_types(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    who = await caller(seeded_url)
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/people/{who.id}")
    here = page.url
    await page.focus("#field-q")
    await _pressed(page, "Alt+Shift+1")
    await expect(page).to_have_url(here)
    assert await registrations(seeded_url, lessons) == []

    await page.focus("#main")
    await page.keyboard.press("Alt+Shift+1")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "held")]


async def _typed(page: Page) -> None:
    for name, text in {"kana": "くどう ふみ", "name": "工藤 文", "phone": "019-698-1234"}.items():
        await page.fill(f"#field-{name}", text)
    await page.check("input[name=lesson_id]")


async def _signed_in_beside(page: Page) -> None:
    """By the link that the page offers, which opens in another tab."""
    async with page.context.expect_page() as opened:
        await page.locator(f"{SAID} a").click()
    beside = await opened.value
    await beside.fill("#field-login", "morioka-clerk")
    await beside.fill("#field-password", PASSWORD)
    await beside.press("#field-password", "Enter")
    await expect(beside).to_have_url(re.compile(r"/desk$"))
    await beside.close()


async def test_with_the_sign_in_over_the_form_says_so_while_it_is_typed_and_is_kept_once_she_is_back(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/new")
    await context.clear_cookies()
    await _typed(page)
    await expect(page.locator(SAID)).to_contain_text(_ja("Sign in in another tab"))

    await _signed_in_beside(page)
    await expect(page.locator(SAID)).to_have_count(0)
    await expect(page.locator("#field-name")).to_have_value("工藤 文")
    await page.goto(f"{server.address}/morioka/desk")
    await expect(page.locator(".desk-unfinished")).to_have_count(1)


async def test_sent_with_the_sign_in_over_the_form_stays_and_is_sent_again_from_here(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/new")
    await _typed(page)
    await context.clear_cookies()
    await page.keyboard.press("Alt+u")
    await expect(page.locator(SAID)).to_be_focused()
    await expect(page).to_have_url(f"{server.address}/morioka/desk/new")
    await expect(page.locator("#field-name")).to_have_value("工藤 文")

    await _signed_in_beside(page)
    await page.keyboard.press("Alt+u")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]


async def test_signed_out_while_it_is_asked_what_came_of_it_the_asking_ends_and_nothing_is_done_twice(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    who = await caller(seeded_url)
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/people/{who.id}")

    async def lost(route: Route) -> None:
        await route.fetch(max_redirects=0)
        await context.clear_cookies()
        await route.abort()

    await page.route("**/claim", lost, times=1)
    await page.keyboard.press("Alt+1")
    await expect(page.locator(SAID)).to_be_focused()
    await _signed_in_beside(page)
    await page.keyboard.press("Alt+1")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "confirmed")]


async def test_what_the_server_cannot_keep_is_said_at_once(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/new")
    await page.route("**/desk/draft", lambda route: route.fulfill(status=500))
    await page.fill("#field-name", "工藤 文")
    await expect(page.locator(SAID)).to_contain_text(
        _ja(
            "The server does not answer: what you type is not kept at present. Please stay on this page;"
            " it tries again by itself."
        )
    )
    await page.unroute("**/desk/draft")
    await expect(page.locator(SAID)).to_have_count(0)


async def test_details_that_were_kept_while_the_answer_was_lost_lead_on_to_the_class(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/new")
    await _typed(page)

    async def lost(route: Route) -> None:
        await route.fetch(max_redirects=0)
        await route.abort()

    await page.route("**/desk/new", lost, times=1)
    await page.keyboard.press("Alt+w")
    await expect(page.locator("#saved")).to_contain_text(_ja("It was saved."))
    await page.keyboard.press("Alt+g")
    await expect(page).to_have_url(re.compile(r"/desk/people/\d+\?lesson="))
    await page.goto(f"{server.address}/morioka/desk")
    await expect(page.locator(".desk-unfinished")).to_have_count(0)
    assert await registrations(seeded_url, lessons) == []
