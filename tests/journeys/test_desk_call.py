"""What goes wrong in the middle of a call: the browser dies, the network goes, a second tab opens, kana is typed."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from outreach import i18n
from tests.drills.server import Server
from tests.journeys.desk import Keyboard, at_desk, caller, classes, registrations

pytestmark = pytest.mark.journey
PERSON = re.compile(r"/desk/people/\d+$")
REGISTRATION = re.compile(r"/desk/registrations/\d+$")
AWAY = (
    "The network is away. It is not known yet whether this was saved: please stay on this page, it asks again and"
    " again by itself."
)


def _ja(words: str) -> str:
    return i18n.gettext("ja", words)


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    made = await chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    yield made
    await made.close()


async def _begin(page: Page, server: Server) -> None:
    """Half a form of somebody new, kept by the server."""
    await page.goto(f"{server.address}/morioka/desk/new")
    await page.keyboard.type("くどう")
    await page.keyboard.press("Tab")
    async with page.expect_response(lambda answer: answer.url.endswith("/desk/draft")) as kept:
        await page.keyboard.type("工藤 文")
    assert (await kept.value).status == 204


async def test_a_call_survives_a_crash_and_is_gone_on_with_and_gone_once_it_is_sent(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await _begin(page, server)
    cookies = await context.cookies()
    await context.close()  # no page had the time to say good-bye

    again = await chromium.new_context(locale="ja-JP")
    await again.add_cookies(cookies)  # type: ignore[arg-type]  # as they came
    page = await again.new_page()
    await page.goto(f"{server.address}/morioka/desk")
    await page.keyboard.press("Alt+g")
    await expect(page.locator("#field-kana")).to_have_value("くどう")
    await expect(page.locator("#field-name")).to_have_value("工藤 文")
    await page.keyboard.press("Alt+1")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(REGISTRATION)
    await page.goto(f"{server.address}/morioka/desk")
    await expect(page.locator(".desk-unfinished")).to_have_count(0)
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]
    await again.close()


@pytest.mark.both
async def test_a_second_tab_goes_on_with_the_same_call_and_both_make_one_registration(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    first = await at_desk(chromium, server, context)
    await _begin(first, server)
    await first.keyboard.press("Alt+1")

    second = await context.new_page()
    await second.goto(f"{server.address}/morioka/desk")
    await second.locator(".desk-unfinished a").click()
    await expect(second.locator("#field-name")).to_have_value("工藤 文")
    await second.keyboard.press("Alt+1")
    await second.keyboard.press("Enter")
    await expect(second).to_have_url(REGISTRATION)
    await first.bring_to_front()
    await first.keyboard.press("Enter")
    await expect(first).to_have_url(second.url)
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]


async def test_a_call_that_is_put_aside_is_gone(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await _begin(page, server)
    await page.goto(f"{server.address}/morioka/desk")
    await page.get_by_role("button", name=_ja("Put it aside")).click()
    await expect(page.locator("#field-q")).to_be_focused()
    await expect(page.locator(".desk-unfinished")).to_have_count(0)


async def _filled(page: Page, server: Server) -> None:
    await _begin(page, server)
    await page.keyboard.press("Alt+1")


async def test_cut_off_before_it_arrived_it_was_not_saved_and_is_sent_again(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await _filled(page, server)
    await page.route("**/desk/new", lambda route: route.abort(), times=1)
    await page.keyboard.press("Enter")

    await expect(page.locator("#saved")).to_contain_text(_ja("It was not saved."))
    assert await registrations(seeded_url, lessons) == []
    await expect(page.locator("#field-name")).to_have_value("工藤 文")
    await page.keyboard.press("Alt+u")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]


@pytest.mark.both
async def test_cut_off_after_it_was_done_the_ticket_is_told_and_nothing_is_done_twice(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await _filled(page, server)

    async def lost(route: Route) -> None:
        await route.fetch(max_redirects=0)
        await route.abort()

    await page.route("**/desk/new", lost, times=1)
    await page.keyboard.press("Enter")

    await expect(page.locator("#saved")).to_contain_text(_ja("It was saved."))
    await page.keyboard.press("Alt+g")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("工藤 文", "confirmed")]


async def test_while_the_network_is_away_it_is_said_that_nothing_is_known_yet(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    who = await caller(seeded_url)
    lessons = await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/people/{who.id}")
    await context.set_offline(True)
    await page.keyboard.press("Alt+1")
    await expect(page.locator("main [role=alert]")).to_contain_text(_ja(AWAY))
    await expect(page.locator("#saved")).to_have_count(0)
    await context.set_offline(False)
    await expect(page.locator("#saved")).to_contain_text(_ja("It was not saved."))
    await page.keyboard.press("Alt+1")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "confirmed")]


async def test_without_scripts_the_whole_call_works_by_plain_forms(
    server: Server, seeded_url: str, chromium: Browser
) -> None:
    await caller(seeded_url)
    lessons = await classes(seeded_url, 5)
    plain = await chromium.new_context(java_script_enabled=False)
    page = await at_desk(chromium, server, plain)
    await page.fill("#field-q", "0909")
    await page.keyboard.press("Enter")
    await page.locator("#field-lesson_id button").first.click()
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "confirmed")]
    await plain.close()


async def _compose(page: Page, kana: str) -> None:
    """Kana stands in the input, not taken over yet."""
    session = await page.context.new_cdp_session(page)
    await session.send(
        "Input.imeSetComposition", {"text": kana, "selectionStart": len(kana), "selectionEnd": len(kana)}
    )


@pytest.mark.parametrize("key", ["Escape", "Alt+n", "ArrowDown"])
async def test_no_key_of_the_desk_acts_while_kana_is_being_typed(
    key: str, server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.goto(f"{server.address}/morioka/desk/new?lesson=0" if key == "Escape" else page.url)
    here = page.url
    await page.evaluate(
        "() => addEventListener('keydown', e => { document.body.dataset.pressed = e.isComposing || e.keyCode === 229 })"
    )
    await _compose(page, "くど")
    await page.keyboard.press(key)
    await expect(page.locator("body")).to_have_attribute("data-pressed", "true")
    await expect(page).to_have_url(here)
    assert await page.evaluate("document.activeElement.matches('input')")


async def test_what_was_typed_last_opens_the_form_even_where_the_live_search_is_still_on_its_way(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    who = await caller(seeded_url)
    page = await at_desk(chromium, server, context)

    async def never(route: Route) -> None:
        await (route.abort() if "live=yes" in (route.request.post_data or "") else route.continue_())

    await page.route("**/desk", never)
    await page.keyboard.type("くどう")
    await page.keyboard.press("Alt+n")
    await expect(page.locator("#field-kana")).to_have_value("くどう")

    await page.goto(f"{server.address}/morioka/desk/people/{who.id}")
    await page.focus("#field-q")
    await page.keyboard.type("さいとう")
    await page.keyboard.press("Alt+n")
    await expect(page.locator("#field-kana")).to_have_value("さいとう")


async def test_letters_and_digits_in_a_field_are_text_and_nothing_else(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.keyboard.type("nbs1234gx")
    await expect(page.locator("#field-q")).to_have_value("nbs1234gx")
    await expect(page).to_have_url(f"{server.address}/morioka/desk")


async def test_switched_off_no_key_acts_and_switched_on_they_do_again(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await classes(seeded_url, 5)
    page = await at_desk(chromium, server, context)
    await page.get_by_role("button", name=_ja("Switch the keys off")).click()
    await expect(page.locator("body")).to_have_attribute("data-keys", "off")
    await page.locator("#field-q").focus()
    for key in ("Alt+n", "Escape"):
        await page.keyboard.press(key)
    await expect(page).to_have_url(f"{server.address}/morioka/desk")

    await page.get_by_role("button", name=_ja("Switch the keys on")).click()
    await expect(page.locator("body:not([data-keys])")).to_have_count(1)
    await page.keyboard.press("Alt+n")
    await expect(page).to_have_url(f"{server.address}/morioka/desk/new")


@pytest.mark.both
async def test_the_whole_call_without_a_mouse_kept_taken_cancelled_and_waiting(
    server: Server, seeded_url: str, chromium: Browser, context: BrowserContext
) -> None:
    await caller(seeded_url)
    lessons = await classes(seeded_url, 1)
    page = await at_desk(chromium, server, context)
    keys = Keyboard(page)
    await keys.type("0909")
    await keys.press("Enter")
    await expect(page).to_have_url(PERSON)
    await keys.press("Alt+Shift+1")
    await expect(page).to_have_url(REGISTRATION)
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "held")]
    await keys.press("Alt+g")
    await expect(page.locator("h1")).to_have_text(_ja("A seat is reserved"))

    await keys.press("Alt+b")
    await expect(page.locator("#field-q")).to_be_focused()
    await keys.type("みなみかわ じろう")
    await expect(page.locator("#results .desk-count")).to_be_visible()
    await keys.press("Alt+n")
    await expect(page.locator("#field-name")).to_be_focused()
    await keys.type("南川 次郎")
    await keys.press("Alt+1", "Enter")
    await expect(page).to_have_url(REGISTRATION)
    await expect(page.locator(".read-aloud")).to_contain_text("キャンセル待ち")
    second = page.url

    await keys.press("Alt+b")
    await expect(page.locator("#field-q")).to_be_focused()
    await keys.type("0909")
    await keys.press("Enter")
    await expect(page).to_have_url(PERSON)
    await keys.tab_to("a[href*='/desk/registrations/']")
    await keys.press("Enter")
    await expect(page).to_have_url(REGISTRATION)
    await keys.press("Alt+x")
    await expect(page.locator("#field-reason")).to_be_focused()
    await keys.type("風邪")
    await keys.press("Alt+x")
    await expect(page.locator("h1")).to_have_text(_ja("This registration was cancelled"))
    assert await registrations(seeded_url, lessons) == [("北山 ハナ", "cancelled"), ("南川 次郎", "offered")]

    await page.goto(second)
    await keys.press("Alt+g")
    await expect(page.locator("h1")).to_have_text(_ja("A seat is reserved"))
