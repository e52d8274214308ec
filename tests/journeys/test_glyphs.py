"""No empty boxes: every character on the way to a seat is in a font of this machine that its language may use."""

import os
import subprocess
from functools import cache

import pytest
from playwright.async_api import Browser

from outreach.i18n import LANGUAGES
from tests.journeys.places import NARROW, SIGN_UP, Place, rules

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.drill]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
# Those with letters of their own.
SHORT = ("my",)
INVISIBLE = frozenset("\n\t\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u3000\u00a0 ")


@cache
def covered() -> frozenset[int]:
    """Every code point that a font of this machine draws."""
    told = subprocess.run(["fc-list", "--format", "%{charset}\n"], capture_output=True, text=True, check=True).stdout
    found: set[int] = set()
    for part in set(told.split()):
        first, _dash, last = part.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def missing(text: str) -> str:
    """The characters of a text that would be drawn as empty boxes."""
    return "".join(sorted({one for one in text if one not in INVISIBLE and ord(one) not in covered()}))


@pytest.mark.parametrize("language", tuple(LANGUAGES) if DRILL else SHORT)
async def test_no_character_on_the_way_to_a_seat_lacks_a_glyph(language: str, place: Place, chromium: Browser) -> None:
    context = await chromium.new_context(viewport=NARROW, java_script_enabled=False)  # type: ignore[arg-type]  # a plain dict
    lacking = {}
    for rule in rules(*SIGN_UP):
        await place.visit(context, rule, language)
        text = await context.pages[0].locator("body").inner_text()
        assert len(text) > 200
        lacking[rule.name] = missing(text + await context.pages[0].title())
    await context.close()
    assert set(lacking.values()) == {""}


def test_control_a_character_that_no_font_has_is_missing() -> None:
    assert missing("教室 कक्षा အတန်း \U0010fffd") == "\U0010fffd"
