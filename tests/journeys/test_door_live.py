"""The coordinator watches a door: it changes before her eyes while phones send, and never under her hands."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, Request, Response, Route, expect

from outreach import accounts, db
from outreach.checkin import DoorInvitation, DoorPhone, phones
from outreach.lessons import Lesson
from tests import world
from tests.checkers import axe
from tests.checkin.phone import Phone, at_door
from tests.databases import copy, drop
from tests.drills.forked import Forked
from tests.drills.server import Server
from tests.journeys.conftest import PATIENT
from tests.journeys.desk import Keyboard
from tests.web.doors import HANA, TOME, path, seat_of

pytestmark = pytest.mark.journey
SOON = 5000  # the page asks every four seconds, give or take a little
SENT_AWAY = "#phone-1 button"


@dataclass
class Watched:
    """A door's page in a browser whose clock stands still until it is told to run, and what the page has asked."""

    page: Page
    lesson: Lesson
    secret: str
    asked: int = 0
    answered: int = 0

    async def ask(self) -> int:
        """Let the page ask once; returns the status of the answer."""
        async with self.page.expect_response(_is_state) as answer:
            await self.page.clock.run_for(SOON)
        return (await answer.value).status

    async def asked_within(self, seconds: int) -> int:
        """How often it asks within this time; its clock stands still while it waits for an answer."""
        before = self.asked
        for _second in range(seconds):
            await self.page.clock.run_for(1000)
            while self.asked > self.answered:
                await self.page.evaluate("0")
        return self.asked - before

    def note(self, request: Request, *, ended: bool) -> None:
        """Count what the page asks, and what has come of it."""
        if _is_state(request):
            self.answered += ended
            self.asked += not ended


def _is_state(asked: Request | Response) -> bool:
    return urlsplit(asked.url).path.endswith("/state")


@pytest.fixture(scope="module")
def office(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of these doors: each is at a place of its own."""
    url = copy(empty_url, tmp_path_factory.mktemp("office") / "office.db")
    server = Forked(url, settings=PATIENT)
    asyncio.run(server.start())
    yield server
    server.stop()
    drop(url)


@pytest.fixture
async def watched(office: Server, chromium: Browser) -> AsyncIterator[Watched]:
    async with db.connected(office.settings["OUTREACH_DATABASE_URL"]):
        lesson = await world.held_lesson(centre=await world.centre(key=uuid4().hex))
        secret = await world.sign_in(await world.account())
        context = await chromium.new_context(viewport={"width": 1280, "height": 900})
        await context.add_cookies([{"name": "outreach", "value": secret, "url": office.address}])
        page = await context.new_page()
        made = Watched(page, lesson, secret)
        page.on("request", lambda request: made.note(request, ended=False))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: made.note(request, ended=True))
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        await page.clock.install()
        await page.goto(office.address + path(lesson))
        yield made
        await context.close()


async def _phones(on: Watched) -> tuple[Phone, Phone]:
    """Two phones, which the page is loaded to show."""
    made = await at_door(on.lesson), await at_door(on.lesson)
    await on.page.reload()
    return made


async def test_two_phones_send_and_the_page_shows_it_without_being_loaded_or_taking_the_focus(
    watched: Watched,
) -> None:
    page, lesson = watched.page, watched.lesson
    hana, tome = await seat_of(lesson), await seat_of(lesson, TOME)
    one, other = await _phones(watched)
    await expect(page.locator(".door-count")).to_have_text("0 of 2 have come")
    await page.evaluate("window.loaded = 1")
    await Keyboard(page).tab_to(SENT_AWAY)
    await page.evaluate("window.held = document.activeElement")

    one.scan(hana)
    other.scan(hana)
    other.scan(tome)
    await one.sync()
    await other.sync()
    assert await watched.ask() == 200

    await expect(page.locator(".door-count")).to_have_text("2 of 2 have come")
    await expect(page.locator("#live-cards")).to_contain_text("佐藤 ハナ was let in by two phones")
    assert await page.evaluate("window.loaded === 1 && document.activeElement === window.held")

    await Keyboard(page).press("Shift+Tab")
    assert "The registration" in await page.evaluate("document.activeElement.textContent")
    await Keyboard(page).press("Shift+Tab", "Enter")
    await expect(page.locator("#live-cards")).to_contain_text("Nothing is to be decided.")
    assert await page.evaluate("window.loaded === undefined")


async def test_what_one_is_in_waits_until_one_has_left_it(watched: Watched) -> None:
    page = watched.page
    one, _other = await _phones(watched)
    await page.focus(SENT_AWAY)

    one.write("walk_in", watched.lesson.id, number=1)
    await one.beat()
    assert await watched.ask() == 200
    await expect(page.locator("#phone-1-facts")).to_contain_text("1 record has not come yet")
    await expect(page.locator(SENT_AWAY)).to_be_focused()
    await _send_away(one)
    assert await watched.ask() == 200
    await expect(page.locator("#phone-1-heading")).to_contain_text("sent away")
    await expect(page.locator(SENT_AWAY)).to_be_focused()

    await page.focus("#main a")
    assert await watched.ask() == 200  # it still waited, so it is asked for whole
    await expect(page.locator(SENT_AWAY)).to_have_count(0)


async def _send_away(phone: Phone) -> None:
    """Somebody else of the office sends a phone away."""
    row = await phone.row()
    await phones.revoke(row.city_id, row.id, by=await world.staff(login="second"))


async def test_a_finger_on_a_button_keeps_it_in_its_place(watched: Watched) -> None:
    page = watched.page
    one, _other = await _phones(watched)
    await page.locator(SENT_AWAY).scroll_into_view_if_needed()
    button = await page.locator(SENT_AWAY).bounding_box()
    assert button
    await page.mouse.move(button["x"] + 9, button["y"] + 9)
    await page.mouse.down()
    await page.evaluate("window.held = document.querySelector('#phone-1 button'), document.activeElement.blur()")
    await _send_away(one)
    assert await watched.ask() == 200
    assert await page.evaluate("window.held.isConnected")
    await page.mouse.move(0, 0)
    await page.mouse.up()
    await page.clock.run_for(1000)
    await watched.ask()
    await expect(page.locator(SENT_AWAY)).to_have_count(0)


async def test_nothing_new_costs_a_304_and_a_page_that_nobody_sees_asks_nothing(watched: Watched) -> None:
    page = watched.page
    await watched.ask()
    assert [await watched.ask() for _each in range(3)] == [304] * 3

    await _seen(page, "hidden")
    assert await watched.asked_within(60) == 0
    async with page.expect_response(_is_state):
        await _seen(page, "visible")


async def _seen(page: Page, state: str) -> None:
    """Another tab comes before this one, or goes."""
    await page.evaluate(
        "state => { Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


async def test_it_backs_off_while_the_server_does_not_answer_says_so_and_goes_on_by_itself(watched: Watched) -> None:
    page = watched.page
    refused: list[str] = []

    async def refuse(route: Route) -> None:
        refused.append(route.request.url)
        await route.fulfill(status=503)

    await page.route(re.compile("/state$"), refuse)
    await expect(page.locator("#live-trouble")).to_be_hidden()
    await watched.asked_within(180)
    assert 5 <= len(refused) <= 8  # every four seconds it were 45
    await expect(page.locator("#live-trouble")).to_contain_text("What you see here may be old")

    await page.unroute(re.compile("/state$"))
    async with page.expect_response(_is_state):
        await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator("#live-trouble")).to_be_hidden()


async def test_what_has_changed_is_said_politely_and_not_at_every_step(watched: Watched) -> None:
    page, said = watched.page, watched.page.locator("#live-said")
    one, _other = await _phones(watched)
    await expect(said).to_have_attribute("role", "status")
    await expect(said).to_have_text("")
    await page.clock.run_for(20_000)
    one.scan(await seat_of(watched.lesson))
    await one.sync()
    await watched.ask()
    await expect(said).to_contain_text("1 of 1 have come. 2 phones are in.")

    one.scan(await seat_of(watched.lesson, TOME))
    await one.sync()
    await watched.ask()
    await expect(page.locator(".door-count")).to_have_text("2 of 2 have come")
    await expect(said).to_contain_text("1 of 1 have come.")
    for _each in range(4):
        await watched.ask()
    await expect(said).to_contain_text("2 of 2 have come.")


async def test_who_is_signed_out_is_told_and_the_page_asks_no_more(watched: Watched) -> None:
    page = watched.page
    await watched.ask()
    await accounts.sign_out(watched.secret, by=await world.staff())

    await page.clock.run_for(SOON)
    await expect(page.locator("#live-signed-out")).to_contain_text("You are no longer signed in.")
    assert await watched.asked_within(30) == 0
    assert await axe(page) == []


async def test_without_scripts_the_page_has_a_link_to_look_again(watched: Watched, chromium: Browser) -> None:
    await expect(watched.page.get_by_role("link", name="Look again")).to_be_hidden()
    await expect(watched.page.get_by_text("This page stays up to date by itself.")).to_be_visible()
    context = await chromium.new_context(java_script_enabled=False)
    await context.add_cookies([{"name": "outreach", "value": watched.secret, "url": watched.page.url}])
    page = await context.new_page()
    await page.goto(watched.page.url)
    one = await at_door(watched.lesson)
    one.scan(await seat_of(watched.lesson, HANA))
    await one.sync()

    await page.get_by_role("link", name="Look again").click()

    await expect(page.locator(".door-count")).to_have_text("1 of 1 have come")
    await expect(page.get_by_text("This page stays up to date by itself.")).to_be_hidden()
    await context.close()


async def test_the_page_with_the_code_says_when_the_phone_has_joined_and_takes_the_code_away(watched: Watched) -> None:
    page = watched.page
    await page.get_by_role("button", name="Let a phone in").click()
    await expect(page.locator("#live")).to_contain_text("No phone has joined yet.")
    await expect(page.locator(".door-code svg")).to_be_visible()
    assert await axe(page) == []

    await _join(watched.lesson)
    await page.clock.run_for(SOON)

    await expect(page.locator("#live")).to_contain_text("Phone 1 has joined.")
    await expect(page.locator(".door-code svg")).to_be_hidden()


async def _join(lesson: Lesson) -> None:
    """A phone comes in by the invitation that was made last."""
    last = await DoorInvitation.filter(centre_id=lesson.centre_id).order_by("-id").first()
    phone = await (await at_door(lesson)).row()
    assert last
    await DoorPhone.filter(id=phone.id).update(invitation_id=last.id)
