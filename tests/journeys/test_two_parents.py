"""A daughter signs up her parents, changes the day a week later and gives up one seat; no script, no account, no mail.

Whoever has only the ticket's number finds it by the last digits of her phone; who has no phone is told where to go.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from outreach import clock, db
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.drills.forked import Forked
from tests.drills.server import serving
from tests.journeys.conftest import PATIENT
from tests.journeys.people import PATIENCE, PHONE_SIZE, Person
from tests.journeys.server import APPLICATION, CLOCK, Clock

pytestmark = pytest.mark.journey
WEEK = timedelta(days=7)
DIGITS = "4411"


@asynccontextmanager
async def without_scripts(chromium: Browser, address: str) -> AsyncIterator[Person]:
    """Somebody at a small phone whose browser runs no script."""
    context = await chromium.new_context(locale="ja-JP", viewport=PHONE_SIZE, java_script_enabled=False)  # type: ignore[arg-type]  # a plain dict is taken
    context.set_default_timeout(PATIENCE)
    yield Person(await context.new_page(), address)
    await context.close()


async def _classes(url: str) -> tuple[Lesson, Lesson, str]:
    """The same course on two days, and the ticket of somebody without a phone."""
    async with db.connected(url):
        first, other = [await world.lesson(day=world.working_day(ahead)) for ahead in (14, 21)]
        silent = await world.seat(first, await world.person(name="小林 梅", kana="コバヤシ ウメ", phone=""))
        return first, other, silent.token


async def _standing(url: str) -> list[tuple[str, str, int]]:
    """Who of the family stands how, in which class."""
    async with db.connected(url):
        rows = await Registration.filter(channel="web").order_by("id").select_related("participant")
        return [(row.participant.name, row.status, row.lesson_id) for row in rows]


@pytest.mark.both
async def test_a_daughter_signs_up_her_parents_changes_the_day_and_gives_up_one_seat(
    database_url: str, hands: Clock, chromium: Browser
) -> None:
    first, other, silent = await _classes(database_url)
    settings = {**PATIENT, CLOCK: str(hands.file)}
    async with serving(Forked(database_url, APPLICATION, settings=settings)) as server:
        async with without_scripts(chromium, server.address) as her:
            await _signs_up(her, first)
            ticket = her.page.url
            code = await _reads_both_tickets(her)
            hands.turn_to(clock.now() + WEEK)
            await _changes_the_day(her, ticket, other)
            await _gives_up_one_seat(her)
        async with without_scripts(chromium, server.address) as him:
            await _finds_his_ticket(him, code, database_url)
            await him.open(f"/morioka/en/T/{silent}")
            await him.reads("at the counter. Please come to us or call 019-600-0000")
    ended = [("佐藤 ハナ", "cancelled", first.id), ("佐藤 一郎", "cancelled", first.id)]
    moved = [("佐藤 ハナ", "cancelled", other.id), ("佐藤 一郎", "cancelled", other.id)]
    assert await _standing(database_url) == [*ended, *moved]
    async with db.connected(database_url):
        assert [(await Lesson.get(id=one.id)).taken for one in (first, other)] == [1, 0]


async def _signs_up(her: Person, lesson: Lesson) -> None:
    """From the list of classes to the ticket; the second person's fields stand under a line that opens."""
    await her.open("/morioka/en/classes")
    await her.page.locator(f'a[href$="/classes/{lesson.id}"]').click()
    await her.press("Sign up for this class")
    await her.write("name", "佐藤 ハナ")
    await her.write("kana", "さとう はな")
    await her.write("phone", "019-622-4411")
    await her.page.get_by_text("Somebody comes with me").click()
    await her.write("second_name", "佐藤 一郎")
    await her.press("Sign up for this class")
    await her.reads("Sign up for a class")
    await expect(her.page.locator("#error-summary li")).to_have_count(1)  # his reading was forgotten
    await her.write("second_kana", "さとう いちろう")
    await her.press("Sign up for this class")
    await her.reads("You have a seat.")


async def _reads_both_tickets(her: Person) -> str:
    """Both tickets on paper; returns the second one's number."""
    await her.reads("You come together")
    await her.press("Print the tickets")
    numbers = await her.page.locator(".ticket-digits").all_inner_texts()
    assert len(numbers) == 2
    await her.page.go_back()
    return numbers[1].split()[-1]


async def _changes_the_day(her: Person, ticket: str, other: Lesson) -> None:
    await her.open(ticket)
    await her.write("digits", DIGITS)
    await her.press("Open the ticket")
    await her.reads("All of you change together")
    await her.page.locator(f'input[name="lesson_id"][value="{other.id}"]').check()
    await her.press("Change to this day")
    await her.reads("You have a seat.")
    assert her.page.url != ticket
    new = her.page.url
    await her.open(ticket)
    await her.reads("You come on another day instead.")
    await her.press("Your new ticket")
    assert her.page.url == new


async def _gives_up_one_seat(her: Person) -> None:
    await her.write("digits", DIGITS)
    await her.press("Open the ticket")
    await her.page.get_by_label("Only 佐藤 ハナ").check()
    await her.page.get_by_label("Yes, I want to cancel").check()
    await her.press("Cancel my registration")
    await her.reads("This registration is cancelled.")


async def _finds_his_ticket(him: Person, code: str, url: str) -> None:
    """By its number and four digits, with no mail and no account; the old number leads to the new ticket."""
    await him.open("/morioka/en/my-ticket")
    await him.write("code", code)
    await him.write("digits", DIGITS)
    await him.press("Open the ticket")
    await him.press("Your new ticket")
    await him.reads("You have a seat.")
    assert [status for name, status, _of in await _standing(url) if name == "佐藤 一郎"] == ["cancelled", "confirmed"]
    await him.write("digits", DIGITS)
    await him.press("Open the ticket")
    await him.reads("For 佐藤 一郎")
    await him.page.get_by_label("Yes, I want to cancel").check()
    await him.press("Cancel my registration")
    await him.reads("This registration is cancelled.")
