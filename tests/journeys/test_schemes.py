"""What a reader may choose, in a real browser: colours before axe, and letters that fit a narrow screen."""

import os

import pytest
from playwright.async_api import Browser, Page

from outreach.web.reader import COOKIE
from tests.checkers import axe, overflow
from tests.drills.server import Server
from tests.journeys.test_weight import ids_of, pages
from tests.matrix import PLACE

pytestmark = [pytest.mark.journey, pytest.mark.drill, pytest.mark.timeout(600)]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
NARROW = {"width": 320, "height": 640}
# The gallery has every part; make drill walks every public page.
SHORT = {"public:gallery", "public:home", "public:sign_up"}
# What the reader chose, and what the device asks for.
LOOKS = {
    "dark": ("normal.dark.usual", {}),
    "high": ("normal.high.usual", {}),
    "dark device": ("normal.device.usual", {"color_scheme": "dark"}),
    "forced": ("normal.device.usual", {"forced_colors": "active"}),
}


async def _paths(url: str) -> list[str]:
    ids = await ids_of(url)
    wanted = [rule.path for rule in pages() if DRILL or rule.name in SHORT]
    return [PLACE.sub(lambda place: ids[place[1]], path) for path in wanted]


async def _page(chromium: Browser, server: Server, cookie: str, device: dict[str, str]) -> Page:
    context = await chromium.new_context(viewport=NARROW, **device)  # type: ignore[arg-type]  # plain dicts are taken
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": server.address}])
    return await context.new_page()


def _unseen(look: str, line: str) -> bool:
    # Where the browser paints the system's colours, axe still reads those of the page, and cannot decide.
    return look == "forced" and line.startswith("color-contrast (undecided")


async def test_axe_finds_nothing_in_any_colours(server: Server, seeded_url: str, chromium: Browser) -> None:
    paths, found = await _paths(seeded_url), []
    for name, (cookie, device) in LOOKS.items():
        page = await _page(chromium, server, cookie, device)
        for path in paths:
            await page.goto(server.address + path)
            found += [f"{name} {path}: {line}" for line in await axe(page) if not _unseen(name, line)]
    assert found == []


async def test_very_large_letters_fit_a_narrow_screen(server: Server, seeded_url: str, chromium: Browser) -> None:
    found = []
    for cookie in ("largest.device.usual", "largest.device.on"):
        page = await _page(chromium, server, cookie, {})
        for path in await _paths(seeded_url):
            await page.goto(server.address + path)
            found += [f"{cookie} {path}: {line}" for line in await overflow(page)]
    assert found == []
