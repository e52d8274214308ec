"""How far a promise is kept: counted from confirmed reports, by fiscal year, with the pace still needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach import clock
from outreach.db import sql
from outreach.goal.rows import Goal, Plan
from outreach.i18n.words import fiscal_year

MONTHS = 12
# docs/counting-rule.md: held, reported, confirmed by another person, with somebody present or a reason. No goal can
# name a consultation; where one does all the same, this is the second wall.
_COUNTED = (
    " FROM goal_courses gc JOIN goals g ON g.id = gc.goal_id JOIN plans p ON p.id = g.plan_id"
    " JOIN courses k ON k.id = gc.course_id AND k.kind = 'class'"
    " JOIN lessons l ON l.course_id = gc.course_id AND l.status = 'published' AND l.day >= p.starts AND l.day <= p.ends"
)
_ROWS = (
    "SELECT gc.goal_id, l.id AS lesson_id, l.day, l.course_id, l.centre_id,"
    " COALESCE(l.department_id, k.department_id) AS department_id, r.attendance, r.held, c.id AS confirmation"
    f"{_COUNTED}"
    " LEFT JOIN reports r ON r.lesson_id = l.id AND r.standing"
    " LEFT JOIN confirmations c ON c.report_id = r.id"
    " WHERE p.city_id = ? ORDER BY l.day, l.id"
)
# Both databases write a date as 2026-04-01; before April it is the fiscal year before.
_YEAR = (
    "CAST(substr(CAST(l.day AS TEXT), 1, 4) AS INTEGER)"
    " - CASE WHEN substr(CAST(l.day AS TEXT), 6, 2) < '04' THEN 1 ELSE 0 END"
)
# Who came to a class that counts; two records that were found to be one person's are one, also after her name is gone.
_CAME = (
    f"SELECT gc.goal_id, {_YEAR} AS year, COALESCE(w.merged_into_id, w.id) AS person"
    f"{_COUNTED}"
    " JOIN reports r ON r.lesson_id = l.id AND r.standing AND r.held JOIN confirmations c ON c.report_id = r.id"
    " JOIN arrivals a ON a.lesson_id = l.id AND a.standing JOIN registrations s ON s.id = a.registration_id"
    " JOIN participants w ON w.id = s.participant_id WHERE p.city_id = ? AND g.unit = 'people'"
)
_PEOPLE = (
    f"SELECT goal_id, year, count(DISTINCT person) AS people, 0 AS new FROM ({_CAME}) came GROUP BY goal_id, year"  # noqa: S608 - our own words
    " UNION ALL SELECT goal_id, first, count(*), 1 FROM (SELECT goal_id, person, min(year) AS first"
    f" FROM ({_CAME}) came GROUP BY goal_id, person) firsts GROUP BY goal_id, first"
)
# By goal and fiscal year: how many different people came, and how many of them for the first time.
People = dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One class: ``state`` is ``held`` (it counts), ``open`` (to be reported or confirmed) or ``planned``."""

    lesson_id: int
    day: date
    state: str
    attendance: int
    course_id: int
    centre_id: int
    department_id: int | None

    def worth(self, unit: str) -> int:
        """What it adds to a goal in this unit; nobody can say how many new people came to one class."""
        if self.state != "held":
            return 0
        return self.attendance if unit == "attendances" else 1


@dataclass(frozen=True, slots=True)
class YearCount:
    """A fiscal year (April to March) of a goal, with its counted and planned classes.

    ``people`` is how many different people came in this year, for a goal in people, ``newcomers`` how many of them
    had not come before.
    """

    year: int
    lessons: tuple[Counted, ...]
    unit: str
    people: int = 0
    newcomers: int = 0

    @property
    def held(self) -> int:
        """What counts in this year, in the goal's unit."""
        return self.people if self.unit == "people" else sum(lesson.worth(self.unit) for lesson in self.lessons)

    @property
    def planned(self) -> int:
        """Classes of this year that are still to come."""
        return sum(lesson.state == "planned" for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the public may know of a goal that counts people: years that are over, up to ``until`` (None: none is).

    In the years that are ``hidden`` a number would point at somebody.
    """

    until: date | None
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal as it stands on a day, or, where ``settled`` says so, as the public may see it."""

    goal: Goal
    plan: Plan
    years: tuple[YearCount, ...]
    today: date
    settled: Settled | None = None

    @property
    def held(self) -> int:
        """What counts so far, in the goal's unit. Who comes in two years is one person in each, and one in all."""
        if self.goal.unit == "people":
            return sum(year.newcomers for year in self.years)
        return sum(year.held for year in self.years)

    @property
    def planned(self) -> int:
        """Classes still to come."""
        return sum(year.planned for year in self.years)

    @property
    def unconfirmed(self) -> int:
        """Classes that are over and do not count yet."""
        return sum(lesson.state == "open" for lesson in self.lessons)

    @property
    def lessons(self) -> tuple[Counted, ...]:
        """All its classes, by day."""
        return tuple(lesson for year in self.years for lesson in year.lessons)

    @property
    def is_over(self) -> bool:
        """Whether the plan's period has ended."""
        return self.plan.ends < self.today

    @property
    def has_records(self) -> bool:
        """Whether this system holds any class for the goal; without one, nothing is claimed, not even 0."""
        return not self.is_over or any(year.lessons for year in self.years)

    @property
    def needed(self) -> int | None:
        """How many are still needed; None where the plan sets no number."""
        return None if self.goal.target is None else max(0, self.goal.target - self.held)

    @property
    def months_left(self) -> int:
        """Months of the period that are left, this one included; 0 when it is over."""
        if self.is_over:
            return 0
        first = max(self.today, self.plan.starts)
        return (self.plan.ends.year - first.year) * MONTHS + self.plan.ends.month - first.month + 1

    @property
    def pace(self) -> float | None:
        """How many a month are still needed, to one decimal rounded up; None without a target or when over."""
        if self.needed is None or not self.months_left:
            return None
        return -(-self.needed * 10 // self.months_left) / 10


async def progress(city_id: int) -> list[GoalProgress]:
    """All goals of a city's plans, the newest plan first. Three queries at most, whatever the rows."""
    goals = await Goal.filter(plan__city_id=city_id).select_related("plan").order_by("-plan__starts", "-plan_id", "id")
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in await sql.rows(_ROWS, city_id):
        rows.setdefault(row["goal_id"], []).append(row)
    people = await _people(city_id) if any(goal.unit == "people" for goal in goals) else {}
    today = clock.today()
    return [GoalProgress(goal, goal.plan, _years(goal, rows.get(goal.id, []), people, today), today) for goal in goals]


async def _people(city_id: int) -> People:
    found: People = {}
    for row in await sql.rows(_PEOPLE, city_id, city_id):
        key = (row["goal_id"], row["year"])
        people, newcomers = found.get(key, (0, 0))
        found[key] = (people, row["people"]) if row["new"] else (row["people"], newcomers)
    return found


def _years(goal: Goal, rows: Sequence[dict[str, Any]], people: People, today: date) -> tuple[YearCount, ...]:
    years = range(fiscal_year(goal.plan.starts), fiscal_year(goal.plan.ends) + 1)
    lessons: dict[int, list[Counted]] = {year: [] for year in years}
    for row in rows:
        if counted := _counted(row, today):
            lessons[fiscal_year(counted.day)].append(counted)
    return tuple(
        YearCount(year, tuple(lessons[year]), goal.unit, *people.get((goal.id, year), (0, 0))) for year in years
    )


def _counted(row: dict[str, Any], today: date) -> Counted | None:
    day = sql.day(row["day"])
    where = (row["course_id"], row["centre_id"], row["department_id"])
    if row["confirmation"] is not None:
        return Counted(row["lesson_id"], day, "held", row["attendance"], *where) if row["held"] else None
    return Counted(row["lesson_id"], day, "open" if day < today else "planned", 0, *where)
