"""Criteria of WCAG that only a real browser shows, on every page that residents read."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from outreach import db
from tests import criteria, world
from tests.checkers import axe_rule, overflow
from tests.drills.forked import Forked
from tests.journeys.conftest import PATIENT
from tests.matrix import scene

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
NARROW = {"width": 320, "height": 640}
LARGE = 44  # CSS pixels: WCAG 2.2, 2.5.5
THICK = 2  # CSS pixels: WCAG 2.2, 2.4.13
MOST_STOPS = 400

# WCAG 2.2, 1.4.12: what a reader may set without losing anything. A sheet of the page itself would be stopped by the
# policy against inline style; one that is constructed is not.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((e) => {
  const look = getComputedStyle(e);
  const cuts = ['hidden', 'clip'].includes(look.overflowX) && look.position !== 'absolute';
  if (!e.childNodes.length || !cuts) return false;
  return e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
}).map((e) => e.outerHTML.slice(0, 100))"""
# Links within a sentence are excepted: they have words of the same line beside them.
SMALL = """(large) => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => {
  const box = e.getBoundingClientRect();
  if (e.type === 'hidden' || !box.width || !e.checkVisibility() || e.closest('.unseen, .skip')) return false;
  const around = e.closest('p, li, td, th, dd, h1, h2, h3, figcaption, label') || e.parentElement;
  const inText = getComputedStyle(e).display === 'inline' && around.textContent.trim() !== e.textContent.trim();
  const label = e.labels && e.labels.length ? e.labels[0].getBoundingClientRect() : null;
  const height = ['checkbox', 'radio'].includes(e.type) && label ? Math.max(label.height, box.height) : box.height;
  return !inText && (height < large - .5 || Math.max(box.width, label ? label.width : 0) < large - .5);
}).map((e) => { const b = e.getBoundingClientRect(); return Math.round(b.width) + 'x' + Math.round(b.height) + ' '
  + e.outerHTML.slice(0, 120); })"""
HERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.stops = window.stops || new Map();
  const fresh = !window.stops.has(e);  // a field for a date has several stops, which the browser itself frames
  if (fresh) window.stops.set(e, window.stops.size);
  const box = e.getBoundingClientRect(), look = getComputedStyle(e);
  const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
  const over = corners.map(([x, y]) => document.elementFromPoint(x, y)).filter((top) => top && !e.contains(top)
    && !top.contains(e));
  return {number: window.stops.get(e), fresh, thick: parseFloat(look.outlineWidth), style: look.outlineStyle,
    hidden: box.top < -1 || box.left < -1 || over.length > 0, html: e.outerHTML.slice(0, 120), tall: box.height};
}"""
TO_REACH = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((e) =>
  e.type !== 'hidden' && !e.disabled && e.checkVisibility({visibilityProperty: true})
).filter((e) => !window.stops.has(e) && e.type !== 'radio').map((e) => e.outerHTML.slice(0, 120))"""


class Place:
    """A server with one of everything, and the addresses of the pages that residents read."""

    def __init__(self, server: Forked, paths: list[str]) -> None:
        self.server = server
        self.paths = paths

    async def each(self, browser: Browser) -> AsyncIterator[Page]:
        """One page after another on a narrow screen."""
        context = await browser.new_context(viewport=NARROW)  # type: ignore[arg-type]  # a plain dict is taken
        page = await context.new_page()
        for path in self.paths:
            await page.goto(self.server.address + path)
            yield page
        await context.close()


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    async with db.connected(database_url):
        at = await scene(await world.morioka())
    server = Forked(database_url, settings=PATIENT)
    await server.start()
    yield Place(server, [at.path(rule) for rule in criteria.pages()])
    server.stop()


async def test_wider_lines_and_letters_cut_nothing_off(place: Place, chromium: Browser) -> None:
    found = []
    async for page in place.each(chromium):
        await page.evaluate(SPACED)
        found += [f"{page.url}: {line}" for line in [*await overflow(page), *await page.evaluate(CUT_OFF)]]
    assert not found, "\n".join(found)


async def test_what_is_pressed_is_large_enough(place: Place, chromium: Browser) -> None:
    found = []
    async for page in place.each(chromium):
        found += [f"{page.url}: {line}" for line in await page.evaluate(SMALL, LARGE)]
    assert not found, "\n".join(found)


async def test_text_has_a_contrast_of_seven_to_one(place: Place, chromium: Browser) -> None:
    found = []
    async for page in place.each(chromium):
        # Of what is below 4.5:1 only the first of the two rules tells.
        for rule in ("color-contrast", "color-contrast-enhanced"):
            found += [f"{page.url}: {line}" for line in await axe_rule(page, rule)]
    assert not found, "\n".join(found)


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(place: Place, chromium: Browser) -> None:
    found = []
    async for page in place.each(chromium):
        address = page.url
        found += [f"{address}: {line}" for line in await _walked(page)]
        assert page.url.partition("#")[0] == address.partition("#")[0]  # going there changes nothing
    assert not found, "\n".join(found)


async def _walked(page: Page) -> list[str]:
    """Tab until the first place comes again; what was covered, unmarked or never reached."""
    found, last = [], -1
    for _stop in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        here = await page.evaluate(HERE)
        if here is None or here["number"] < last:
            break
        last = here["number"]
        if here["fresh"] and (here["style"] == "none" or here["thick"] < THICK):
            found.append(f"no frame: {here['html']}")
        if here["hidden"] and here["tall"] < NARROW["height"]:
            found.append(f"covered: {here['html']}")
    else:
        found.append("the keyboard does not come round")
    return found + [f"never reached: {html}" for html in await page.evaluate(TO_REACH)]


async def test_control_a_bad_page_is_found(chromium: Browser) -> None:
    page = await chromium.new_page(viewport=NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    await page.set_content(
        """<style>:focus{outline:none} .cover{position:fixed;inset:0;background:#fff}</style>
        <p><a href="#a">x</a></p><button tabindex="-1">never</button><div class="cover"></div>"""
    )
    walked = " ".join(await _walked(page))
    assert all(word in walked for word in ("no frame", "covered", "never reached"))
    assert len(await page.evaluate(SMALL, LARGE)) == 2
    await page.set_content("<style>p{color:#666}</style><p>pale</p>")
    assert await axe_rule(page, "color-contrast-enhanced")
    await page.set_content(
        "<style>div{height:20px;width:60px;overflow:hidden}</style><main><div>three words here</div></main>"
    )
    await page.evaluate(SPACED)
    assert await page.evaluate(CUT_OFF)
    await page.close()
