"""What a volunteer does with her phone, and what she sees on it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic

from playwright.async_api import Page, expect

from tests.journeys.door_phone import Phone
from tests.journeys.door_video import Film

LONG = 30_000  # the camera's film comes round, a page is loaded anew: milliseconds
LOOK = 0.05
SETTLED = re.compile("^(on|off)$")  # not while it starts


async def until(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = LONG / 1000) -> None:
    """Look again and again until something is so."""
    end = monotonic() + seconds
    while not await condition():
        assert monotonic() < end, f"it never came that {what}"
        await asyncio.sleep(LOOK)


async def join(phone: Phone, address: str, lesson: str) -> Page:
    """Read the invitation's QR with the phone's camera, and choose the class at whose door one stands."""
    page = await phone.switch_on()
    await page.goto(address)
    await choose(page, lesson)
    await at_door(page)
    await ready(page)
    return page


async def choose(page: Page, lesson: str) -> None:
    """Say at which class's door one stands."""
    await page.locator("#classes button", has_text=lesson).first.click(timeout=LONG)


async def ready(page: Page) -> None:
    """The phone has all that it needs without network."""
    await expect(page.locator("body")).to_have_attribute("data-ready", "yes", timeout=LONG)


async def at_door(page: Page) -> None:
    """The door's screen is there."""
    await expect(page.locator("#screen-door")).to_be_visible(timeout=LONG)


async def sees(page: Page, colour: str, word: str) -> None:
    """The last verdict."""
    shown = page.locator("#verdict")
    await expect(shown).to_have_attribute("data-word", word, timeout=LONG)
    await expect(shown).to_have_attribute("data-colour", colour)


async def next_person(page: Page) -> None:
    """Put the verdict away."""
    await page.locator("#do-next").click()
    await expect(page.locator("#verdict")).to_be_hidden()


async def by_number(page: Page, digits: str) -> None:
    """Type a number of the list or of a ticket."""
    await page.locator("#do-number").click()
    await page.locator("#digits").fill(digits)
    await page.locator("#number-form [type=submit]").click()


async def camera(page: Page, *, on: bool) -> None:
    """Start or rest the camera."""
    stage = page.locator("#stage")
    await expect(stage).to_have_attribute("data-camera", SETTLED, timeout=LONG)
    if (await stage.get_attribute("data-camera") == "on") != on:
        await page.locator("#do-start" if on else "#do-camera").press("Enter")  # no verdict lies before a key
    await expect(stage).to_have_attribute("data-camera", "on" if on else "off", timeout=LONG)


async def film(phone: Phone, addresses: Iterable[str], of: Film | None = None) -> None:
    """Close the camera, and have these sheets pass before it when it is opened again."""
    await camera(phone.page, on=False)

    async def closed() -> bool:
        return not phone.films()

    await until(closed, "the camera was closed")
    phone.show(addresses, of)


async def hold(phone: Phone, addresses: Iterable[str], of: Film | None = None) -> None:
    """Hold these sheets before the camera, one after another, over and over."""
    await film(phone, addresses, of)
    await camera(phone.page, on=True)


async def unsent(page: Page, number: int) -> None:
    """So many records wait on this phone."""
    await expect(page.locator("#unsent")).to_have_attribute("data-unsent", str(number), timeout=LONG)
