"""The door by keyboard alone, on the narrowest screen, before axe, and as a screen reader hears it."""

import pytest
from playwright.async_api import Page, expect

from outreach import clock, db, i18n
from outreach.checkin import invitations
from tests import world
from tests.checkers import axe, overflow
from tests.journeys.at_the_door import LONG, at_door, ready, sees
from tests.journeys.basement import Basement
from tests.journeys.desk import Keyboard
from tests.journeys.door_world import Door

pytestmark = pytest.mark.journey
ORDER = ["do-camera", "do-number", "do-name", "do-plus-one", "do-undo", "do-more"]
# What each button of the door opens, and where the focus is then.
DIALOGS = {
    "do-number": ("dialog-number", "digits"),
    "do-name": ("dialog-name", "typed"),
    "do-plus-one": ("dialog-plus-one", "walk-in"),
    "do-undo": ("dialog-undo", "heading-undo"),
    "do-more": ("dialog-more", "heading-more"),
}
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const seen = one === document.body || one.contains(document.elementFromPoint(x, y));
  return { id: one.id, seen, width: box.width, height: box.height, inDialog: Boolean(one.closest('dialog')) };
}"""
NAMES = """() => {
  const part = document.querySelector('dialog[open]') ?? document;
  const name = (one) => (one.getAttribute('aria-label') ?? one.textContent).trim().replace(/\\s+/g, ' ');
  return [...part.querySelectorAll('button')].filter((one) => one.checkVisibility())
    .map((one) => [name(one), one.dataset.do ?? '']);
}"""


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_door_works_by_keyboard_and_screen_reader_on_a_narrow_screen(
    language: str, basement: Basement
) -> None:
    page = await basement.phone(language).switch_on()
    keys = Keyboard(page)
    await page.goto(basement.path("door/phone", language))
    await expect(page.locator("#screen-unjoined")).to_be_visible(timeout=LONG)
    await _is_fine(page)
    await _join(page, keys, basement, language)
    await _is_fine(page)
    await _goes_in_order(page, keys)
    await _opens_and_closes(page, keys)
    await _is_heard(page, keys, basement.door, language)
    await _ends(page, keys)


async def _is_fine(page: Page) -> None:
    """Nothing is wider than the screen, axe finds nothing, and what does another thing has another name."""
    assert await overflow(page) == []
    assert await axe(page) == []
    found: list[tuple[str, str]] = await page.evaluate(NAMES)
    names = dict(found)
    assert all(names)
    assert [(name, act) for name, act in found if names[name] != act] == []


async def _join(page: Page, keys: Keyboard, basement: Basement, language: str) -> None:
    door = basement.door
    async with db.connected(basement.url):
        her = await world.staff(door.city, "coordinator")
        secret, pin = await invitations.invite_sheet(door.city.id, door.centre.id, clock.today(), by=her)
    await page.goto("about:blank")  # another address, not another place on the same page
    await page.goto(basement.path(f"door/phone#join={secret}", language))
    await expect(page.locator("#pin")).to_be_focused(timeout=LONG)
    await _is_fine(page)
    await keys.type(pin)
    await keys.press("Enter")
    await expect(page.locator("#screen-choose")).to_be_visible(timeout=LONG)
    await _is_fine(page)
    await keys.tab_to("#classes li:first-child button")
    await keys.press("Enter")
    await at_door(page)
    await ready(page)
    await expect(page.locator("#stage")).to_have_attribute("data-camera", "on", timeout=LONG)


async def _goes_in_order(page: Page, keys: Keyboard) -> None:
    """Tab goes from above to below, to nothing that is hidden, and each place is large enough for a thumb."""
    await page.evaluate("document.activeElement.blur()")
    order: list[str] = []
    while len(order) < 20:
        await keys.press("Tab")
        found = await page.evaluate(FOCUSED)
        if not found["id"]:
            continue
        if found["id"] in order:
            break
        order.append(found["id"])
        assert found["seen"], found
        assert found["height"] >= 44, found
    assert [one for one in order if one in ORDER] == ORDER
    assert not [one for one in order if one.startswith("do-") and one not in ORDER]


async def _opens_and_closes(page: Page, keys: Keyboard) -> None:
    """Each button opens its question and puts the focus there; it stays there, and Escape leads back to the button."""
    for button, (dialog, focus) in DIALOGS.items():
        await keys.tab_to(f"#{button}")
        await keys.press("Enter")
        await expect(page.locator(f"#{dialog}")).to_be_visible()
        await expect(page.locator(f"#{focus}")).to_be_focused()
        await _is_fine(page)
        await _keeps_the_focus(page, keys)
        await keys.press("Escape")
        await expect(page.locator(f"#{dialog}")).to_be_hidden()
        await expect(page.locator(f"#{button}")).to_be_focused()


async def _keeps_the_focus(page: Page, keys: Keyboard) -> None:
    for _press in range(16):
        await keys.press("Tab")
        found = await page.evaluate(FOCUSED)
        assert found["inDialog"] or not found["id"], found


async def _is_heard(page: Page, keys: Keyboard, door: Door, language: str) -> None:
    """A number typed: the verdict is an alert with the words; what is only drawn is not read."""
    for typed, colour, word, words in (
        (door.guests["typed"].code, "green", "in", "Please come in"),
        (door.guests["waiting"].code, "red", "waiting", ""),
        ("999", "", "", ""),
    ):
        await keys.tab_to("#do-number")
        await keys.press("Enter")
        await keys.type(typed)
        await keys.press("Enter")
        if not word:
            await expect(page.locator("#digits-error[role=alert]")).not_to_be_empty()
            await expect(page.locator("#digits")).to_be_focused()
            await _is_fine(page)
            await keys.press("Escape")
            return
        await sees(page, colour, word)
        heard = page.locator("#verdict[role=alert]")
        await expect(heard).to_contain_text(i18n.gettext(language, words))
        assert await page.locator("#verdict svg:not([aria-hidden=true])").count() == 0
        await _is_fine(page)
        await keys.press("Escape")
        await expect(heard).to_be_hidden()
        await expect(page.locator("#last-words")).not_to_be_empty()
        await _is_fine(page)


async def _ends(page: Page, keys: Keyboard) -> None:
    """Taken back with a reason, and the day ended, without a finger on the screen."""
    await keys.tab_to("#do-undo")
    await keys.press("Enter")
    await keys.tab_to("#records button")
    await keys.press("Enter")
    await _is_fine(page)
    await keys.tab_to("[data-undo=left]")
    await keys.press("Enter")
    await sees(page, "amber", "undone")
    await keys.press("Escape")
    await keys.tab_to("#do-more")
    await keys.press("Enter")
    for button in ("#do-close", "#do-done"):
        await keys.tab_to(button)
        await keys.press("Enter")
    await expect(page.locator("#screen-over")).to_be_visible(timeout=LONG)
    await _is_fine(page)
