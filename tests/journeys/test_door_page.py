"""The door's page in a real browser: what each state says, by keyboard, without network, and when it is renewed."""

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from outreach import db
from outreach.audit import SYSTEM
from outreach.checkin import invitations, rosters
from outreach.cities import City
from outreach.lessons import Lesson
from tests import world
from tests.checkers import CHROMIUM, FLAGS, ROOT, axe, overflow
from tests.drills.forked import Forked
from tests.drills.server import Server
from tests.journeys.conftest import PATIENT
from tests.journeys.people import PATIENCE

pytestmark = pytest.mark.journey
NARROW = {"width": 320, "height": 568}
CAMERA = ["--use-fake-device-for-media-stream"]
LAN = "hall.example"  # not a secure context, as an address of a local network without a certificate is none
# Waits until another worker than the one that gave this page has taken over.
RENEWED = """() => new Promise((resolve) => {
  const given = navigator.serviceWorker.controller;
  const look = () => navigator.serviceWorker.controller === given || resolve();
  navigator.serviceWorker.addEventListener("controllerchange", look);
})"""
# The browser's own storage, as it is when the phone has no room left: while window.full is set.
FULL = """
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...row) {
    if (window.full) throw new DOMException("", "QuotaExceededError");
    return add.apply(this, row);
  };
"""
SCRIPTS = ROOT / "static/js/door"
WORDS = ROOT / "outreach/web/templates/door/_phone_words.html"


@dataclass(frozen=True, slots=True)
class Hall:
    """A server, a class of today with three people, and an invitation for several phones."""

    url: str
    server: Server
    lesson: Lesson
    codes: list[str]
    secret: str
    pin: str

    def address(self, language: str = "en") -> str:
        start = "/morioka" if language == "ja" else f"/morioka/{language}"
        return f"{self.server.address}{start}/door/phone"


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[Hall]:
    async with db.connected(database_url):
        lesson = await world.held_lesson()
        people = [await world.person(name=f"人{n}", kana=f"ヒト{'ア' * n}", phone="") for n in range(1, 4)]
        codes = [(await world.seat(lesson, one)).code for one in people]
        await rosters.print_list(lesson, by=SYSTEM)
        secret, pin = await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    server = Forked(database_url, settings=PATIENT)
    await server.start()
    yield Hall(database_url, server, lesson, codes, secret, pin)
    server.stop()


@pytest.fixture
async def camera() -> AsyncIterator[Browser]:
    """A browser with a camera, which each context may allow or not."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *CAMERA])
        yield browser
        await browser.close()


async def _phone(browser: Browser, *, allowed: bool = True) -> tuple[BrowserContext, Page]:
    context = await browser.new_context(
        viewport=NARROW,  # type: ignore[arg-type]  # a plain dict is taken
        permissions=["camera"] if allowed else [],
    )
    context.set_default_timeout(PATIENCE)
    return context, await context.new_page()


async def _stands(page: Page, screen: str) -> None:
    await expect(page.locator("body")).to_have_attribute("data-screen", screen)
    found = [f"too wide: {line}" for line in await overflow(page)] + await axe(page)
    assert found == [], screen


async def _joined(page: Page, hall: Hall, language: str = "en") -> None:
    await page.goto(f"{hall.address(language)}#join={hall.secret}")
    await page.fill("#pin", hall.pin)
    await page.keyboard.press("Enter")
    await expect(page.locator("body")).to_have_attribute("data-screen", "door")
    await expect(page.locator("body")).to_have_attribute("data-ready", "yes", timeout=30_000)


async def _typed(page: Page, digits: str) -> None:
    await page.click("#do-number")
    await page.fill("#digits", digits)
    await page.keyboard.press("Enter")


async def _says(page: Page, word: str, colour: str) -> None:
    await expect(page.locator("#verdict")).to_have_attribute("data-word", word)
    await expect(page.locator("#verdict")).to_have_attribute("data-colour", colour)


async def test_a_phone_joins_lets_people_in_and_goes_on_without_network(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera)
    await page.goto(hall.address())
    await _stands(page, "unjoined")
    await page.goto("about:blank")
    await page.goto(f"{hall.address()}#join={hall.secret}")
    await _stands(page, "pin")
    assert "#" not in page.url
    await page.fill("#pin", "12")
    await page.keyboard.press("Enter")
    await expect(page.locator("#pin-error")).to_contain_text("6 digits")
    await page.goto("about:blank")
    await _joined(page, hall)
    await expect(page.locator("#stage")).to_have_attribute("data-camera", "on")
    await _stands(page, "door")

    await _typed(page, "1")
    await _says(page, "in", "green")
    await expect(page.locator("#verdict")).to_contain_text("No. 1 on the list")
    await expect(page.locator("#count")).to_have_text("1 of 3 came")
    await expect(page.locator("#unsent")).to_have_attribute("data-unsent", "0")

    await context.set_offline(offline=True)
    await page.reload()
    await _typed(page, hall.codes[1])
    await _says(page, "in", "green")
    await _typed(page, hall.codes[1])
    await _says(page, "again", "amber")
    await expect(page.locator("body")).to_have_attribute("data-net", "offline")
    await expect(page.locator("#unsent")).to_have_attribute("data-unsent", "2")
    await _stands(page, "door")

    await page.goto(hall.address("ja"))
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await expect(page.locator("#count")).to_have_attribute("data-came", "2")
    await context.close()


async def test_everything_is_within_reach_of_a_keyboard(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera)
    await _joined(page, hall)
    await expect(page.locator("#stage")).to_have_attribute("data-camera", "on")
    await page.locator(".skip").focus()
    order = []
    for _step in range(6):
        await page.keyboard.press("Tab")
        order.append(await page.evaluate("document.activeElement.id"))
    assert order == ["do-camera", "do-number", "do-name", "do-plus-one", "do-undo", "do-more"]

    for name in ("number", "name", "plus-one", "undo", "more"):
        await page.locator(f"#do-{name}").press("Enter")
        await expect(page.locator(f"#dialog-{name}")).to_be_visible()
        assert [f"{name}: {line}" for line in [*await axe(page), *await overflow(page)]] == []
        await page.keyboard.press("Escape")
        await expect(page.locator(f"#do-{name}")).to_be_focused()
    for name in ("heads", "checks", "close"):
        await page.locator("#do-more").press("Enter")
        await page.locator(f"#do-{name}").press("Enter")
        await expect(page.locator(f"#dialog-{name}")).to_be_visible()
        assert [f"{name}: {line}" for line in [*await axe(page), *await overflow(page)]] == []
        await page.keyboard.press("Escape")

    await page.locator("#do-number").press("Enter")
    await page.keyboard.type("2")
    await page.keyboard.press("Enter")
    await _says(page, "in", "green")
    assert await axe(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("#verdict")).to_be_hidden()
    await expect(page.locator("#do-number")).to_be_focused()
    await context.close()


@pytest.mark.drill
@pytest.mark.skipif(
    "OUTREACH_DRILL" not in os.environ, reason="make drill: a fresh browser looks for new workers after a minute"
)
async def test_a_new_version_takes_over_and_no_record_is_lost(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera)
    await _joined(page, hall)
    await _typed(page, "1")
    await _says(page, "in", "green")
    async with db.connected(hall.url):
        await City.filter(slug="morioka").update(phone="019-600-9999")
    await page.reload()
    await expect(page.locator("#foot")).to_contain_text("019-600-0000")
    await page.evaluate(RENEWED)
    await page.reload()
    await expect(page.locator("#foot")).to_contain_text("019-600-9999")
    await expect(page.locator("body")).to_have_attribute("data-screen", "door")
    await expect(page.locator("#count")).to_have_attribute("data-came", "1")
    await page.click("#do-undo")
    await expect(page.locator("#records button")).to_have_count(1)
    await context.close()


async def test_the_worker_touches_no_other_page(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera)
    await _joined(page, hall)
    for path in ("/morioka/en", "/morioka/en/classes", "/morioka/en/sign-in"):
        await page.goto(f"{hall.server.address}{path}")
        assert await page.evaluate("navigator.serviceWorker.controller") is None, path
    await context.close()


async def test_each_hindrance_is_said_plainly(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera, allowed=False)
    await _joined(page, hall)
    await expect(page.locator("#stage")).to_have_attribute("data-camera", "refused")
    await expect(page.locator("#camera-words")).to_contain_text("The camera is not allowed")
    await _stands(page, "door")
    await _typed(page, hall.codes[2])
    await _says(page, "in", "green")
    await context.close()

    context, page = await _phone(camera)
    await page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }")
    await page.goto(f"{hall.address()}#join={hall.secret}")
    await _stands(page, "storage")
    await context.close()


async def test_an_address_without_https_is_said_to_be_of_no_use(hall: Hall) -> None:
    async with async_playwright() as playwright:
        flags = [*FLAGS, f"--host-resolver-rules=MAP {LAN} 127.0.0.1"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        _context, page = await _phone(browser)
        await page.goto(hall.address().replace("127.0.0.1", LAN))
        await _stands(page, "insecure")
        await browser.close()


async def test_a_phone_that_is_full_lets_nobody_in_unrecorded(hall: Hall, camera: Browser) -> None:
    context, page = await _phone(camera)
    await page.add_init_script(FULL)
    await _joined(page, hall)
    await page.evaluate("window.full = true")
    await _typed(page, "1")
    await expect(page.locator("#alarm")).to_contain_text("NOT recorded")
    await expect(page.locator("#verdict")).to_be_hidden()
    await expect(page.locator("#count")).to_have_attribute("data-came", "0")
    assert await axe(page) == []
    await page.locator("#alarm button").click()
    await page.evaluate("window.full = false")
    await _typed(page, "1")
    await _says(page, "in", "green")
    await context.close()


def test_every_sentence_of_the_page_is_said_by_its_scripts() -> None:
    words = set(re.findall(r'data-say="([a-z-]+)"', WORDS.read_text("utf-8")))
    scripts = "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    made = re.compile("(word|detail|camera|found)-.*|over-.*-text")
    assert [one for one in sorted(words) if f'"{one}"' not in scripts and not made.fullmatch(one)] == []
    asked = set(re.findall(r'\bsay\("([a-z-]+)"', scripts))
    assert asked - words == set()
