"""A feed: the calendar's head, the time zone of Japan, and the events of its classes."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from outreach.calendars import event
from outreach.calendars.event import Happening
from outreach.calendars.folding import END, folded, plain
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons import Brief, Lesson

if TYPE_CHECKING:
    from icalendar import Component

REFRESH = timedelta(hours=1)
PRODUCT = "-//Outreach//Classes//EN"
_LAST = b"END:VCALENDAR" + END
# Writing an event that is not kept takes some 40 µs: others go first after so many.
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar of classes: its name and language, the page of each class ("" for none), and its own public
    address (RFC 7986 section 5.8), empty where the address is a secret.

    With ``phone`` each event says whom to call. ``is_free`` is for who looks at classes without going to them.
    ``remind`` is how long before each class that is held the calendar reminds of it (RFC 5545 section 3.6.6);
    None: never.
    """

    name: str
    language: str
    page: Callable[[Lesson | Brief], str]
    source: str = ""
    remind: timedelta | None = None
    phone: str = ""
    is_free: bool = False

    def written(self, lessons: Iterable[Lesson | Brief]) -> bytes:
        """The feed as bytes, the same for the same classes.

        The time zone is always there, since a calendar needs at least one component (RFC 5545 section 3.4). The
        calendar has no UID of its own: with one, clients take the whole feed for a single item.
        """
        return self._whole([event.text(self.happening(lesson)) for lesson in lessons])

    async def gathered(self, lessons: Sequence[Lesson | Brief]) -> bytes:
        """The same bytes for many classes; other visitors are answered in between."""
        events: list[bytes] = []
        for first in range(0, len(lessons), _AT_ONCE):
            events += [event.text(self.happening(lesson)) for lesson in lessons[first : first + _AT_ONCE]]
            await asyncio.sleep(0)
        return self._whole(events)

    def _whole(self, events: list[bytes]) -> bytes:
        return b"".join([_head(self.name, self.source), *events, _LAST])

    def happening(self, lesson: Lesson | Brief) -> Happening:
        """What the event of a class says in this feed."""
        page = self.page(lesson)
        return Happening(
            lesson.uid,
            lesson.sequence,
            lesson.changed_at,
            lesson.starts_at,
            lesson.ends_at,
            lesson.status,
            _summary(lesson, self.language),
            _place(lesson, self.language),
            page,
            self._note(lesson, page),
            self.is_free,
            self.remind,
        )

    def _note(self, lesson: Lesson | Brief, page: str) -> str:
        lines = [_sample_words(self.language)] if lesson.is_sample else []
        if self.phone:
            # Some programs do not show an event's URL, so its note has to lead to the page.
            lines += [_phone_words(self.phone, self.language), page]
        return "\n".join(line for line in lines if line)


@lru_cache(maxsize=256)
def _phone_words(phone: str, language: str) -> str:
    # A note in a calendar, above the address of the class's page.
    return _("Sign-up and questions by phone: {phone}", phone=phone).text(language)


@cache
def _sample_words(language: str) -> str:
    return _("Sample data: this class is made up.").text(language)


@lru_cache(maxsize=256)
def _head(name: str, source: str) -> bytes:
    from icalendar import Calendar

    head = Calendar()
    head.add("prodid", PRODUCT)
    head.add("version", "2.0")
    head.add("name", plain(name))
    head.add("x-wr-calname", plain(name))
    head.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", "PT1H")
    if source:
        head.add("source", source, parameters={"VALUE": "URI"})
    return _octets(head).removesuffix(_LAST) + _tokyo()


@cache
def _tokyo() -> bytes:
    from icalendar import Timezone

    return _octets(Timezone.from_tzid("Asia/Tokyo"))


def _octets(component: "Component") -> bytes:
    """A part of a calendar as the library writes and escapes it, folded here."""
    return b"".join(folded(line) for line in component.content_lines() if line)


def _summary(lesson: Lesson | Brief, language: str) -> str:
    title = pick(lesson.course.title, language).text
    # Some programs show a cancelled event like any other, so that its title has to say it.
    return _("Cancelled: {title}", title=title).text(language) if lesson.status == "cancelled" else title


def _place(lesson: Lesson | Brief, language: str) -> str:
    parts = [pick(lesson.centre.name, language).text, lesson.address]
    if lesson.room:
        parts.insert(1, pick(lesson.room.name, language).text)
    return " ".join(part for part in parts if part)
