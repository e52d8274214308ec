"""Furigana in a real browser: seen above the words, and not heard a second time by who listens to the page."""

import pytest
from playwright.async_api import Browser, Page

from outreach.web.reader import COOKIE
from tests.drills.server import Server

pytestmark = pytest.mark.journey

NAMED = frozenset({"heading", "link", "button", "textbox"})
PATHS = ("", "/classes", "/centres")


async def _heard(page: Page) -> tuple[list[tuple[str, str]], list[str]]:
    """What Chromium tells a screen reader: the names of headings, links and buttons, and all text, without gaps."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    told = [(one["role"]["value"], one.get("name", {}).get("value", "")) for one in nodes if not one["ignored"]]
    text = "".join(name for role, name in told if role == "StaticText")
    # The tree comes floor by floor, so the text is compared by its letters.
    return [(role, "".join(name.split())) for role, name in told if role in NAMED and name], sorted(
        "".join(text.split())
    )


async def _page(chromium: Browser, address: str, switch: str) -> Page:
    context = await chromium.new_context(viewport={"width": 320, "height": 900})
    await context.add_cookies([{"name": COOKIE, "value": f"normal.device.{switch}", "url": address}])
    page = await context.new_page()
    await page.goto(address)
    return page


async def test_furigana_are_seen_and_not_heard(server: Server, chromium: Browser) -> None:
    for path in PATHS:
        address = f"{server.address}/morioka/ja-x-easy{path}"
        shown, plain = await _page(chromium, address, "usual"), await _page(chromium, address, "off")
        rubies = shown.locator("main ruby")
        assert await rubies.count() > 20
        assert await rubies.locator("rt").first.is_visible()
        assert await _heard(shown) == await _heard(plain)


async def test_readings_in_brackets_would_be_heard(server: Server, chromium: Browser) -> None:
    page = await _page(chromium, f"{server.address}/morioka/ja-x-easy", "usual")
    before = await _heard(page)
    await page.evaluate("document.querySelectorAll('rt').forEach(rt => rt.replaceWith(`(${rt.textContent})`))")
    assert await _heard(page) != before


async def test_no_line_is_wider_than_a_small_phone(server: Server, chromium: Browser) -> None:
    for path in PATHS:
        page = await _page(chromium, f"{server.address}/morioka/ja-x-easy{path}", "usual")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
