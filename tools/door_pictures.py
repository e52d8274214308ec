"""Pictures for the volunteers' guide: the real screens of a phone at the door of a real server with the sample city.

    .venv/bin/python tools/door_pictures.py

It plants the sample city in a database of its own, serves it at twenty to the hour before a class, walks with a phone
through the day in each language, and writes ``outreach/papers/pictures``. Nobody's name stands on these screens.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw
from playwright.async_api import Page, Playwright, async_playwright, expect

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from outreach import clock, db, registration, seeding, tickets  # noqa: E402 - the folder above is known only now
from outreach.audit import SYSTEM  # noqa: E402
from outreach.bundled import folder  # noqa: E402
from outreach.checkin import invitations, rosters  # noqa: E402
from outreach.lessons import Lesson  # noqa: E402
from outreach.registration import Registration  # noqa: E402
from outreach.tickets.qr import qr_modules  # noqa: E402
from tests.checkers import CHROMIUM, FLAGS  # noqa: E402
from tests.conftest import migrate  # noqa: E402
from tests.drills.server import Server, serving  # noqa: E402
from tests.journeys.server import APPLICATION, CLOCK, Clock  # noqa: E402

CITY = "morioka"
PICTURES = ROOT / "outreach/papers/pictures"
LANGUAGES = ("ja", "en")
WIDE, HIGH, TALL, SHARP = 320, 480, 560, 2
COLOURS = 32
MOST_BYTES = 40_000
FRAMES = 30
TABLE, PAPER, INK = (196, 178, 152), (250, 249, 246), (28, 28, 30)
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


class Door(NamedTuple):
    """Where the phone is, the address that lets it in, its PIN, and the tickets that it sees."""

    address: str
    pin: str
    title: dict[str, str]
    coming: Registration
    cancelled: Registration
    ticket: str


async def main() -> None:
    """Take all pictures."""
    for language in LANGUAGES:
        (PICTURES / language).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            await _walk(Path(place), language)


async def _walk(place: Path, language: str) -> None:
    url, hands = f"sqlite://{place / 'sample.db'}", Clock(place / "clock")
    await migrate(url)
    server = Server(url, APPLICATION, workers=1, settings={CLOCK: str(hands.file)})
    async with db.connected(url):
        door = await _prepared(hands, server.address, language)
    (place / "film.mjpeg").write_bytes(_held(door.ticket) * FRAMES)
    async with serving(server), async_playwright() as playwright, _phone(playwright, place, language) as page:
        await _day(page, door, language)


async def _prepared(hands: Clock, public_url: str, language: str) -> Door:
    await seeding.plant(seeding.read(folder("seeds") / CITY), password=None)
    lesson = await _fullest()
    now, ahead = clock.now, lesson.starts_at - timedelta(minutes=20) - clock.now()
    hands.turn_to(now() + ahead)
    clock.now = lambda: now() + ahead
    try:
        rows = await Registration.filter(lesson_id=lesson.id, status="confirmed", party="").order_by("id")
        for row in rows:
            row.lesson = lesson
        coming, cancelled = rows[0], rows[1]
        await rosters.print_list(lesson, by=SYSTEM)
        await registration.cancel(cancelled, by=SYSTEM)
        secret, pin = await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    finally:
        clock.now = now
    path = f"/{CITY}" if language == "ja" else f"/{CITY}/{language}"
    address = f"{public_url}{path}/door/phone#join={secret}"
    ticket = tickets.address_of("https://classes.example", CITY, coming)
    return Door(address, pin, lesson.course.title, coming, cancelled, ticket)


async def _fullest() -> Lesson:
    """The coming class with most seats taken; another one is put beside it, so that there is something to choose."""
    every = await Lesson.filter(status="published", starts_at__gt=clock.now()).prefetch_related("course", "city")
    first, second, *_others = sorted(every, key=lambda one: (-one.taken, one.id))
    there = {"centre_id": first.centre_id, "room_id": first.room_id, "day": first.day}
    starts, ends = (moment + timedelta(hours=3) for moment in (first.starts_at, first.ends_at))
    await Lesson.filter(id=second.id).update(**there, starts_at=starts, ends_at=ends)
    return first


def _held(ticket: str) -> bytes:
    """One frame of the camera: a printed ticket on the table, a little askew."""
    rows = qr_modules(ticket)
    step = 5
    side = step * len(rows)
    sheet = Image.new("RGB", (side + 90, side + 190), PAPER)
    pen = ImageDraw.Draw(sheet)
    for line, long in enumerate((0.9, 0.6)):
        pen.rectangle((45, 34 + 26 * line, 45 + int(side * long), 46 + 26 * line), fill=INK)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                pen.rectangle((45 + x * step, 110 + y * step, 44 + (x + 1) * step, 109 + (y + 1) * step), fill=INK)
    pen.rectangle((45, side + 140, 45 + int(side * 0.7), side + 152), fill=INK)
    turned = sheet.rotate(5, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    scene = Image.new("RGB", (640, 480), TABLE)
    turned.thumbnail((640, 470))
    scene.paste(turned, ((640 - turned.width) // 2, (480 - turned.height) // 2))
    made = io.BytesIO()
    scene.save(made, "JPEG", quality=92)
    return made.getvalue()


@asynccontextmanager
async def _phone(playwright: Playwright, place: Path, language: str) -> AsyncIterator[Page]:
    context = await playwright.chromium.launch_persistent_context(
        place / "phone",
        executable_path=CHROMIUM,
        args=[*FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={place / 'film.mjpeg'}"],
        permissions=["camera"],
        viewport={"width": WIDE, "height": HIGH},
        device_scale_factor=SHARP,
        is_mobile=True,
        has_touch=True,
        locale="ja-JP" if language == "ja" else "en-GB",
        timezone_id="Asia/Tokyo",
    )
    try:
        yield context.pages[0]
    finally:
        await context.close()


async def _day(page: Page, door: Door, language: str) -> None:
    async def take(name: str, *, high: int = HIGH, top: bool = True) -> None:
        await page.set_viewport_size({"width": WIDE, "height": high})
        if top:
            await page.evaluate("scrollTo(0, 0)")
        await page.evaluate("document.activeElement?.blur()")
        await _keep(await page.screenshot(animations="disabled", caret="hide"), PICTURES / language / f"{name}.png")

    async def typed(number: str, word: str) -> None:
        await page.locator("#do-number").click()
        await page.locator("#digits").fill(number)
        await page.locator("#number-form [type=submit]").click()
        await sees(word)

    async def sees(word: str) -> None:
        await expect(page.locator("#verdict")).to_have_attribute("data-word", word, timeout=30_000)
        await expect(page.locator("#verdict")).to_be_visible()

    await page.goto(door.address)
    await expect(page.locator("#screen-pin")).to_be_visible(timeout=30_000)
    await page.locator("#pin").fill(door.pin)
    await take("pin")
    await page.locator("#pin-form [type=submit]").click()
    await expect(page.locator("#screen-choose")).to_be_visible(timeout=30_000)
    await expect(page.locator("body")).to_have_attribute("data-net", "online", timeout=30_000)
    await expect(page.locator("body")).to_have_attribute("data-ready", "yes", timeout=30_000)
    await take("choose")
    await page.locator("#classes button", has_text=door.title[language]).first.click()
    await sees("in")
    await take("green", high=TALL)
    await page.locator("#do-next").click()
    await expect(page.locator("#verdict")).to_be_hidden()
    await expect(page.locator("#unsent")).to_have_attribute("data-unsent", "0", timeout=30_000)
    await take("door")
    await typed(door.coming.code, "again")
    await take("amber", high=TALL)
    await page.locator("#do-next").click()
    await typed(door.cancelled.code, "cancelled")
    await take("red", high=TALL)
    await page.locator("#do-next").click()
    await page.locator("#do-more").click()
    await page.locator("#do-close").scroll_into_view_if_needed()
    await take("more", top=False)
    await page.locator("#do-close").click()
    await page.locator("#do-done").click()
    await expect(page.locator("#screen-over")).to_be_visible(timeout=30_000)
    await expect(page.locator("#do-send")).to_be_hidden(timeout=30_000)
    await take("over")


async def _keep(picture: bytes, file: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    if len(made.getvalue()) > MOST_BYTES:
        sys.stderr.write(f"{file.name}: {len(made.getvalue())} bytes\n")
    await asyncio.to_thread(file.write_bytes, made.getvalue())


if __name__ == "__main__":
    asyncio.run(main())
