"""Where the keyboard is, seen by its pixels: what a page looks like around an element before and after it has focus."""

from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageChops
from playwright.async_api import Page

MOST_STOPS = 400
AROUND = 8  # CSS pixels beside an element in which its frame stands
# WCAG 2.2, 2.4.13: the indicator changes by 3:1 at least as many pixels as a line of 2 pixels around the element has.
# The change of light is compared, of 255; the frame may hide behind an edge of the window, so a part of it suffices.
CHANGED, PART = 64, 0.5

STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  window.stops = window.stops || new Map();
  const fresh = !window.stops.has(e);
  if (fresh) window.stops.set(e, window.stops.size);
  const boxes = [...e.getClientRects()], all = e.getBoundingClientRect();
  const inside = all.bottom > 0 && all.right > 0 && all.top < innerHeight && all.left < innerWidth;
  const middle = boxes[0] && document.elementFromPoint(
    Math.min(Math.max(boxes[0].left + boxes[0].width / 2, 1), innerWidth - 1),
    Math.min(Math.max(boxes[0].top + boxes[0].height / 2, 1), innerHeight - 1));
  const covered = !!middle && !e.contains(middle) && !middle.contains(e) && ![...(e.labels || [])].some(
    (label) => label.contains(middle));
  return {number: window.stops.get(e), fresh, inside, covered, x: all.left, y: all.top, width: all.width,
    height: all.height, html: e.outerHTML.slice(0, 120)};
}"""
REST = "() => { window.held = document.activeElement; window.held.blur(); }"
BACK = "() => window.held.focus({preventScroll: true, focusVisible: true})"


@dataclass
class Walk:
    """A walk by the Tab key: how many stops it had, and what was wrong with them."""

    stops: int = 0
    found: list[str] = field(default_factory=list)


async def walked(page: Page) -> Walk:
    """Go through an open page with the Tab key, from its beginning until it leaves the page or begins again."""
    walk, last = Walk(), -1
    for _stop in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop is None or stop["number"] < last:
            return walk
        last = stop["number"]
        if stop["fresh"]:  # a field for a date has several stops within
            walk.stops += 1
            walk.found += [f"{wrong}: {stop['html']}" for wrong in await _wrong(page, stop)]
    walk.found.append("the keyboard does not come round")
    return walk


async def _wrong(page: Page, stop: dict[str, float]) -> list[str]:
    if not stop["inside"]:
        return ["out of sight"]
    wrong = ["covered"] if stop["covered"] else []
    seen, wanted = await _changed(page, stop)
    return wrong if seen >= wanted else [*wrong, f"focus changes {seen} pixels, not {wanted:.0f}"]


async def _changed(page: Page, stop: dict[str, float]) -> tuple[int, float]:
    """How many pixels change around an element when it gets the focus, and how many should."""
    assert page.viewport_size
    left, top = max(stop["x"] - AROUND, 0), max(stop["y"] - AROUND, 0)
    right = min(stop["x"] + stop["width"] + AROUND, page.viewport_size["width"])
    bottom = min(stop["y"] + stop["height"] + AROUND, page.viewport_size["height"])
    part = (left, top, right, bottom)
    focused = await _picture(page, part)
    await page.evaluate(REST)
    plain = await _picture(page, part)
    await page.evaluate(BACK)
    light = ImageChops.difference(focused, plain).histogram()
    return sum(light[CHANGED:]), PART * 2 * 2 * (right - left - 2 * AROUND + bottom - top - 2 * AROUND)


async def _picture(page: Page, part: tuple[float, float, float, float]) -> Image.Image:
    left, top, right, bottom = part
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    raw = await page.screenshot(clip=clip, animations="disabled", caret="hide")  # type: ignore[arg-type]  # a plain dict
    return Image.open(BytesIO(raw)).convert("L")
