"""A day in the basement: let in, without network, through a dead server and a dead phone, to the right attendance."""

import io
import json
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from outreach import clock, db
from outreach.tickets import new_code
from tests.journeys import door_world
from tests.journeys.at_the_door import (
    LONG,
    at_door,
    by_number,
    camera,
    film,
    hold,
    join,
    next_person,
    sees,
    unsent,
    until,
)
from tests.journeys.basement import Basement
from tests.journeys.door_phone import Phone
from tests.journeys.door_world import forged

pytestmark = pytest.mark.journey
# What passes before the camera, and what the phone must say to each the first time it sees it.
FILMED = {
    "first": "in",
    "second": "in",
    "husband": "in",
    "next class": "other",
    "tomorrow": "day",
    "gave up": "cancelled",
    "gives up": "in",  # it cannot know
    "later": "late",
    "reissued": "in",
    "old reissued": "replaced",
    "old reissued meanwhile": "in",  # it cannot know
    "waiting": "waiting",
    "mistaken": "in",
}
NOBODYS = {"forged", "city"}
CAME = ["first", "gives up", "husband", "later", "numbered", "reissued", "reissued meanwhile", "scanned", "second"]
CAME_TOO = ["typed", "waiting", "wife"]
CARDS = ["cancelled: gives up", "replaced: reissued meanwhile", "unknown", "waiting: waiting"]


@pytest.mark.both
async def test_without_network_with_a_dead_server_and_a_dead_phone_nothing_is_lost(basement: Basement) -> None:
    phone, her = basement.phone(), await basement.coordinator()
    page = await join(phone, await _read_from_screen(her, basement), "13:40")
    await her.goto(basement.path(f"office/doors/{basement.door.centre.id}/{clock.today()}"))
    await _into_the_basement(basement, phone, her)

    await page.reload()
    await at_door(page)
    await _film_runs(basement, phone)
    await _by_hand(basement, page)
    await _the_couple(basement, phone)
    await _let_in_all_the_same(basement, phone)
    await _taken_back(basement, phone)
    written = await phone.log()
    await unsent(page, len(written))

    await phone.lose_power()
    page = await phone.switch_on()
    await phone.reception(there=False)
    await page.goto(basement.path("door/phone"))
    await at_door(page)
    await unsent(page, len(written))
    assert await phone.log() == written

    await basement.server.start()
    await phone.reception(there=True)
    await unsent(page, 0)
    await _everything_arrived_once(basement, phone)
    await _the_office_sees_it(basement, her)


async def _read_from_screen(her: Page, basement: Basement) -> str:
    """The coordinator lets a phone in: what a camera reads from her screen."""
    await her.goto(basement.path(f"office/doors/{basement.door.centre.id}/{clock.today()}"))
    await her.locator("form[action$='/invite'] button").click()
    await expect(her.locator("svg.qr")).to_be_visible()
    picture = Image.open(io.BytesIO(await her.screenshot(full_page=True)))
    [found] = zxingcpp.read_barcodes(picture)
    assert re.fullmatch(re.escape(basement.path("door/phone#join=")) + r"[\w-]{20,}", found.text)
    return found.text


async def _into_the_basement(basement: Basement, phone: Phone, her: Page) -> None:
    """No network, no server, and the line of the office's browser is dead, too; but life goes on."""
    await phone.reception(there=False)
    await her.context.set_offline(offline=True)
    basement.server.kill()
    async with db.connected(basement.url):
        await door_world.meanwhile(basement.door)
    tickets = basement.door.addresses
    sheets = [tickets[name] for name in FILMED]
    await film(phone, [*sheets, forged(tickets["absent"]), tickets["elsewhere"], "HTTPS://EXAMPLE.ORG/OTHER"])


async def _film_runs(basement: Basement, phone: Phone) -> None:
    """The camera looks on until every sheet was judged; what the phone said is what it should."""
    tokens = basement.door.tokens

    async def judged() -> bool:
        said = await phone.words(tokens)
        return FILMED.keys() <= said.keys() and set(said.get("", ())) >= NOBODYS

    await until(judged, "every sheet of the film was judged", 90)
    await camera(phone.page, on=False)
    said = await phone.words(tokens)
    assert {name: said[name][0] for name in FILMED} == FILMED
    assert set(said[""]) == NOBODYS
    for name, first in FILMED.items():
        assert set(said[name][1:]) <= {"again" if first in {"in", "late"} else first}, name


async def _by_hand(basement: Basement, page: Page) -> None:
    """A hardware scanner, a ticket's number, a line of the list, a number of no list, and somebody without any."""
    door = basement.door
    async with db.connected(basement.url):
        line = await door_world.line(door, "numbered")
    await page.keyboard.type(door.addresses["scanned"])
    await page.keyboard.press("Enter")
    await sees(page, "green", "in")
    await next_person(page)
    for typed, colour, word in (
        (door.guests["typed"].code, "green", "in"),
        (str(line), "green", "in"),
        (new_code(), "amber", "unlisted"),
    ):
        await by_number(page, typed)
        await sees(page, colour, word)
        await next_person(page)
    await page.locator("#do-plus-one").click()
    await page.locator("#do-walk-in").click()
    await sees(page, "green", "plus")
    await next_person(page)


async def _the_couple(basement: Basement, phone: Phone) -> None:
    """His ticket once more; with it his wife, who has hers at home."""
    await hold(phone, [basement.door.addresses["husband"]])
    await sees(phone.page, "amber", "again")
    await phone.page.locator("#do-party").click()
    await sees(phone.page, "green", "in")
    await camera(phone.page, on=False)


async def _let_in_all_the_same(basement: Basement, phone: Phone) -> None:
    await hold(phone, [basement.door.addresses["waiting"]])
    await sees(phone.page, "red", "waiting")
    await phone.page.locator("#do-admit").click()
    await phone.page.locator("[data-admit=staff]").click()
    await sees(phone.page, "amber", "admitted")
    await camera(phone.page, on=False)


async def _taken_back(basement: Basement, phone: Phone) -> None:
    """It was another person: out of the list of those who were let in."""
    [mark] = [m for m, name in (await phone.marks_of(basement.door.tokens)).items() if name == "mistaken"]
    [entry] = [one["id"] for one in await phone.log() if (one["ref"], one["kind"]) == (mark, "entry")]
    await phone.page.locator("#do-undo").click()
    await phone.page.locator(f"#records [data-event='{entry}']").click()
    await phone.page.locator("[data-undo=wrong_person]").click()
    await sees(phone.page, "amber", "undone")
    await film(phone, [])


async def _everything_arrived_once(basement: Basement, phone: Phone) -> None:
    log, events = await phone.log(), await basement.events()
    assert [json.loads(one.body) for one in events] == log
    assert [(said["word"], one.quarantine) for said, one in zip(log, events, strict=True) if one.quarantine] == [
        ("unlisted", "unknown")
    ]
    assert await basement.came() == CAME + CAME_TOO
    assert await basement.walk_ins() == 1
    assert await basement.cards() == CARDS


async def _the_office_sees_it(basement: Basement, her: Page) -> None:
    """On the page that the coordinator left open, without loading it anew."""
    door = basement.door
    await her.context.set_offline(offline=False)
    for kind, name in (("cancelled", "gives up"), ("replaced", "reissued meanwhile"), ("waiting", "waiting")):
        card = her.locator(f"#card-{kind}-{door.guests[name].id}")
        await expect(card).to_contain_text(door_world.PEOPLE[name][0], timeout=LONG)
    await expect(her.locator(f"#class-{door.lesson.id}-figures")).to_contain_text(str(len(CAME + CAME_TOO)))
