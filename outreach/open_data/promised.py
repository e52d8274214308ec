"""Goals that count people, as the public may see them: by fiscal years that are over, small numbers hidden."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from outreach import clock
from outreach.db import sql
from outreach.goal import GoalProgress, YearCount
from outreach.goal.progress import Settled
from outreach.goal.reach import ReachYear
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.open_data import beside
from outreach.open_data.beside import RESIDENTS, STAFF, Held
from outreach.open_data.reach import SETTLED
from outreach.open_data.results import NO_DISTRICT
from outreach.open_data.suppression import is_small

# docs/counting-rule.md; training for staff stands in no results, but a goal may count it.
_CLASSES = (
    "SELECT l.id, l.day, k.audience, c.district, r.held, r.attendance, f.id AS signed,"
    " EXISTS (SELECT 1 FROM corrections x JOIN reports y ON y.id = x.report_id"
    " WHERE y.lesson_id = l.id AND x.settled = 'confirmed') AS corrected FROM lessons l"
    " JOIN centres c ON c.id = l.centre_id JOIN courses k ON k.id = l.course_id AND k.kind = 'class'"
    " LEFT JOIN reports r ON r.lesson_id = l.id AND r.standing LEFT JOIN confirmations f ON f.report_id = r.id"
    " WHERE l.city_id = ? AND l.status = 'published' AND l.day <= ? ORDER BY l.day, l.id"
)
Told = Mapping[int, Collection[int]]


async def in_public(city_id: int, found: Sequence[GoalProgress]) -> list[GoalProgress]:
    """The goals with what may be told of them; those that count classes tell everything.

    A running year says nothing: its numbers of yesterday and today would tell who came in between.
    """
    counting = [one for one in found if one.goal.unit != "classes"]
    told = await _told(city_id, counting) if counting else {}
    return [one if one.goal.unit == "classes" else _settled(one, told) for one in found]


async def _told(city_id: int, found: Sequence[GoalProgress]) -> Told:
    """By fiscal year the goals that may be told. Where each came once, different people are the attendances: so a goal
    in people is told only where the attendances of its classes may be.
    """
    first = _first([one for one in found if one.goal.unit == "people"])
    counted = [
        (one.goal.id, lesson.lesson_id)
        for one in found
        for year in one.years
        for lesson in year.lessons
        if one.goal.unit == "attendances" or first.get(year.year, (0, year))[0] == one.goal.id
    ]
    safe = await _beside(city_id, counted)
    reached = await _reached(city_id) if first else {}
    told: dict[int, set[int]] = {}
    for one, year in ((goal, year) for goal in found for year in filter(_has_been, goal.years)):
        is_alone_safe = one.goal.unit == "attendances" or not _tells(year, reached)
        if is_alone_safe and one.goal.id in safe.get(year.year, ()):
            told.setdefault(year.year, set()).add(one.goal.id)
    return told


def _is_settled(year: int) -> bool:
    return clock.today() >= fiscal_year_days(year)[1] + SETTLED


async def _beside(city_id: int, counted: Iterable[tuple[int, int]]) -> Told:
    """By fiscal year the goals whose attendances may be told: once each class of the year is confirmed, as the results
    are too. ``counted`` has a goal and a class that it counts.
    """
    goals: dict[int, set[int]] = {}
    for goal, lesson in counted:
        goals.setdefault(lesson, set()).add(goal)
    years: dict[int, list[Held]] = {}
    waiting: set[int] = set()
    for row in await sql.rows(_CLASSES, city_id, clock.today()):
        day, of = sql.day(row["day"]), frozenset(goals.get(row["id"], ()))
        audience = RESIDENTS if row["audience"] == "residents" else STAFF
        if not of and audience == STAFF:
            continue
        if row["signed"] is None:
            waiting.add(fiscal_year(day))
        elif row["held"]:
            district, was_corrected = row["district"] or NO_DISTRICT, bool(row["corrected"])
            held = Held(f"{day:%Y-%m}", district, audience, row["attendance"], of, was_corrected)
            years.setdefault(fiscal_year(day), []).append(held)
    settled = [year for year in years if _is_settled(year) and year not in waiting]
    return {year: beside.told(tuple(years[year])) for year in settled}


async def _reached(city_id: int) -> Mapping[int, int | None]:
    rows = await ReachYear.filter(city_id=city_id)
    return {row.year: row.figures["total"][0][0] if row.figures["total"] else 0 for row in rows}


def _first(found: Sequence[GoalProgress]) -> dict[int, tuple[int, YearCount]]:
    """Of the goals in people the one of each year that may be told: the one made first.

    Who came for two goals is counted in both, so that two numbers would tell of who came for one alone.
    """
    first: dict[int, tuple[int, YearCount]] = {}
    for one in sorted(found, key=lambda one: one.goal.id):
        for year in filter(_has_been, one.years):
            first.setdefault(year.year, (one.goal.id, year))
    return first


def _tells(year: YearCount, reached: Mapping[int, int | None]) -> bool:
    """Whether its number, or what it leaves of a number that is published elsewhere, is that of a few people."""
    whole = reached.get(year.year, year.held)
    is_next = year.year not in reached and year.year + 1 == fiscal_year(clock.today())
    if whole is None or is_next:  # who was reached is still to be published, and would not look back at it
        return True
    rests = (whole - year.held, year.held - year.newcomers)
    return any(is_small(number) for number in (year.held, year.newcomers, *rests))


def _settled(progress: GoalProgress, told: Told) -> GoalProgress:
    over = [year.year for year in progress.years if _is_settled(year.year)]
    hidden = {
        year.year
        for year in filter(_has_been, progress.years)
        if year.year in over and progress.goal.id not in told.get(year.year, ())
    }
    shown = [year if year.year in over and year.year not in hidden else _without(year) for year in progress.years]
    until = fiscal_year_days(over[-1])[1] if over else None
    return replace(progress, years=tuple(shown), settled=Settled(until, frozenset(hidden)))


def _has_been(year: YearCount) -> bool:
    """Whether a class of it is over; where none is, there is nothing to tell."""
    return any(lesson.state != "planned" for lesson in year.lessons)


def _without(year: YearCount) -> YearCount:
    """The same year with its classes, but with nobody in them."""
    return replace(year, lessons=tuple(replace(one, attendance=0) for one in year.lessons), people=0, newcomers=0)
