"""A list on paper, from the printer to the count, by keyboard alone: two people, two browsers, one pile of paper."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from outreach import checkin, db
from outreach.lessons import Lesson
from tests import world
from tests.checkers import axe, overflow
from tests.drills.server import Server
from tests.journeys.people import Person
from tests.papers.printed import printed

pytestmark = pytest.mark.journey
NAMES = [("青木", "アオキ"), ("池田", "イケダ"), ("上野", "ウエノ"), ("江口", "エグチ"), ("岡", "オカ")]
MOST_TABS = 60


async def _lesson(url: str) -> Lesson:
    """A class that has begun, with five people who have a seat."""
    async with db.connected(url):
        city = await world.morioka()
        hall = await world.centre(city, "paper-hall", name={"ja": "紙の会館", "en": "Paper Hall"})
        leader = await world.instructor(city, "paper-instructor")
        lesson = await world.held_lesson(city, centre=hall, instructor=leader)
        for name, kana in NAMES:
            await world.seat(lesson, await world.person(city, name=name, kana=kana, phone=""))
        return lesson


async def _tab_to(her: Person, selector: str) -> None:
    for _press in range(MOST_TABS):
        if await her.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        await her.page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never reaches {selector}")


async def _person(chromium: Browser, server: Server, login: str) -> Person:
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    her = Person(await context.new_page(), server.address)
    await her.sign_in(login)
    return her


async def test_the_ticks_of_a_paper_list_are_entered_and_checked_without_a_mouse(
    server: Server, seeded_url: str, chromium: Browser, tmp_path: Path
) -> None:
    lesson = await _lesson(seeded_url)
    clerk = await _person(chromium, server, "morioka-clerk")
    other = await _person(chromium, server, "morioka-coordinator")

    await clerk.open(f"/morioka/en/desk/classes/{lesson.id}/roster")
    async with clerk.page.expect_response(re.compile(r"/rosters/\d+\.pdf$")) as sent:
        await clerk.page.keyboard.press("Alt+p")
    pdf = await clerk.page.context.request.get((await sent.value).url)
    [[address]] = printed(await pdf.body(), tmp_path).codes()

    await clerk.open(address)
    keyboard = clerk.page.keyboard
    await expect(clerk.page.locator("#field-lines")).to_be_focused()
    assert await axe(clerk.page) == []
    await keyboard.type("1 3-4")
    await keyboard.press("Tab")
    await keyboard.type("2")
    await keyboard.press("Enter")
    await expect(clerk.page).to_have_url(re.compile("/check$"))
    await clerk.reads("Kept. Please give the paper to another person, who opens this page and checks it.")

    await other.open(f"/morioka/en/desk/classes/{lesson.id}/roster")
    await other.page.keyboard.press("Alt+c")
    await expect(other.page).to_have_url(re.compile("/check$"))
    await _tab_to(other, "#field-came-5")
    await other.page.keyboard.press("Space")
    await other.page.keyboard.press("Alt+s")
    await other.reads("No. 5 岡 オカ: ticked now, not ticked before")
    assert await axe(other.page) == []
    await other.page.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(other.page) == []
    await other.page.keyboard.press("Alt+s")
    await other.reads("Two people have read this list.")

    async with db.connected(seeded_url):
        came = await checkin.arrived(lesson.id)
        assert len(came) == 4
        assert {row.method for row in came.values()} == {"paper"}
        assert await checkin.paper.without_seat(lesson.id) == 2
    await clerk.page.context.close()
    await other.page.context.close()
