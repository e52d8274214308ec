"""A clerk at the desk who touches nothing but her keyboard, and every key that she presses is counted."""

import re
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page, expect

from outreach import db
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.drills.server import Server
from tests.journeys.people import PASSWORD, PATIENCE

MOST_TABS = 60


@dataclass
class Keyboard:
    """Hands on the keys: a chord such as Alt+1 counts as two keys, a text as one key for each sign."""

    page: Page
    pressed: int = 0

    async def type(self, text: str) -> None:
        """Press the keys of a text; kana counts as it would on a kana keyboard."""
        self.pressed += len(text)
        await self.page.keyboard.type(text)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.pressed += len(key.split("+"))
            await self.page.keyboard.press(key)

    async def tab_to(self, selector: str) -> None:
        """Press Tab until this has the focus."""
        for _press in range(MOST_TABS):
            if await self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            await self.press("Tab")
        message = f"the Tab key never reaches {selector}"
        raise AssertionError(message)


async def at_desk(browser: Browser, server: Server, context: BrowserContext | None = None) -> Page:
    """A clerk who has signed in, in Japanese, with the search before her."""
    context = context or await browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    await page.goto(f"{server.address}/morioka/sign-in")
    await page.fill("#field-login", "morioka-clerk")
    await page.fill("#field-password", PASSWORD)
    await page.press("#field-password", "Enter")
    await expect(page).not_to_have_url(re.compile("sign-in"))
    await page.goto(f"{server.address}/morioka/desk")
    await expect(page.locator("#field-q")).to_be_focused()
    return page


async def classes(url: str, *capacities: int) -> list[int]:
    """The only coming classes of Morioka, by time; each has so many seats."""
    async with db.connected(url):
        city = await world.morioka()
        await Lesson.filter(city_id=city.id, status="published").update(status="cancelled")
        day = world.working_day(14)
        made = [await world.lesson(city, day=day, capacity=seats) for seats in capacities]
        return [lesson.id for lesson in made]


async def caller(url: str, **details: str) -> Participant:
    """Somebody on record whose telephone nobody shares."""
    async with db.connected(url):
        known = {"name": "北山 ハナ", "kana": "キタヤマ ハナ", "phone": "019-699-0909"}
        return await world.person(await world.morioka(), **known | details)


async def registrations(url: str, lessons: list[int]) -> list[tuple[str, str]]:
    """Name and status of each registration for these classes, the newest last."""
    async with db.connected(url):
        rows = await Registration.filter(lesson_id__in=lessons).order_by("id").select_related("participant")
        return [(row.participant.name, row.status) for row in rows]
