"""Every page in a real browser: without JavaScript, on a narrow screen, at 400 % zoom, and before axe."""

import os
import re

import pytest
from playwright.async_api import Browser, Page, expect

from outreach.i18n import LANGUAGES, STAFF
from outreach.web.policy import Rule
from tests.checkers import axe, explained, overflow
from tests.journeys.places import NARROW, WIDE, Place, pages

pytestmark = [pytest.mark.journey, pytest.mark.slow]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
# test_languages.py walks the residents' rooms in the other ten; the door's are left.
SPOKEN = tuple(LANGUAGES) if DRILL else STAFF


@pytest.mark.drill
@pytest.mark.parametrize("language", SPOKEN)
async def test_every_page_fits_a_narrow_screen_without_scripts_and_pleases_axe(
    language: str, place: Place, chromium: Browser
) -> None:
    # axe looks at the markup, which is one for all languages; make drill shows it each of them.
    sizes = [NARROW, WIDE] if language == "ja" or DRILL else [NARROW]
    walked = [rule for rule in pages() if language in STAFF or rule.name.startswith("door:")]
    assert await _found(chromium, place, language, walked, sizes) == []


async def _found(
    chromium: Browser, place: Place, language: str, rules: list[Rule], sizes: list[dict[str, int]]
) -> list[str]:
    found = []
    for size in sizes:
        context = await chromium.new_context(java_script_enabled=size != NARROW)
        page = await context.new_page()
        for rule in rules:
            await page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is taken
            answer = await place.visit(context, rule, language)
            told = await _faults(page) if answer and answer.status == 200 else [f"answered {answer and answer.status}"]
            found += [f"{rule.name}: {line}" for line in told]
        await context.close()
    return found


async def _faults(page: Page) -> list[str]:
    await expect(page.locator("h1")).to_have_count(1)
    if page.viewport_size == NARROW:
        return [f"too wide: {line}" for line in await overflow(page)]
    found = await axe(page)
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    return found + [f"too wide with scripts: {line}" for line in await overflow(page)]


async def test_what_axe_cannot_decide_is_found_unless_it_is_explained(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content(
        "<html lang=en><title>x</title><main><h1>Words</h1><p style='background:linear-gradient(#000,#fff)'>over</p>"
    )
    [found] = [line for line in await axe(page) if "undecided" in line]
    assert re.match("color-contrast .*gradient.*over", found)
    check = {"message": "Its background color could not be determined: it is overlapped by another element"}
    assert explained("", "color-contrast", {"html": '<text x="1">11</text>', "any": [check], "all": [], "none": []})
    assert not explained("", "color-contrast", {"html": "<p>11</p>", "any": [check], "all": [], "none": []})
    await page.close()
