"""How people signed up: by which channel and who took it, counted for the coordinator."""

from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest

from outreach import clock, registration
from outreach.audit import PUBLIC
from outreach.i18n.words import fiscal_year
from outreach.lessons.lots import choose
from outreach.registration import cancel, channels
from tests import world
from tests.browser import Page
from tests.document import said
from tests.queries import counted
from tests.registration.wishing import people, take, wish

pytestmark = pytest.mark.usefixtures("database")
PATH = "/morioka/en/office/sign-ups"
YEAR = str(fiscal_year(clock.today() + timedelta(days=1)))


def tables(page: Page) -> list[list[list[str]]]:
    """The cells of each table, row by row, its headings first."""
    return [[[_cell(cell) for cell in row] for row in table.iter("tr")] for table in page.document.all("table")]


def _cell(cell: Element) -> str:
    shown = [span for span in cell.iter("span") if span.get("class") == "cell"]
    return said(shown[0] if shown else cell)


async def test_sign_ups_are_counted_by_channel_and_by_who_took_them() -> None:
    lesson, who = await world.lesson(), await people(5)
    clerk, other = await world.staff(role="clerk"), await world.staff(role="clerk", login="hanako")
    first = await take(lesson, who[0], by=clerk)
    await take(lesson, who[1], by=clerk)
    await registration.register(wish(lesson, "counter"), who[2].id, key="", by=other)
    await registration.register(wish(lesson, "web"), who[3].id, key="", by=PUBLIC)
    await cancel(first, by=other)
    await take(await world.lesson(await world.tomi()), await world.person(await world.tomi()))

    page = await (await world.visitor("coordinator")).open(PATH, year=YEAR)

    channel, takers, *_rest = tables(page)
    assert channel[1:] == [
        ["By phone", "2", "1"],
        ["At the counter", "1", "0"],
        ["On the web", "1", "0"],
        ["Together", "4", "1"],
    ]
    assert takers[1:] == [
        ["clerk", "2", "0", "0", "2"],
        ["clerk hanako", "0", "1", "0", "1"],
        ["people themselves", "0", "0", "1", "1"],
    ]


async def test_another_year_and_a_year_that_is_none_are_shown_too() -> None:
    await take(await world.lesson(), await world.person())
    browser = await world.visitor("coordinator")
    assert "Nobody has signed up" in (await browser.open(PATH, year="2020")).text
    for typed in ("", "soon", "99999", "1999"):
        assert (await browser.open(PATH, year=typed)).status == 200


async def test_who_was_moved_is_counted_once() -> None:
    lesson, other = await world.lesson(), await world.lesson(day=clock.today() + timedelta(days=2))
    row = await take(lesson, await world.person())
    await registration.move_to(row, other.id, key="", by=await world.staff(role="clerk"))
    city = await world.morioka()
    found = await channels.taken(city.id, lesson.day, other.day)
    assert sum(one.count for one in found) == 1


async def test_classes_with_a_draw_or_seats_for_the_phone_are_listed() -> None:
    now = clock.now()
    drawn = await world.lesson(day=clock.today() + timedelta(days=9), draws_at=now + timedelta(days=3))
    await choose(drawn.id, now)
    await take(drawn, await world.person())
    await world.lesson(phone_seats=4, phone_until=now + timedelta(hours=1))
    page = await (await world.visitor("coordinator")).open(PATH, year=str(fiscal_year(drawn.day)))
    assert "to be drawn on" in page.text
    assert tables(page)[-1][1][2] == "4"


async def test_a_large_city_is_asked_as_often_as_a_small_one() -> None:
    browser = await world.visitor("coordinator")
    lesson = await world.lesson()
    await take(lesson, await world.person())
    await browser.open(PATH)
    with counted() as few:
        await browser.open(PATH)
    for number, one in enumerate(await people(4)):
        clerk = await world.staff(role="clerk", login=f"c{number}")
        await take(await world.lesson(day=clock.today() + timedelta(days=2 + number)), one, by=clerk)
        await choose(lesson.id, clock.now())
    with counted() as many:
        await browser.open(PATH)
    assert len(many) == len(few)
