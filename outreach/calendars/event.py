"""One class as the text of one event, kept: where one class changes, one event is written anew and not the feed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from outreach.calendars.folding import folded, plain
from outreach.clock import TOKYO

# Of 5,000 classes in four languages; an event has some 500 octets.
MOST_KEPT = 20_000
# RFC 5545 section 3.8.1.11
_STATUS = {"published": "CONFIRMED", "cancelled": "CANCELLED", "draft": "TENTATIVE"}
# RFC 5545 section 3.3.11; the backslash first
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_ESCAPED = str.maketrans(_ESCAPES)


class Happening(NamedTuple):
    """All that an event says, in one language. ``stamp`` is when it last changed; empty texts are left out.

    ``is_free`` says that it does not take up the time of who only looks at it (RFC 5545 section 3.8.2.7).
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    title: str
    place: str
    page: str
    note: str
    is_free: bool
    remind: timedelta | None


@lru_cache(maxsize=MOST_KEPT)
def text(of: Happening) -> bytes:
    """The event's octets; they follow from what it says and from nothing else, so they are safe to keep.

    Written line by line: the library takes ten times as long, and a test holds every event against the library's.
    """
    return b"".join(folded(line) for line in _lines(of))


def escaped(value: str) -> str:
    """A text as the value of a property."""
    return plain(value).translate(_ESCAPED)


def _lines(of: Happening) -> Iterator[str]:
    stamp = f"{of.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    title = escaped(of.title)
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{title}"
    yield f"DTSTART;TZID=Asia/Tokyo:{_local(of.starts_at)}"
    yield f"DTEND;TZID=Asia/Tokyo:{_local(of.ends_at)}"
    yield f"DTSTAMP:{stamp}"
    yield f"UID:{of.uid}@outreach"
    yield f"SEQUENCE:{of.sequence}"
    if of.note:
        yield f"DESCRIPTION:{escaped(of.note)}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"LOCATION:{escaped(of.place)}"
    yield f"STATUS:{_STATUS[of.status]}"
    if of.is_free:
        yield "TRANSP:TRANSPARENT"
    if of.page:
        yield f"URL:{of.page}"
    if of.remind is not None and of.status == "published":
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", f"TRIGGER:{_before(of.remind)}")
        yield "END:VALARM"
    yield "END:VEVENT"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%Y%m%dT%H%M%S}"


@lru_cache(maxsize=16)
def _before(how_long: timedelta) -> str:
    from icalendar import vDuration

    written: bytes = vDuration(-how_long).to_ical()  # type: ignore[no-untyped-call]  # the library left it untyped
    return written.decode()
