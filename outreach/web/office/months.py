"""The calendar of one month, as it hangs on a wall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from starlette.responses import Response

from outreach import clock
from outreach.i18n import LANGUAGES, STAFF, Phrase
from outreach.i18n.words import fiscal_year, fiscal_year_words, month_words
from outreach.lessons import Lesson
from outreach.lessons.choosing import first_of_days
from outreach.papers import SIZES
from outreach.venues import holidays
from outreach.web.guard import Entry
from outreach.web.office import marks
from outreach.web.office.asked import answers, asked
from outreach.web.office.marks import Hall
from outreach.web.visit import Visit

MOST_OF_A_DAY = 4
WEEK = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the sheet: what it is called, why the chosen centre is closed, its classes and how many more."""

    day: date
    is_inside: bool
    holiday: Phrase | None
    closed: Phrase | None
    lessons: Sequence[Lesson] = field(default_factory=list)
    more: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say about it in a list."""
        return not (self.lessons or self.holiday or self.closed)


async def classes(visit: Visit) -> Response:
    """The classes of one month, drafts too, with closed days and holidays in words."""
    first = month_of(visit)
    after = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    ask = asked(visit)
    choice = ask.choice(first, after - timedelta(days=1))
    lessons, counts = await first_of_days(visit.city.id, choice, MOST_OF_A_DAY)
    hall = await _chosen_hall(visit, choice.centre_id, first, after)
    year = fiscal_year(first)
    return visit.render(
        "office/classes.html",
        **await answers(ask),
        first=first,
        today=clock.today(),
        month=month_words(first, visit.language),
        fiscal_year=fiscal_year_words(year, visit.language),
        before=f"{before:%Y-%m}",
        after=f"{after:%Y-%m}",
        weeks=_weeks(first, after, _by_day(lessons), counts, hall),
        total=sum(counts.values()),
        hall=hall,
        posters=[(size, size.upper(), tag, LANGUAGES[tag].name) for size in SIZES for tag in STAFF],
    )


def month_of(visit: Visit) -> date:
    """The first day of the month of the query, or of this month."""
    try:
        first = date.fromisoformat(f"{visit.query('month')}-01")
    except ValueError:
        return clock.today().replace(day=1)
    return first if 2000 <= first.year < 2100 else clock.today().replace(day=1)


def last_of(first: date) -> date:
    """The last day of the month that begins on this day."""
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


async def _chosen_hall(visit: Visit, centre_id: int | None, first: date, after: date) -> Hall | None:
    if centre_id is None:
        return None
    found = await marks.halls(visit.city.id, [centre_id], first, after)
    return found[0] if found else None


def _by_day(lessons: Sequence[Lesson]) -> dict[date, list[Lesson]]:
    found: dict[date, list[Lesson]] = {}
    for lesson in lessons:
        found.setdefault(lesson.day, []).append(lesson)
    return found


def _weeks(
    first: date, after: date, lessons: Mapping[date, list[Lesson]], counts: Mapping[date, int], hall: Hall | None
) -> list[list[Cell]]:
    """The weeks from Monday to Sunday that hold the month."""
    start = first - timedelta(days=first.weekday())
    length = (after - start).days
    days = [start + timedelta(days=n) for n in range(length + -length % WEEK)]
    cells = [_cell(day, first, lessons.get(day, []), counts.get(day, 0), hall) for day in days]
    return [cells[n : n + WEEK] for n in range(0, len(cells), WEEK)]


def _cell(day: date, first: date, lessons: list[Lesson], count: int, hall: Hall | None) -> Cell:
    if (day.year, day.month) != (first.year, first.month):
        return Cell(day, is_inside=False, holiday=None, closed=None)
    shut = hall.closed(day) if hall else None
    return Cell(
        day,
        is_inside=True,
        holiday=holidays.name(day),
        closed=shut.why if shut else None,
        lessons=lessons,
        more=count - len(lessons),
    )


entries: list[Entry] = [
    Entry("/classes", classes),
]
