"""Two phones at one door that know nothing of each other: one arrival a ticket, and one card for each overlap."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from outreach import clock, db
from outreach.checkin import invitations
from tests import world
from tests.journeys.at_the_door import LONG, at_door, camera, choose, hold, join, ready, sees, unsent, until
from tests.journeys.basement import Basement
from tests.journeys.door_phone import Phone

pytestmark = pytest.mark.journey
LEFT = ["first", "second", "husband"]
RIGHT = ["second", "scanned", "husband"]


@pytest.mark.both
async def test_the_same_tickets_at_two_phones_are_one_arrival_and_one_card_each(basement: Basement) -> None:
    left, right, her = basement.phone(), basement.phone("en"), await basement.coordinator()
    await join(left, await basement.invited(), "13:40")
    await _join_by_sheet(right, basement)
    await her.goto(basement.path(f"office/doors/{basement.door.centre.id}/{clock.today()}"))
    for phone, names in (left, LEFT), (right, RIGHT):
        await phone.reception(there=False)
        await hold(phone, [basement.door.addresses[name] for name in names])
    await asyncio.gather(_all_seen(left, LEFT, basement), _all_seen(right, RIGHT, basement))

    await asyncio.gather(left.reception(there=True), right.reception(there=True))
    await asyncio.gather(unsent(left.page, 0), unsent(right.page, 0))
    assert await basement.came() == ["first", "husband", "scanned", "second"]
    assert await basement.cards() == ["twice: husband", "twice: second"]
    assert len(await basement.events()) == len(await left.log()) + len(await right.log())
    for name in ("husband", "second"):
        card = her.locator(f"#card-twice-{basement.door.guests[name].id}")
        await expect(card).to_have_count(1, timeout=LONG)
    await _each_knows_what_the_other_did(left, basement)


async def _join_by_sheet(phone: Phone, basement: Basement) -> None:
    """By the printed sheet, with the number that the coordinator tells; heard wrongly the first time."""
    door = basement.door
    async with db.connected(basement.url):
        her = await world.staff(door.city, "coordinator")
        secret, pin = await invitations.invite_sheet(door.city.id, door.centre.id, clock.today(), by=her)
    page = await phone.switch_on()
    await page.goto(basement.path(f"door/phone#join={secret}", "en"))
    for number in (f"{(int(pin) + 1) % 10**6:06}", pin):
        await page.locator("#pin").fill(number)
        await page.locator("#pin-form [type=submit]").click()
        await expect(page.locator("#pin")).not_to_have_value(number) if number != pin else None
    await choose(page, "13:40")
    await at_door(page)
    await ready(page)


async def _all_seen(phone: Phone, names: list[str], basement: Basement) -> None:
    async def seen() -> bool:
        return set(names) <= (await phone.words(basement.door.tokens)).keys()

    await until(seen, f"{names} were seen", 60)
    await camera(phone.page, on=False)
    said = await phone.words(basement.door.tokens)
    assert {name: said[name][0] for name in names} == dict.fromkeys(names, "in")


async def _each_knows_what_the_other_did(left: Phone, basement: Basement) -> None:
    """With network again, what came in at one phone is known at the other."""
    page: Page = left.page
    await expect(page.locator("#count")).to_have_attribute("data-came", "4", timeout=LONG)
    await hold(left, [basement.door.addresses["scanned"]])
    await sees(page, "amber", "again")
