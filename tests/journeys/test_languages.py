"""In every language, and in one whose words are two fifths longer, nothing is cut off on a narrow screen."""

import os
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, Route

from outreach.i18n import LANGUAGES, STAFF
from outreach.web import policy
from outreach.web.locale import join
from outreach.web.policy import Rule
from tests import matrix, pseudo, world
from tests.browser import Browser
from tests.checkers import axe, overflow

pytestmark = [
    *(pytest.mark.usefixtures("database"), pytest.mark.once, pytest.mark.journey, pytest.mark.slow),
    pytest.mark.timeout(600),
]
DRILL = bool(os.environ.get("OUTREACH_DRILL"))
NARROW = {"width": 320, "height": 640}
ROOMS = ("public:", "mine:", "data:")
# What somebody meets who signs up for a class; the others are walked by the long form.
PATH = ("public:home", "public:lesson", "public:sign_up", "mine:ticket")
FILES = (".ics", ".csv", ".json", ".geojson", ".xlsx", ".xml", ".pdf", ".zip")


def _rules() -> list[Rule]:
    return [
        rule
        for rule in policy.load().values()
        if rule.is_public and "GET" in rule.methods and rule.name.startswith(ROOMS)
        if "/api/" not in rule.path and not rule.path.endswith(FILES) and (DRILL or rule.name in PATH)
    ]


@pytest.fixture
async def page(chromium: Chromium) -> AsyncIterator[Page]:
    """A narrow window whose requests the application answers itself, in this process."""
    browser = Browser(world.app(), inspecting=False)

    async def answered(route: Route) -> None:
        found = (await browser.send("GET", route.request.url.removeprefix(browser.origin))).answer
        headers = {name: value for name, value in found.headers.items() if name != "content-encoding"}
        await route.fulfill(status=found.status_code, headers=headers, body=found.content)

    context = await chromium.new_context(viewport=NARROW, java_script_enabled=False)  # type: ignore[arg-type]  # a plain dict is taken
    await context.route("**/*", answered)
    yield await context.new_page()
    await context.close()


async def clipped(page: Page) -> list[str]:
    """Boxes that cut off their own words; what only screen readers read is cut off on purpose."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => {
          const look = getComputedStyle(e);
          if (e.closest('svg') || look.display === 'inline' || !e.textContent.trim()) return false;
          for (let one = e; one; one = one.parentElement)
            if (one.offsetWidth <= 1 || one.offsetHeight <= 1) return false;
          const wide = look.overflowX !== 'visible' && look.overflowX !== 'auto' && e.scrollWidth > e.clientWidth + 1;
          const high = look.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1;
          return wide || high;
        }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    return found


async def _walked(page: Page, at: matrix.Scene, language: str) -> list[str]:
    found = []
    for rule in _rules():
        answer = await page.goto(Browser(world.app()).origin + join(at.path(rule), language))
        if answer is None or answer.status != 200:
            found.append(f"{rule.name} answered {answer and answer.status}")
            continue
        faults = [*(f"too wide: {one}" for one in await overflow(page)), *await clipped(page)]
        if DRILL:
            faults += await axe(page)
        found += [f"{rule.name}: {line}" for line in faults]
    return found


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in STAFF])
async def test_nothing_is_cut_off_in_any_language(language: str, page: Page) -> None:
    at = await matrix.scene(await world.morioka())

    assert await _walked(page, at, language) == []


async def test_nothing_is_cut_off_where_words_are_longer(monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    at = await matrix.scene(await world.morioka())
    pseudo.speak(monkeypatch)

    assert await _walked(page, at, pseudo.TAG) == []


async def test_a_box_that_cuts_off_its_words_is_found(page: Page) -> None:
    await page.set_content("<p style='width:4em;overflow:hidden;white-space:nowrap'>Words that go on and on</p>")

    assert len(await clipped(page)) == 1
