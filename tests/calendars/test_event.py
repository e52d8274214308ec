from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.calendars.event import Happening, text
from outreach.calendars.folding import plain
from outreach.clock import TOKYO
from tests.calendars.hostile import texts

START = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
PLAIN = Happening(
    "a1b2",
    0,
    START - timedelta(days=9),
    START,
    START + timedelta(minutes=90),
    "published",
    "はじめてのスマートフォン",
    "中央公民館",
    "https://classes.example/morioka/classes/1",
    "電話 019-600-0000",
    is_free=True,
    remind=None,
)
moments = st.datetimes(datetime(2019, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001 - made aware
happenings = st.builds(
    Happening,
    uid=st.text("0123456789abcdef", min_size=32, max_size=32),
    sequence=st.integers(0, 10_000),
    stamp=moments,
    starts_at=moments,
    ends_at=moments,
    status=st.sampled_from(["published", "cancelled", "draft"]),
    title=texts,
    place=texts,
    page=st.sampled_from(["", PLAIN.page, PLAIN.page * 4]),
    note=texts,
    is_free=st.booleans(),
    remind=st.sampled_from([None, timedelta(days=1), timedelta(hours=3), timedelta(minutes=15)]),
)


def by_the_library(of: Happening) -> icalendar.Event:
    """The same event, put together by the library."""
    event = icalendar.Event()
    event.add("uid", f"{of.uid}@outreach")
    event.add("dtstamp", of.stamp)
    event.add("last-modified", of.stamp)
    event.add("sequence", of.sequence)
    event.add("dtstart", of.starts_at.astimezone(TOKYO))
    event.add("dtend", of.ends_at.astimezone(TOKYO))
    event.add("summary", plain(of.title))
    event.add("location", plain(of.place))
    event.add("status", {"published": "CONFIRMED", "cancelled": "CANCELLED", "draft": "TENTATIVE"}[of.status])
    if plain(of.note) or of.note:
        event.add("description", plain(of.note))
    if of.page:
        event.add("url", of.page)
    if of.is_free:
        event.add("transp", "TRANSPARENT")
    if of.remind is not None and of.status == "published":
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain(of.title))
        alarm.add("trigger", -of.remind)
        event.add_component(alarm)
    return event


def lines(octets: bytes) -> list[str]:
    return octets.decode().replace("\r\n ", "").split("\r\n")


@given(happenings)
def test_an_event_says_what_the_librarys_says(of: Happening) -> None:
    # The library takes a backslash and N in a text for the end of a line; what was typed is kept by ours.
    assume(not any("\\N" in plain(one) for one in (of.title, of.place, of.note)))
    assert sorted(lines(text(of))) == sorted(lines(by_the_library(of).to_ical()))


@given(happenings)
def test_a_reader_who_forgives_nothing_finds_what_was_written(of: Happening) -> None:
    event = icalendar.Event.from_ical(text(of))
    assert isinstance(event, icalendar.Event)
    assert [error for part in event.walk() for error in part.errors] == []
    assert (event["summary"], event["location"]) == (plain(of.title), plain(of.place))
    assert event.get("description", "") == plain(of.note)
    assert (event.start, event.end, event.stamp) == (of.starts_at, of.ends_at, of.stamp)
    assert event["sequence"] == of.sequence


@pytest.mark.parametrize(
    "other",
    [
        {"sequence": 1},
        {"stamp": START},
        {"starts_at": START - timedelta(minutes=30)},
        {"ends_at": START + timedelta(minutes=60)},
        {"status": "cancelled"},
        {"status": "draft"},
        {"title": "地図アプリ"},
        {"place": "西部公民館"},
        {"page": ""},
        {"note": ""},
        {"is_free": False},
        {"remind": timedelta(days=1)},
    ],
)
def test_whatever_changes_changes_the_text(other: dict[str, object]) -> None:
    assert text(PLAIN._replace(**other)) != text(PLAIN)  # type: ignore[arg-type]  # each of its own type


def test_a_text_is_written_once_and_kept() -> None:
    text.cache_clear()
    assert text(PLAIN) is text(PLAIN._replace())
    text(PLAIN._replace(sequence=1))
    assert text.cache_info().misses == 2
