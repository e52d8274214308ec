import asyncio
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Alarm, Calendar

from outreach import calendars
from outreach.calendars import Feed
from outreach.lessons import Lesson
from tests import world

LONG = {"ja": "はじめてのスマートフォン、電源の入れ方；文字の打ち方\nと写真" * 3, "en": "Phones, photos; and\nmaps"}


@pytest.fixture
async def lesson(database: str) -> Lesson:
    course = await world.course(title=LONG)
    return await world.lesson(course=course)


def feed(language: str = "ja", **over: Any) -> Feed:
    return Feed("盛岡市のスマートフォン教室", language, lambda one: f"https://classes.example/{one.id}", **over)


def strictly(written: bytes) -> Calendar:
    """The calendar as a reader takes it who forgives nothing."""
    [calendar] = Calendar.from_ical(written, multiple=True)
    assert [error for part in calendar.walk() for error in part.errors] == []
    calendar.validate()  # type: ignore[no-untyped-call]  # the library left it untyped
    return calendar


async def test_a_class_is_an_event_with_its_hours_in_tokyo(lesson: Lesson) -> None:
    [event] = strictly(feed().written([lesson])).events
    assert event.start == lesson.starts_at
    assert event.end == lesson.ends_at
    assert event["dtstart"].params["TZID"] == "Asia/Tokyo"
    assert event["summary"] == LONG["ja"]
    assert event["location"] == "中央公民館 研修室 愛宕町14-1"
    assert event["url"] == f"https://classes.example/{lesson.id}"
    assert event["uid"] == f"{lesson.uid}@outreach"
    assert event["status"] == "CONFIRMED"


async def test_the_feed_speaks_the_readers_language(lesson: Lesson) -> None:
    [event] = strictly(feed("en").written([lesson])).events
    assert event["summary"] == LONG["en"]
    assert str(event["location"]).startswith("Central Community Centre Training room")


async def test_the_feed_does_not_change_while_nothing_changes(lesson: Lesson) -> None:
    assert feed().written([lesson]) == feed().written([lesson])


async def test_a_changed_class_keeps_its_uid_and_says_when_it_changed(lesson: Lesson) -> None:
    before = strictly(feed().written([lesson])).events[0]
    lesson.changed_at += timedelta(hours=1)
    lesson.sequence += 1
    after = strictly(feed().written([lesson])).events[0]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.stamp - before.stamp == timedelta(hours=1)
    assert after.last_modified == after.stamp


async def test_the_calendar_has_no_uid_so_that_clients_see_each_class(lesson: Lesson) -> None:
    assert "uid" not in strictly(feed().written([lesson]))


async def test_clients_are_told_to_look_once_an_hour_and_where(lesson: Lesson) -> None:
    lines = feed(source="https://classes.example/calendar.ics").written([lesson]).split(b"\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert b"X-PUBLISHED-TTL:PT1H" in lines
    assert b"SOURCE;VALUE=URI:https://classes.example/calendar.ics" in lines


async def test_a_secret_address_is_not_written_into_the_feed(lesson: Lesson) -> None:
    assert b"SOURCE" not in feed().written([lesson])


async def test_japanese_lines_are_folded_at_75_octets_and_no_sign_is_cut(lesson: Lesson) -> None:
    lines = feed().written([lesson]).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]
    assert b"\n" not in b"".join(lines)


async def test_the_zone_of_japan_is_described_even_in_an_empty_feed(lesson: Lesson) -> None:
    for lessons in ([], [lesson]):
        [zone] = strictly(feed().written(lessons)).timezones
        assert zone["tzid"] == "Asia/Tokyo"
        assert zone.to_tz().utcoffset(lesson.starts_at.replace(tzinfo=None)) == timedelta(hours=9)


async def test_a_draft_is_tentative_and_has_no_page(lesson: Lesson) -> None:
    lesson.status = "draft"
    [event] = strictly(Feed("教室", "ja", lambda _one: "").written([lesson])).events
    assert event["status"] == "TENTATIVE"
    assert "url" not in event


@pytest.mark.parametrize(("language", "title"), [("ja", "【中止】"), ("en", "Cancelled: ")])
async def test_a_cancelled_class_stays_and_says_so_in_its_status_and_title(
    lesson: Lesson, language: str, title: str
) -> None:
    lesson.status = "cancelled"
    [event] = strictly(feed(language).written([lesson])).events
    assert event["status"] == "CANCELLED"
    assert event["summary"] == f"{title}{LONG[language]}"
    assert event["uid"] == f"{lesson.uid}@outreach"


async def test_control_a_feed_made_by_the_library_alone_has_what_we_avoid(lesson: Lesson) -> None:
    """With the library's own ``Calendar.new`` the traps are open: a UID on the calendar, bytes that change."""
    made = Calendar.new(name="教室", refresh_interval=calendars.REFRESH)
    assert "uid" in made
    assert b"REFRESH-INTERVAL:PT1H" in made.to_ical()
    assert made.to_ical() != Calendar.new(name="教室", refresh_interval=calendars.REFRESH).to_ical()


@pytest.mark.parametrize("remind", [timedelta(days=1), timedelta(hours=3)])
async def test_a_calendar_that_reminds_says_so_once_for_each_class_that_is_held(
    lesson: Lesson, remind: timedelta
) -> None:
    [event] = strictly(feed(remind=remind).written([lesson])).events
    [alarm] = event.walk("VALARM")
    assert isinstance(alarm, Alarm)
    assert (alarm["action"], alarm.TRIGGER) == ("DISPLAY", -remind)
    assert alarm["description"] == LONG["ja"]
    lesson.status = "cancelled"
    [off] = strictly(feed(remind=remind).written([lesson])).events
    assert off.walk("VALARM") == []


async def test_a_feed_that_everybody_subscribes_reminds_nobody(lesson: Lesson) -> None:
    assert b"VALARM" not in feed().written([lesson])


async def test_a_feed_of_many_classes_is_the_same_bytes_and_lets_others_go_first(lesson: Lesson) -> None:
    many = [lesson] * 500
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    visitor = asyncio.create_task(other())
    gathered = await feed().gathered(many)
    visitor.cancel()

    assert gathered == feed().written(many)
    assert turns >= 10
