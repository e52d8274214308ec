"""The calendar of one week: days beside each other, half-hours below each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from starlette.responses import Response

from outreach import clock
from outreach.clock import TOKYO
from outreach.i18n import Phrase
from outreach.i18n.words import fiscal_year, fiscal_year_words
from outreach.lessons import Lesson
from outreach.lessons.choosing import chosen
from outreach.venues import holidays
from outreach.web.guard import Entry
from outreach.web.office import marks
from outreach.web.office.asked import answers, asked, day_of
from outreach.web.office.marks import Hall
from outreach.web.visit import Visit

WEEK = timedelta(days=7)
LAST = timedelta(days=6)
USUAL = (18, 34)  # from 9 to 17 o'clock, in half-hours since midnight


@dataclass(frozen=True, slots=True)
class Heading:
    """One day of the week: the holiday on it, and why the chosen centre is closed."""

    day: date
    holiday: Phrase | None
    closed: Phrase | None


@dataclass(frozen=True, slots=True)
class Row:
    """Half an hour of the whole week: the classes that begin in it, day by day."""

    at: time
    cells: Sequence[Sequence[Lesson]]


async def week(visit: Visit) -> Response:
    """The classes of one week, drafts too, with their clashes."""
    first = monday(day_of(visit, "day"))
    last = first + LAST
    ask = asked(visit)
    choice = ask.choice(first, last)
    lessons = await chosen(visit.city.id, choice)
    found = await marks.halls(visit.city.id, [choice.centre_id], first, last) if choice.centre_id else []
    return visit.render(
        "office/week.html",
        **await answers(ask),
        **around(visit, first),
        headings=[_heading(first + timedelta(days=n), found) for n in range(7)],
        rows=_rows(first, lessons),
        total=len(lessons),
        clashing=await marks.clashing(visit.city.id, lessons),
        lessons=lessons,
    )


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def around(visit: Visit, first: date) -> dict[str, Any]:
    """What every view of a week says about it: its days, its fiscal year, the weeks before and after."""
    return {
        "first": first,
        "last": first + LAST,
        "today": clock.today(),
        "fiscal_year": fiscal_year_words(fiscal_year(first), visit.language),
        "before": (first - WEEK).isoformat(),
        "after": (first + WEEK).isoformat(),
    }


def _heading(day: date, halls: Sequence[Hall]) -> Heading:
    shut = halls[0].closed(day) if halls else None
    return Heading(day, holidays.name(day), shut.why if shut else None)


def _rows(first: date, lessons: Sequence[Lesson]) -> list[Row]:
    by_cell: dict[tuple[int, int], list[Lesson]] = {}
    for lesson in lessons:
        by_cell.setdefault((_half_hour(lesson), (lesson.day - first).days), []).append(lesson)
    begin = min([USUAL[0], *(half for half, _day in by_cell)])
    end = max([USUAL[1], *(half + 1 for half, _day in by_cell)])
    return [Row(time(n // 2, n % 2 * 30), [by_cell.get((n, d), []) for d in range(7)]) for n in range(begin, end)]


def _half_hour(lesson: Lesson) -> int:
    at = lesson.starts_at.astimezone(TOKYO)
    return at.hour * 2 + at.minute // 30


entries: list[Entry] = [
    Entry("/classes/week", week),
]
