"""How pages of every state look to readers with every need: sizes, colours and letters, and before axe in each."""

import itertools
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Literal

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page

from outreach import clock, db
from outreach.courses import Course
from outreach.lessons import Lesson
from outreach.venues import Centre
from tests import world
from tests.checkers import axe, overflow
from tests.journeys.places import MIDDLE, NARROW, WIDE, Place, rules

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.drill]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
LARGER = """(times) => {
  const root = document.documentElement;
  root.style.fontSize = `${parseFloat(getComputedStyle(root).fontSize) * times}px`;
}"""
LONG_COURSE = "はじめてのスマートフォンとインターネットの安全な使い方を三回でゆっくり学ぶ入門講座" * 2
LONG_CENTRE = "盛岡市立北松園児童センター・北松園老人福祉センター・地域交流活動拠点施設" * 2
LONG_NAME = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末 食う寝る処に住む処"


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader or her device has chosen; ``switches`` is the cookie of the page's own switches."""

    name: str
    switches: str = ""
    colours: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    contrast: Literal["more", "no-preference"] = "no-preference"
    text: int = 100  # per cent

    async def put_on(self, page: Page) -> None:
        """Set the device as this reader's is."""
        await page.emulate_media(color_scheme=self.colours, forced_colors=self.forced, contrast=self.contrast)


LOOKS = (
    Look("plain"),
    Look("dark", colours="dark"),
    Look("dark by switch", "usual.dark.usual"),
    Look("high by switch", "usual.high.usual"),
    Look("more contrast", contrast="more"),
    Look("largest, furigana", "largest.device.on"),
    Look("light in the dark", "normal.light.usual", colours="dark"),
    Look("forced colours", forced="active"),
    Look("text of 200 per cent", text=200),
)
SEVEN = 7  # WCAG 2.2, 1.4.6
SIZES = (NARROW, MIDDLE, WIDE)
STATES = ("as usual", "empty", "full", "cancelled", "long names", "errors")
PAGES = ("public:home", "public:classes", "public:lesson", "public:sign_up", "public:centres")


async def _as(state: str, place: Place) -> dict[str, str]:
    """Bring the city into a state; the class to look at."""
    city = place.scene.city
    if state == "empty":
        await Lesson.filter(city_id=city.id).update(status="draft")
        return {}
    made = await world.lesson(city, day=clock.today() + timedelta(days=3), capacity=1)
    if state == "full":
        await world.seat(made, await world.person(city, name="阿部 一郎", kana="アベ イチロウ", phone="019-622-0001"))
    if state == "cancelled":
        await Lesson.filter(id=made.id).update(status="cancelled")
    if state == "long names":
        await Course.filter(id=made.course_id).update(title={"ja": LONG_COURSE})
        await Centre.filter(id=made.centre_id).update(name={"ja": LONG_CENTRE})
    return {"lesson_id": str(made.id)}


def _pairs() -> Iterable[tuple[str, Look, dict[str, int]]]:
    """Each pair of a state, a look and a size at least once; ordinarily a look with the state and the size it meets."""
    for number, (state, look) in enumerate(itertools.product(STATES, LOOKS)):
        size = SIZES[(number + number // len(LOOKS)) % len(SIZES)]
        # Text of 200 per cent on 320 pixels would be a window of 160, which nobody has and no criterion asks for.
        yield state, look, WIDE if look.text != 100 and size == NARROW else size


async def _faults(page: Page, look: Look) -> list[str]:
    if look.text != 100:
        await page.evaluate(LARGER, look.text / 100)
    dim = [] if look.forced == "none" else [f"dim: {line}" for line in await dim_buttons(page)]
    return [*await axe(page), *dim, *(f"too wide: {line}" for line in await overflow(page))]


async def dim_buttons(page: Page) -> list[str]:
    """The main buttons whose darkest and lightest pixels are less than 7:1 apart."""
    found = []
    for button in await page.locator(".button-main:visible").all():
        light = Image.open(BytesIO(await button.screenshot())).convert("L").getextrema()
        darkest, lightest = ((float(one) / 255) ** 2.2 + 0.05 for one in light)  # type: ignore[arg-type]  # of one band
        if lightest / darkest < SEVEN:
            found.append(await button.inner_text())
    return found


async def _walked(
    context: BrowserContext, place: Place, over: dict[str, str], state: str, look: Look, size: dict[str, int]
) -> list[str]:
    page, found = context.pages[0], []
    await page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is taken
    await look.put_on(page)
    for rule in rules("public:sign_up") if state == "errors" else rules(*PAGES):
        answer = await place.visit(context, rule, "ja", over, look.switches)
        assert answer
        if answer.status == 404 and state == "empty":
            continue
        if state == "errors":
            await page.locator("#field-name").fill(LONG_NAME)
            await page.locator("main form [type=submit]").last.click()
            await page.wait_for_load_state()
        found += [f"{state}, {look.name}, {size['width']}, {rule.name}: {line}" for line in await _faults(page, look)]
    return found


@pytest.mark.parametrize("state", STATES if DRILL else STATES[:1])
async def test_each_state_pleases_each_reader(state: str, place: Place, chromium: Browser, database_url: str) -> None:
    async with db.connected(database_url):
        over = await _as(state, place)
    found = []
    context = await chromium.new_context(java_script_enabled=True, locale="ja-JP")
    await context.new_page()
    mine = [(look, size) for one, look, size in _pairs() if one == state]
    for look, size in mine if DRILL else mine[STATES.index(state) :: len(STATES)][:1]:
        found += await _walked(context, place, over, state, look, size)
    await context.close()
    assert not found, "\n".join(found)


async def test_control_a_dim_button_is_found(chromium: Browser) -> None:
    page = await chromium.new_page()
    await page.set_content("<style>*{background:#fff;color:#999;border:0}</style><button class=button-main>Go</button>")
    assert await dim_buttons(page) == ["Go"]
    await page.set_content("<style>*{background:#fff;color:#000;border:0}</style><button class=button-main>Go</button>")
    assert await dim_buttons(page) == []
    await page.close()


def test_the_drill_meets_each_pair() -> None:
    met = list(_pairs())
    assert {(state, look.name) for state, look, _size in met} == set(
        itertools.product(STATES, (one.name for one in LOOKS))
    )
    widths = {size["width"] for size in SIZES}
    for state in STATES:
        assert {size["width"] for one, _look, size in met if one == state} == widths
    for look in LOOKS:
        wanted = widths if look.text == 100 else widths - {NARROW["width"]}
        assert {size["width"] for _state, one, size in met if one == look} == wanted
