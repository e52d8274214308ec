"""Consultation hours (相談): the free times, place by place and day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from outreach import lessons
from outreach.lessons import Lesson
from outreach.web.public.cards import seats_word
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Hours:
    """The slots of one course on one day at one place; ``free`` can be booked now."""

    first: Lesson
    free: tuple[Lesson, ...]
    soon: bool


async def consultations(visit: Visit) -> Response:
    """All coming consultation hours; a fixed number of queries."""
    coming = await lessons.coming(visit.city.id, kind="consultation")
    return visit.render("public/consultations.html", hours=together(coming))


def together(coming: Iterable[Lesson]) -> list[Hours]:
    """The slots of each day, course and place under one heading, by day."""

    def place(lesson: Lesson) -> tuple[str, int, int]:
        return lesson.day.isoformat(), lesson.course_id, lesson.centre_id

    return [_hours(list(slots)) for _key, slots in groupby(sorted(coming, key=place), key=place)]


def _hours(slots: list[Lesson]) -> Hours:
    by_time = sorted(slots, key=lambda one: one.starts_at)
    free = tuple(one for one in by_time if seats_word(one) == "open")
    return Hours(by_time[0], free, soon=any(seats_word(one) == "soon" for one in by_time))
