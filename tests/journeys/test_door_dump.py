"""What a lost phone gives away: everything that its browser kept, searched for all that it has no business with."""

import json

import pytest
from playwright.async_api import Page, expect

from tests.journeys import planted
from tests.journeys.at_the_door import by_number, hold, join, next_person, until
from tests.journeys.basement import Basement
from tests.journeys.door_phone import Phone
from tests.journeys.planted import in_folder, in_text

pytestmark = pytest.mark.journey
WALK_IN = "葛巻 フク"
FILMED = ["first", "second", "husband"]
PLANT = """async ([small, large]) => {
  const opening = indexedDB.open('outreach-door');
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const rows = opening.result.transaction('facts', 'readwrite').objectStore('facts');
  await new Promise((resolve) => (rows.put({ name: small }, 'planted').onsuccess = resolve));
  opening.result.close();
  const [box] = await caches.keys();
  await (await caches.open(box)).put('/planted', new Response(JSON.stringify({ large })));
}"""


async def test_a_lost_phone_gives_away_nobody(basement: Basement) -> None:
    phone = basement.phone()
    page = await join(phone, await basement.invited(), "13:40")
    await _a_day(phone, page, basement)
    kept = json.dumps(await planted.stored(page), ensure_ascii=False)
    assert len(await phone.log()) >= len(FILMED) + 4
    assert in_text(kept, _secret(basement)) == []
    await phone.lose_power()
    assert in_folder(phone.folder, _secret(basement)) == []

    await _control(phone, basement)


def _secret(basement: Basement) -> list[str]:
    return [*basement.door.planted, WALK_IN, *WALK_IN.split()]


async def _a_day(phone: Phone, page: Page, basement: Basement) -> None:
    """Tickets by camera, scanner and number, a search by name, and a name of somebody without a registration."""
    door = basement.door
    await hold(phone, [door.addresses[name] for name in FILMED])

    async def seen() -> bool:
        return set(FILMED) <= (await phone.words(door.tokens)).keys()

    await until(seen, "the film was seen")
    await hold(phone, [])
    await page.keyboard.type(door.addresses["scanned"])
    await page.keyboard.press("Enter")
    await next_person(page)
    await by_number(page, door.guests["typed"].code)
    await next_person(page)

    await page.locator("#do-name").click()
    await page.locator("#typed").fill("おいかわ")
    await page.locator("#do-find").click()
    await expect(page.locator("#found button")).to_contain_text("及川 ヨシエ")
    await page.locator("#found button").click()
    await next_person(page)

    await page.locator("#do-plus-one").click()
    await page.locator("#walk-in").fill(WALK_IN)
    async with page.expect_response(lambda answer: answer.url.endswith("/walk-in")) as told:
        await page.locator("#do-walk-in").click()
    assert (await told.value).ok
    await next_person(page)


async def _control(phone: Phone, basement: Basement) -> None:
    """The same search finds two names that a page has stored, in the page and on the disk."""
    small, large = basement.door.planted[-1], WALK_IN
    page = await phone.switch_on()
    await page.goto(basement.path("door/phone"))
    await page.evaluate(PLANT, [small, large])
    kept = json.dumps(await planted.stored(page), ensure_ascii=False)
    for text in (small, large):
        assert in_text(kept, [text])
    await phone.lose_power()
    for text in (small, large):
        assert in_folder(phone.folder, [text])
