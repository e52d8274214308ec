"""Somebody who was never here before reads only what stands on the page, and arrives."""

import re

import pytest

from outreach.i18n import gettext
from tests import world
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("database")
EASY = "ja-x-easy"
DIGITS = re.compile(r"\d{4}-\d{4}")


async def test_a_reader_of_easy_japanese_signs_up_from_the_first_page_and_can_take_it_back() -> None:
    await world.lesson()
    page = await Browser(world.app()).open("/")
    page = await page.follow("盛岡市")
    page = await page.follow("やさしい日本語")
    page = await page.follow("はじめてのスマートフォン")
    page = await page.follow(gettext(EASY, "Sign up for this class"))
    form = page.form(gettext(EASY, "Sign up for this class"))
    labels = ("Your name", "How your name is read (kana)", "Your phone number")
    typed = ("グエン ヴァン アン", "ぐえん ゔぁん あん", "090-1234-5678")
    page = await form.fill(dict(zip((gettext(EASY, one) for one in labels), typed, strict=True))).submit()
    assert page.language == EASY
    assert page.heading == gettext(EASY, "Ticket")
    assert DIGITS.search(page.text)
    page = await page.form(gettext(EASY, "Open the ticket")).fill(digits="5678").submit()
    page = await page.form(gettext(EASY, "Cancel my registration")).fill(confirm="yes").submit()
    assert gettext(EASY, "Cancelled") in page.text


async def test_whoever_looks_for_the_calendar_in_the_help_takes_it_along() -> None:
    await world.lesson()
    browser = Browser(world.app())
    page = await (await browser.open("/morioka")).follow("よくある質問")
    page = await page.form("答えをさがす").fill(q="カレンダー").submit()
    page = await page.follow("教室を自分のカレンダーに")
    addresses = [href for href in page.links().values() if href.endswith("/calendar.ics")]
    assert (await browser.open(addresses[0])).answer.headers["content-type"].startswith("text/calendar")


async def test_a_volunteer_lets_in_somebody_with_a_paper_ticket() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    secret = await world.door_pass(lesson, "reception")
    page = await (await world.visitor()).open(f"/morioka/en/door/enter/{secret}")
    page = await page.form("Open the door list").submit()
    page = await page.form("Check in by number").fill(code=f"{seat.code[:4]}-{seat.code[4:]}").submit()
    assert "Please come in" in page.text
