"""A helper takes a class from her phone, gives it back and takes it again; once it was held, her hours count."""

import csv
import io
from datetime import datetime, time, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from outreach import clock, db
from outreach.helpers import Helper
from outreach.lessons import Lesson
from tests.drills.server import Server
from tests.journeys.people import PATIENCE, PHONE_SIZE, Person
from tests.journeys.server import Clock

pytestmark = pytest.mark.journey
THUMB = 44  # CSS pixels: WCAG 2.2, 2.5.5


async def _wanting(url: str) -> tuple[Lesson, Helper]:
    """A class in some days that still wants help, and who has not taken it."""
    async with db.connected(url):
        lesson = (
            await Lesson.filter(
                city__slug="morioka", status="published", helpers_wanted=2, day__gt=clock.today() + timedelta(days=1)
            )
            .order_by("starts_at")
            .first()
        )
        assert lesson is not None
        return lesson, await Helper.get(city__slug="morioka", kana="キクチ ソラ")


async def _phone(browser: Browser) -> BrowserContext:
    context = await browser.new_context(locale="ja-JP", viewport=PHONE_SIZE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]  # a plain dict is taken
    context.set_default_timeout(PATIENCE)
    return context


async def _signed_in(browser: Browser, address: str, login: str) -> Person:
    context = await browser.new_context(locale="ja-JP")
    context.set_default_timeout(PATIENCE)
    one = Person(await context.new_page(), address)
    await one.sign_in(login)
    return one


async def _tap(her: Person, lesson: Lesson, words: str) -> None:
    """Press a button of one class's card with a thumb; it is large enough for one."""
    button = her.page.locator(f"#class-{lesson.id}").get_by_role("button", name=words)
    box = await button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= THUMB
    await button.tap()


async def test_a_helper_takes_and_gives_back_a_shift_from_her_phone_and_her_hours_count(
    server: Server, seeded_url: str, hands: Clock, chromium: Browser
) -> None:
    lesson, helper = await _wanting(seeded_url)
    coordinator = await _signed_in(chromium, server.address, "morioka-coordinator")
    await coordinator.open(f"/morioka/en/office/helpers/{helper.id}")
    await coordinator.press("Make a link")
    link = await coordinator.page.locator(".address a").inner_text()
    phone = await _phone(chromium)
    her = Person(await phone.new_page(), server.address)

    await her.open(link)
    await _tap(her, lesson, "I will help here")
    await her.reads("You will help")
    await coordinator.open(f"/morioka/en/office/classes/{lesson.id}/helpers")
    await coordinator.reads(helper.name)

    await _tap(her, lesson, "I cannot come after all")
    await expect(her.page.locator(f"#class-{lesson.id}").get_by_role("button", name="I will help here")).to_be_visible()
    await coordinator.page.reload()
    await expect(coordinator.page.locator("main ul")).not_to_contain_text(helper.name)

    await _tap(her, lesson, "I will help here")
    await her.reads("You will help")
    assert await her.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await phone.cookies() == []

    await _held(coordinator, lesson, hands)
    assert [helper.name, "90"] in await _exported(coordinator, lesson)
    await her.open(link)
    await her.reads("%(num)s class that was held, %(length)s")
    await phone.close()


async def _held(her: Person, lesson: Lesson, hands: Clock) -> None:
    """After the class the coordinator reports it held."""
    hands.turn_to(datetime.combine(lesson.day, time(18, 0), tzinfo=clock.TOKYO))
    await her.sign_in("morioka-coordinator")
    await her.open(f"/morioka/en/office/classes/{lesson.id}/report")
    await her.write("attendance", "3")
    await her.press("Report this class")
    await her.reads("Reported. Another person, the coordinator, confirms it.")


async def _exported(her: Person, lesson: Lesson) -> list[list[str]]:
    """Name and minutes of everybody who helped that day, as the download has them."""
    answer = await her.page.context.request.get(
        f"{her.address}/morioka/en/office/helpers/hours.csv?month={lesson.day:%Y-%m}"
    )
    text = (await answer.body()).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return [[row["Name"], row["Minutes"]] for row in rows if row["Date"] == lesson.day.isoformat()]
