"""Lessons as iCalendar (RFC 5545, RFC 7986): stable, byte-equal while nothing changes, without personal data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from outreach.clock import TOKYO
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons import Lesson

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event, Timezone

REFRESH = timedelta(hours=1)
PRODUCT = "-//Outreach//Classes//EN"
_STATUS = {"published": "CONFIRMED", "cancelled": "CANCELLED", "draft": "TENTATIVE"}  # RFC 5545 section 3.8.1.11


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar of classes: its name and language, the page of each class ("" for none), and its own public
    address (RFC 7986 section 5.8), empty where the address is a secret. ``remind`` is how long before each class that
    is held the calendar reminds of it (RFC 5545 section 3.6.6); None: never.
    """

    name: str
    language: str
    page: Callable[[Lesson], str]
    source: str = ""
    remind: timedelta | None = None

    def written(self, lessons: Iterable[Lesson]) -> bytes:
        """The feed as bytes, the same for the same classes.

        The time zone is always there, since a calendar needs at least one component (RFC 5545 section 3.4). The
        calendar has no UID of its own: with one, clients take the whole feed for a single item.
        """
        feed = _empty(self.name, self.source)
        feed.add_component(_tokyo())
        for lesson in lessons:
            event = _event(lesson, self.language, self.page(lesson))
            if self.remind is not None and lesson.status == "published":
                event.add_component(_alarm(event, self.remind))
            feed.add_component(event)
        return bytes(feed.to_ical())


def _empty(name: str, source: str) -> "Calendar":
    from icalendar import Calendar

    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    if source:
        feed.add("source", source, parameters={"VALUE": "URI"})
    return feed


@cache
def _tokyo() -> "Timezone":
    from icalendar import Timezone

    return Timezone.from_tzid("Asia/Tokyo")


def _event(lesson: Lesson, language: str, page: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{lesson.uid}@outreach")
    event.add("dtstamp", lesson.changed_at)
    event.add("last-modified", lesson.changed_at)
    event.add("sequence", lesson.sequence)
    event.add("dtstart", lesson.starts_at.astimezone(TOKYO))
    event.add("dtend", lesson.ends_at.astimezone(TOKYO))
    event.add("summary", _summary(lesson, language))
    event.add("location", _place(lesson, language))
    if page:
        event.add("url", page)
    event.add("status", _STATUS[lesson.status])
    return event


def _alarm(event: "Event", before: timedelta) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event["summary"])
    alarm.add("trigger", -before)
    return alarm


def _summary(lesson: Lesson, language: str) -> str:
    title = pick(lesson.course.title, language).text
    # Some programs show a cancelled event like any other, so that its title has to say it.
    return _("Cancelled: {title}", title=title).text(language) if lesson.status == "cancelled" else title


def _place(lesson: Lesson, language: str) -> str:
    parts = [pick(lesson.centre.name, language).text, lesson.address]
    if lesson.room:
        parts.insert(1, pick(lesson.room.name, language).text)
    return " ".join(part for part in parts if part)
