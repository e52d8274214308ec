"""A helper's own page: by her secret alone she sees, takes and gives back; her calendar shows it."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from outreach import clock, goal, helpers
from outreach.audit import SYSTEM, AuditEntry
from outreach.helpers import Helper
from outreach.lessons import Lesson, Shift, shifts
from tests import world
from tests.browser import Browser, Page

pytestmark = pytest.mark.usefixtures("database")


async def page_of(helper: Helper, browser: Browser | None = None) -> tuple[Page, str]:
    """Her page, and its path."""
    path = f"/morioka/en/H/{await helpers.new_key(helper, by=SYSTEM)}"
    return await (browser or await world.visitor()).open(path), path


async def test_she_takes_a_class_and_gives_it_back_without_an_account() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    page, path = await page_of(who)
    assert "1 place is open" in page.text
    assert "愛宕町14-1" in page.text

    page = await page.form("I will help here").submit()

    assert page.path == path
    assert "You will help" in page.text
    assert "I will help here" not in page.text
    assert (await Shift.get()).lesson_id == lesson.id
    page = await page.form("I cannot come after all").submit()
    assert "You have taken nothing yet." in page.text
    assert not await Shift.filter(standing=True).exists()


async def test_pressing_twice_changes_nothing() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    page, path = await page_of(who)
    browser = page.browser
    for _ in range(2):
        assert (await browser.post(f"{path}/take", {"lesson_id": str(lesson.id)})).status == 200
    assert await Shift.filter(standing=True).count() == 1
    for _ in range(2):
        assert (await browser.post(f"{path}/give-back", {"lesson_id": str(lesson.id)})).status == 200
    assert await Shift.all().count() == 1


async def test_looking_writes_nothing() -> None:
    await world.lesson(helpers_wanted=1)
    page, path = await page_of(await world.helper())
    before = await AuditEntry.all().count()
    answer = await page.browser.open(path)
    assert await AuditEntry.all().count() == before
    assert "set-cookie" not in answer.answer.headers
    assert (answer.answer.headers["cache-control"], answer.answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert answer.answer.headers["referrer-policy"] == "same-origin"


async def test_who_comes_too_late_is_told_kindly() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    page, _path = await page_of(who)
    await shifts.take(lesson, await world.helper(name="別 人", kana="ベツ ジン"), "assistant", by=SYSTEM)

    page = await page.form("I will help here").submit()

    assert page.status == 422
    assert page.errors == ["Somebody else was quicker: enough people help in this class now. Thank you!"]


async def test_a_class_that_began_cannot_be_given_back_here() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    await shifts.take(lesson, who, "assistant", by=SYSTEM)
    page, _path = await page_of(who)
    await Lesson.filter(id=lesson.id).update(starts_at=clock.now() - timedelta(minutes=1))

    page = await page.form("I cannot come after all").submit()

    assert page.errors == ["This class has begun. Please call us if you cannot come."]
    assert await Shift.filter(standing=True).exists()


async def test_what_fits_her_stands_first_and_languages_that_are_wanted_are_named() -> None:
    who = await world.helper(languages=["ja", "vi"], skills="地図")
    maps = await world.course(slug="maps", title={"ja": "地図の使い方", "en": "Using maps"})
    plain = await world.lesson(helpers_wanted=1, day=clock.today() + timedelta(days=2))
    taught = await world.lesson(helpers_wanted=1, day=clock.today() + timedelta(days=3), course=maps)
    await world.seat(plain, await world.person(language="en"))

    page, _path = await page_of(who)

    assert page.text.index("Using maps") < page.text.index("Your first smartphone")
    assert "You are good at this" in page.text
    assert "Help is wanted in" not in page.text
    await Helper.filter(id=who.id).update(languages=["ja", "en"])
    page, _path = await page_of(who)
    assert "Help is wanted in: English" in page.text
    assert taught.id != plain.id


async def test_a_cancelled_class_is_told_and_is_no_longer_hers() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    await shifts.take(lesson, who, "assistant", by=SYSTEM)
    await Lesson.filter(id=lesson.id).update(status="cancelled")

    page, _path = await page_of(who)

    assert "is cancelled: you need not come." in page.text
    assert "You will help" not in page.text


async def test_her_hours_are_those_of_classes_that_were_held() -> None:
    lesson, who = await world.held_lesson(), await world.helper()
    await shifts.take(lesson, who, "assistant", by=SYSTEM)
    assert "0 classes that were held, 0 h 0 min" in (await page_of(who))[0].text
    await goal.report(lesson, held=True, attendance=3, note="", by=await world.staff())
    assert "1 class that was held, 1 h 30 min" in (await page_of(who))[0].text


async def test_her_calendar_has_her_classes_and_nobodys_name() -> None:
    lesson, who = await world.lesson(helpers_wanted=1), await world.helper()
    await world.lesson(course=await world.course(slug="other"))
    await world.seat(lesson)
    await shifts.take(lesson, who, "assistant", by=SYSTEM)
    page, path = await page_of(who)
    address = next(href for href in page.links().values() if href.endswith(".ics"))
    assert path.rpartition("/")[2] not in address

    feed = await page.browser.open(address.removeprefix("http://127.0.0.1:8000"))

    events = Calendar.from_ical(feed.answer.content).events
    assert [str(event["uid"]) for event in events] == [f"{lesson.uid}@outreach"]
    assert feed.answer.headers["cache-control"].startswith("private")
    text = feed.answer.content.decode()
    assert not [name for name in (who.name, "佐藤", "工藤", address.rpartition("/")[2][:-4]) if name in text]
    await helpers.end_key(who, by=SYSTEM)
    assert (await page.browser.open(feed.path)).status == 404


async def test_forged_ended_and_foreign_addresses_open_nothing() -> None:
    await world.tomi()
    who = await world.helper()
    _page, path = await page_of(who)
    stranger = await world.visitor()
    secret = path.rpartition("/")[2]
    assert (await stranger.open(f"/tomi/H/{secret}")).status == 404
    assert (await stranger.open("/morioka/H/forged")).status == 404
    for deed in ("take", "give-back"):
        assert (await stranger.post("/morioka/H/forged/" + deed, {"lesson_id": "1"})).status == 404
    await helpers.end_key(who, by=SYSTEM)
    assert (await stranger.open(path)).status == 404


async def test_neither_class_nor_shift_of_another_city_can_be_reached() -> None:
    foreign = await world.lesson(await world.tomi(), helpers_wanted=1)
    page, path = await page_of(await world.helper())
    answer = await page.browser.post(f"{path}/take", {"lesson_id": str(foreign.id)})
    assert answer.status == 422
    assert not await Shift.all().exists()
