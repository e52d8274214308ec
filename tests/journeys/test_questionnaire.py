"""After class: a senior ticks boxes on paper, another's granddaughter uses a phone, and a clerk enters the paper."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from outreach import db
from outreach.lessons import Lesson
from outreach.questionnaires.rows import QuestionnaireSheet
from tests import world
from tests.checkers import axe, overflow
from tests.drills.server import Server
from tests.journeys.people import Person
from tests.papers.printed import printed

pytestmark = pytest.mark.journey
THUMB = 44  # CSS pixels: WCAG 2.2, 2.5.5


async def _lesson(url: str) -> Lesson:
    """A class that has begun, with one seat taken."""
    async with db.connected(url):
        city = await world.morioka()
        hall = await world.centre(city, "question-hall", name={"ja": "問いの会館", "en": "Question Hall"})
        lesson = await world.held_lesson(
            city, centre=hall, instructor=await world.instructor(city, "question-instructor")
        )
        await world.seat(lesson, await world.person(city, name="青木", kana="アオキ", phone=""))
        return lesson


async def test_paper_and_a_granddaughters_phone_come_together_at_the_clerks_keyboard(
    server: Server, seeded_url: str, chromium: Browser, tmp_path: Path
) -> None:
    lesson = await _lesson(seeded_url)
    clerk = Person(await (await chromium.new_context()).new_page(), server.address)
    await clerk.sign_in("morioka-clerk")

    # Before the class the clerk prints the sheet with one key.
    await clerk.open(f"/morioka/en/desk/classes/{lesson.id}/questionnaire")
    async with clerk.page.expect_response(re.compile(r"/questionnaire\.pdf$")) as sent:
        await clerk.page.keyboard.press("Alt+p")
    pdf = await clerk.page.context.request.get((await sent.value).url)
    [[address]] = printed(await pdf.body(), tmp_path).codes(dpi=100)

    # The granddaughter reads its code with a small phone whose browser runs no scripts.
    context = await chromium.new_context(
        viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True, java_script_enabled=False
    )
    phone = await context.new_page()
    await phone.goto(server.address + urlsplit(address).path)
    for words in ("Very good", "With some help", "Nobody"):
        answer = phone.get_by_text(words, exact=True)
        box = await answer.bounding_box()
        assert box is not None
        assert box["height"] >= THUMB
        await answer.tap()
    await phone.get_by_role("button", name="Send the answers").tap()
    await expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you for your answers")
    assert await context.cookies() == []
    await phone.go_back()
    await phone.get_by_role("button", name="Send the answers").tap()
    await expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you for your answers")

    # The clerk types what came back on paper, looks once more and saves, without a mouse.
    await clerk.open(f"/morioka/en/desk/classes/{lesson.id}/questionnaire")
    keyboard = clerk.page.keyboard
    await keyboard.press("Alt+e")
    await expect(clerk.page.locator("#field-sheets")).to_be_focused()
    assert await axe(clerk.page) == []
    await keyboard.type("11214\n21130\n")
    await keyboard.press("Alt+l")
    await expect(clerk.page.get_by_role("heading", name="Is this right? 2 sheets")).to_be_visible()
    assert await axe(clerk.page) == []
    assert await overflow(clerk.page) == []
    await keyboard.press("Alt+s")
    await expect(clerk.page.get_by_text("1 answer came by phone. 2 sheets of paper are entered.")).to_be_visible()

    async with db.connected(seeded_url):
        sheets = await QuestionnaireSheet.filter(questionnaire__lesson_id=lesson.id)
    assert sorted(sheet.answers["ask"] for sheet in sheets) == ["family", "friend", "nobody"]
    await context.close()
    await clerk.page.context.close()
