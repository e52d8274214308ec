"""Feeds as calendars poll them: one list of classes each, unchanged while nothing changes, another at every change."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from outreach import clock, courses, venues
from outreach.audit import SYSTEM
from outreach.calendars import event
from outreach.courses import Facts
from outreach.lessons import Lesson, publish
from outreach.web.stored import Stored
from tests import world
from tests.browser import Browser, Page
from tests.changes.changing import OFF, change, moved
from tests.queries import counted

FEED = "/morioka/calendar.ics"
Act = Callable[[Lesson], Awaitable[object]]


def titles(page: Page) -> list[str]:
    assert page.status == 200
    calendar = Calendar.from_ical(page.answer.content)
    assert [error for part in calendar.walk() for error in part.errors] == []
    return [str(one["summary"]) for one in calendar.events]


async def rename_course(lesson: Lesson) -> None:
    facts = Facts({"ja": "電話のきほん"}, lesson.course.description, lesson.course.bring)
    await courses.change(lesson.course, facts, by=await world.staff())


async def rename_centre(lesson: Lesson) -> None:
    await venues.change_centre(lesson.centre, venues.clean_centre({"name_ja": "中央会館"}, "019"), by=SYSTEM)


ACTS: dict[str, Act] = {
    "moved": lambda lesson: change(lesson, wanted=moved()),
    "cancelled": lambda lesson: change(lesson, wanted=OFF),
    "withdrawn": lambda lesson: Lesson.filter(id=lesson.id).update(status="draft"),
    "one more": lambda lesson: world.lesson(day=lesson.day + timedelta(days=3)),
    "its course renamed": rename_course,
    "its centre renamed": rename_centre,
    "the city's telephone": lambda lesson: type(lesson.city).filter(id=lesson.city_id).update(phone="019-600-7777"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
async def test_every_change_changes_the_mark_and_nothing_else_does(browser: Browser, act: Act) -> None:
    lesson = await world.lesson(day=world.working_day())
    lesson.city = await world.morioka()
    first = await browser.open(FEED)
    event.text.cache_clear()  # as after a restart
    again = await browser.open(FEED)
    assert again.answer.content == first.answer.content
    mark = {"If-None-Match": f'"other", {first.answer.headers["etag"]}'}
    unchanged = await browser.send("GET", FEED, mark)
    assert (unchanged.status, unchanged.answer.content) == (304, b"")

    await act(lesson)

    changed = await browser.send("GET", FEED, mark)
    assert changed.status == 200
    assert changed.answer.headers["etag"] != first.answer.headers["etag"]


async def test_a_sign_up_changes_nothing_in_a_calendar(browser: Browser) -> None:
    lesson = await world.lesson()
    first = await browser.open(FEED)
    await world.seat(lesson)
    assert (await browser.open(FEED)).answer.content == first.answer.content


async def test_centre_and_course_have_their_own_classes_only(browser: Browser) -> None:
    west, maps = await world.centre(key="west"), await world.course(slug="maps", title={"ja": "地図"})
    here, there, other = await world.lesson(), await world.lesson(centre=west), await world.lesson(course=maps)
    assert len(titles(await browser.open(FEED))) == 3
    assert len(titles(await browser.open(f"/morioka/centres/{here.centre_id}/calendar.ics"))) == 2
    assert len(titles(await browser.open(f"/morioka/centres/{there.centre_id}/calendar.ics"))) == 1
    assert titles(await browser.open(f"/morioka/courses/{other.course_id}/calendar.ics")) == ["地図"]


async def test_centre_and_course_say_whose_classes_they_have_and_where_they_are(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/en/courses/{lesson.course_id}/calendar.ics")
    calendar = Calendar.from_ical(page.answer.content)
    assert calendar["name"] == "Smartphone classes in Morioka: Your first smartphone"
    assert calendar["source"] == f"http://127.0.0.1:8000/morioka/en/courses/{lesson.course_id}/calendar.ics"


async def test_what_is_not_for_residents_has_no_feed(browser: Browser) -> None:
    tomi = await world.tomi()
    staff = await world.course(slug="staff", audience="staff")
    advice = await world.course(slug="advice", kind="consultation")
    foreign, place = await world.course(tomi, "foreign"), await world.centre(tomi, "foreign")
    for one in (staff, advice, foreign):
        assert (await browser.open(f"/morioka/courses/{one.id}/calendar.ics")).status == 404
        assert (await browser.open(f"/morioka/courses/{one.id}/calendar")).status == 404
    assert (await browser.open(f"/morioka/centres/{place.id}/calendar.ics")).status == 404
    assert (await browser.open(f"/morioka/centres/{place.id}/calendar")).status == 404


async def test_a_course_of_drafts_is_not_named_until_one_of_its_classes_is_published(browser: Browser) -> None:
    secret = await world.course(slug="secret", title={"ja": "まだ秘密の教室", "en": "Not yet told"})
    draft = await world.lesson(course=secret, status="draft")
    paths = [f"/morioka/{tail}" for tail in (f"courses/{secret.id}/calendar", f"courses/{secret.id}/calendar.ics")]
    for path in [*paths, f"/morioka/classes/{draft.id}", f"/morioka/api/v1/classes/{draft.id}"]:
        assert (await browser.open(path)).status == 404, path
    everywhere = [
        "",
        "classes",
        "en/classes",
        "calendars",
        "calendar.ics",
        "api/v1/classes",
        f"api/v1/classes?course={secret.id}",
        "sitemap.xml",
    ]
    everywhere += [f"centres/{draft.centre_id}/calendar.ics", "en/calendar.ics", "open-data/events.json"]
    for tail in everywhere:
        page = await browser.open(f"/morioka/{tail}")
        assert page.status == 200
        assert "秘密" not in page.answer.text, tail
        assert "Not yet told" not in page.answer.text, tail

    await publish(draft, by=await world.staff())

    for path in paths:
        assert (await browser.open(path)).status == 200, path
    await change(draft, wanted=OFF)
    with time_machine.travel(clock.now() + timedelta(days=90), tick=True):
        for path in paths:
            assert (await browser.open(path)).status == 200, path


async def test_a_cancelled_class_stays_for_thirty_days_with_its_number_and_its_name(browser: Browser) -> None:
    off: dict[str, Any] = {"status": "cancelled", "sequence": 1}
    for days in (-30, -31):
        await world.lesson(day=clock.today() + timedelta(days=days), **off)
    calendar = Calendar.from_ical((await browser.open(FEED)).answer.content)
    [one] = calendar.events
    assert (one["status"], one["sequence"], one["summary"]) == ("CANCELLED", 1, "【中止】はじめてのスマートフォン")


async def test_public_events_take_up_nobodys_time_ring_nothing_and_say_whom_to_call(browser: Browser) -> None:
    lesson = await world.lesson()
    [one] = Calendar.from_ical((await browser.open(FEED)).answer.content).events
    assert one["transp"] == "TRANSPARENT"
    assert one.walk("VALARM") == []
    assert "019-600-0000" in str(one["description"])
    assert str(one["description"]).endswith(f"/morioka/classes/{lesson.id}")
    assert "organizer" not in one
    assert "attendee" not in one


async def test_a_made_up_class_says_so(browser: Browser) -> None:
    await world.lesson()
    await world.lesson(is_sample=False)
    made_up, real = Calendar.from_ical((await browser.open(FEED)).answer.content).events
    assert str(made_up["description"]).startswith("見本のデータ")
    assert "見本" not in str(real["description"])


async def test_a_change_costs_one_event_and_not_the_feed(browser: Browser) -> None:
    lessons = [await world.lesson(day=clock.today() + timedelta(days=n)) for n in range(1, 9)]
    await browser.open(FEED)
    before = event.text.cache_info().misses
    lessons[3].sequence += 1
    await lessons[3].save()
    await browser.open(FEED)
    assert event.text.cache_info().misses == before + 1


async def test_a_feed_asks_as_often_for_many_classes_as_for_few(browser: Browser) -> None:
    asked: list[int] = []
    for day in (1, 2, 3, 4, 5):
        await world.lesson(day=clock.today() + timedelta(days=day))
        with counted() as queries:
            await browser.open(FEED)
        asked.append(len(queries))
    assert len(set(asked)) == 1


async def test_two_hundred_calendars_at_once_are_one_feed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    keep = Stored._keep

    def remember(self: Stored, key: Any, answer: Any, began: float) -> Any:
        made.append(key[0])
        return keep(self, key, answer, began)

    monkeypatch.setattr(Stored, "_keep", remember)
    await world.lesson()
    browser = Browser(world.app(stored_seconds=60), inspecting=False)
    first = await browser.open(FEED)
    mark = {"If-None-Match": first.answer.headers["etag"]}
    polled = await asyncio.gather(*(browser.send("GET", FEED, mark if n % 2 else {}) for n in range(200)))
    assert [page.status for page in polled] == [200, 304] * 100
    assert made == [FEED]
