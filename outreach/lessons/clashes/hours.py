"""Hours of the day as minutes, and as a sentence lists them."""

from collections.abc import Iterable, Sequence
from datetime import time

from outreach.i18n import Phrase
from outreach.i18n import phrase as _

Span = tuple[int, int]
DAY_MINUTES = 24 * 60


def minute(at: time | str) -> int:
    """Minutes since midnight; ``24:00`` is the end of the day."""
    hour, minutes = (at.hour, at.minute) if isinstance(at, time) else map(int, at.split(":")[:2])
    return hour * 60 + minutes


def in_minutes(spans: Iterable[tuple[time | str, time | str]]) -> list[Span]:
    """Spans of clock times as minutes; one that ends at midnight ends with the day."""
    return [(minute(first), minute(last) or DAY_MINUTES) for first, last in spans]


def within_one(spans: Iterable[tuple[time, time]], wanted: Span) -> bool:
    """Whether one of the spans holds all of the wanted one."""
    return any(first <= wanted[0] and wanted[1] <= last for first, last in in_minutes(spans))


def covered(wanted: Span, spans: Sequence[Span]) -> bool:
    """Whether the spans together hold every minute of the wanted one."""
    reached = wanted[0]
    for first, last in sorted(spans):
        reached = max(reached, last) if first <= reached else reached
    return reached >= wanted[1]


def spans_in_words(spans: Sequence[tuple[time, time]]) -> Phrase:
    """Spans as a sentence lists them: 9 am to 12 noon and 1 pm to 5 pm."""
    first, *more = (_("{starts} to {ends}", starts=one, ends=other) for one, other in spans)
    for span in more:
        first = _("{first} and {second}", first=first, second=span)
    return first
