"""A class as the public lists show it: when, what, where, and whether a seat is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outreach import clock, lessons
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.lessons import Lesson
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Card:
    """What parts/lesson.html draws; title and place are the city's texts by language."""

    title: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    place: dict[str, str]
    status: str
    left: int
    href: str
    note: str | None = None


def cards(visit: Visit, found: Iterable[Lesson]) -> list[Card]:
    """The classes as cards, each leading to its page."""
    return [card(visit, lesson) for lesson in found]


def card(visit: Visit, lesson: Lesson) -> Card:
    """One class as a card."""
    href = visit.url("public:lesson", lesson_id=lesson.id)
    title, place = lesson.course.title, lesson.centre.name
    word, left, note = seats_word(lesson), lesson.seats_left, _part(lesson)
    said = note.text(visit.language) if note else None
    return Card(title, lesson.starts_at, lesson.ends_at, place, word, left, href, said)


def _part(lesson: Lesson) -> Phrase | None:
    """What a list says of a class that belongs to a series."""
    part = lesson.part
    if part is None or part.count == 1:
        return None
    if part.is_all:
        return _n("{n} class, one sign-up", "{n} classes, one sign-up", part.count)
    return _("part {number} of {count}", number=part.number, count=part.count)


def seats_word(lesson: Lesson) -> str:
    """How the class stands for somebody who wants to come: open, waiting, lottery, soon, closed or cancelled."""
    if lesson.status == "cancelled":
        return "cancelled"
    if clock.now() < lesson.intake_opens_at:
        return "soon"
    if not lessons.open_now(lesson):
        return "closed"
    if lesson.lots_open:
        return "lottery"
    return "open" if lesson.seats_left else "waiting"


async def shown_lesson(visit: Visit) -> Lesson:
    """The class that the path names; raises Mistake 404 where the public may not see it."""
    lesson = await lessons.shown(visit.city.id, visit.path("lesson_id"))
    if lesson is None:
        raise Mistake(404)
    return lesson
