"""The keyboard alone, from the first stop to the last of a page: each shows itself by pixels, and nothing holds it."""

import os

import pytest
from playwright.async_api import Browser

from tests.journeys.focus import walked
from tests.journeys.places import NARROW, SIGN_UP, WIDE, Place, pages, rules

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(3600)]

OTHERS = ("desk:search", "door:lesson", "office:today")


@pytest.mark.drill
async def test_each_stop_of_the_keyboard_shows_itself_by_pixels(place: Place, chromium: Browser) -> None:
    found = []
    for size in (NARROW, WIDE) if DRILL else (NARROW,):
        context = await chromium.new_context(viewport=size, locale="ja-JP")  # type: ignore[arg-type]  # a plain dict
        for rule in pages() if DRILL else rules(*SIGN_UP, *OTHERS):
            await place.visit(context, rule, "ja")
            walk = await walked(context.pages[0])
            told = walk.found if walk.stops else ["the keyboard reaches nothing"]
            found += [f"{size['width']} {rule.name}: {line}" for line in told]
        await context.close()
    assert found == []


@pytest.mark.parametrize("look", ["usual.dark.usual", "usual.high.usual"])
async def test_the_focus_shows_in_the_dark_and_in_high_contrast(look: str, place: Place, chromium: Browser) -> None:
    context = await chromium.new_context(viewport=NARROW, locale="ja-JP")  # type: ignore[arg-type]  # a plain dict
    [rule] = rules("public:sign_up")
    await place.visit(context, rule, "ja", look=look)
    walk = await walked(context.pages[0])
    assert (walk.stops > 10, walk.found) == (True, [])
    await context.close()


async def test_control_a_page_that_hides_its_focus_or_holds_it_is_found(chromium: Browser) -> None:
    page = await chromium.new_page(viewport=NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    form = "<p><a href='#a'>one</a></p><p><button>two</button></p><p><input></p>"
    for sheet, sign in (
        (":focus { outline: none }", "focus changes"),
        (":focus { outline: 1px dotted #eee }", "focus changes"),
        (":focus-visible { outline: 3px solid #000 } div { position: fixed; inset: 0; background: #fff }", "covered"),
        (":focus-visible { outline: 3px solid #000 } a { position: absolute; left: -999px }", "out of sight"),
    ):
        await page.set_content(f"<style>{sheet}</style>{form}<div></div>")
        walk = await walked(page)
        assert walk.stops == 3
        assert any(line.startswith(sign) for line in walk.found), (sheet, walk.found)
    await page.set_content(f"<style>:focus-visible {{ outline: 3px solid #000; outline-offset: 2px }}</style>{form}")
    assert (await walked(page)).found == []
    await page.close()
