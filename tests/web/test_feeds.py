from datetime import timedelta
from typing import Any

from icalendar import Calendar

from outreach import accounts, clock
from outreach.cities import City
from outreach.courses import Course
from tests import world
from tests.browser import Browser, Page


def classes(page: Page) -> list[str]:
    calendar = Calendar.from_ical(page.answer.content)
    assert [error for part in calendar.walk() for error in part.errors] == []
    return [str(event["summary"]) for event in calendar.events]


def in_days(number: int) -> dict[str, Any]:
    return {"day": clock.today() + timedelta(days=number)}


async def course(slug: str, city: City | None = None, **over: str) -> Course:
    return await world.course(city, slug, title={"ja": slug}, **over)


async def feed_of(role: str, login: str = "", city: City | None = None) -> str:
    return await accounts.new_feed(by=await world.staff(city, role, login))


async def test_city_shows_coming_classes_and_those_of_the_last_thirty_days(browser: Browser) -> None:
    for slug, days in (("coming", 60), ("recent", -30), ("old", -31)):
        await world.lesson(course=await course(slug), **in_days(days))
    page = await browser.open("/morioka/calendar.ics")
    assert classes(page) == ["recent", "coming"]
    assert page.answer.headers["content-type"] == "text/calendar; charset=utf-8"


async def test_city_shows_neither_drafts_nor_staff_training_nor_another_city(browser: Browser) -> None:
    await world.lesson(course=await course("draft"), status="draft")
    await world.lesson(course=await course("staff", audience="staff"))
    await world.lesson(await world.tomi())
    assert classes(await browser.open("/morioka/calendar.ics")) == []


async def test_city_answers_that_nothing_changed(browser: Browser) -> None:
    lesson = await world.lesson()
    first = await browser.open("/morioka/calendar.ics")
    mark = {"If-None-Match": first.answer.headers["etag"]}
    assert (await browser.send("GET", "/morioka/calendar.ics", mark)).status == 304
    lesson.sequence += 1
    await lesson.save()
    assert (await browser.send("GET", "/morioka/calendar.ics", mark)).status == 200


async def test_city_leads_to_the_pages_of_the_public_address(browser: Browser) -> None:
    lesson = await world.lesson()
    [event] = Calendar.from_ical((await browser.open("/morioka/en/calendar.ics")).answer.content).events
    assert event["url"] == f"http://127.0.0.1:8000/morioka/en/classes/{lesson.id}"
    assert event["summary"] == "Your first smartphone"


async def test_lesson_gives_one_class_to_a_calendar(browser: Browser) -> None:
    lesson = await world.lesson()
    await world.lesson(course=await course("other"))
    page = await browser.open(f"/morioka/classes/{lesson.id}/class.ics")
    assert classes(page) == ["はじめてのスマートフォン"]


async def test_lesson_is_not_found_for_drafts_and_in_another_city(browser: Browser) -> None:
    await world.tomi()
    draft, lesson = await world.lesson(status="draft"), await world.lesson()
    assert (await browser.open(f"/morioka/classes/{draft.id}/class.ics")).status == 404
    assert (await browser.open(f"/tomi/classes/{lesson.id}/class.ics")).status == 404


async def test_personal_shows_a_coordinator_all_classes_drafts_too(browser: Browser) -> None:
    await world.lesson(course=await course("draft"), status="draft", **in_days(400))
    await world.lesson(course=await course("staff", audience="staff"), **in_days(-30))
    await world.lesson(course=await course("old"), **in_days(-31))
    await world.lesson(course=await course("far"), **in_days(401))
    await world.lesson(await world.tomi(), course=await course("foreign", await world.tomi()))
    page = await browser.open(f"/morioka/feeds/{await feed_of('coordinator')}.ics")
    assert classes(page) == ["staff", "draft"]


async def test_personal_shows_an_instructor_her_own_classes(browser: Browser) -> None:
    ito, abe = await world.instructor(login="ito"), await world.instructor(login="abe")
    await world.lesson(course=await course("later"), instructor=ito, **in_days(9))
    await world.lesson(course=await course("sooner"), instructor=ito, **in_days(2))
    await world.lesson(course=await course("of-abe"), instructor=abe)
    page = await browser.open(f"/morioka/feeds/{await feed_of('instructor', 'ito')}.ics")
    assert classes(page) == ["sooner", "later"]


async def test_personal_stays_out_of_caches_referrers_and_search_engines(browser: Browser) -> None:
    await world.lesson()
    page = await browser.open(f"/morioka/feeds/{await feed_of('coordinator')}.ics")
    headers = page.answer.headers
    assert headers["cache-control"].startswith("private")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    again = await browser.send("GET", page.path, {"If-None-Match": headers["etag"]})
    assert (again.status, again.answer.content) == (304, b"")
    assert again.answer.headers["cache-control"] == headers["cache-control"]


async def test_personal_does_not_carry_its_secret(browser: Browser) -> None:
    await world.lesson()
    secret = await feed_of("coordinator")
    page = await browser.open(f"/morioka/feeds/{secret}.ics")
    assert secret.encode() not in page.answer.content.replace(b"\r\n ", b"")


async def test_personal_opens_for_no_forged_ended_or_foreign_address(browser: Browser) -> None:
    await world.tomi()
    old = await feed_of("coordinator")
    new = await feed_of("coordinator")
    for path in ("/morioka/feeds/forged.ics", f"/morioka/feeds/{old}.ics", f"/tomi/feeds/{new}.ics"):
        assert (await browser.open(path)).status == 404
    assert (await browser.open(f"/morioka/feeds/{new}.ics")).status == 200
