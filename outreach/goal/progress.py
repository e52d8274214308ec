"""How far a promise is kept: counted from confirmed reports, by fiscal year, with the pace still needed."""

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
_ROWS = (
    "SELECT gc.goal_id, l.id AS lesson_id, l.day, r.attendance, r.held, c.id AS confirmation"
    " FROM goal_courses gc JOIN goals g ON g.id = gc.goal_id JOIN plans p ON p.id = g.plan_id"
    " JOIN courses k ON k.id = gc.course_id AND k.kind = 'class'"
    " JOIN lessons l ON l.course_id = gc.course_id AND l.status = 'published' AND l.day >= p.starts AND l.day <= p.ends"
    " LEFT JOIN reports r ON r.lesson_id = l.id AND r.standing"
    " LEFT JOIN confirmations c ON c.report_id = r.id"
    " WHERE p.city_id = ? ORDER BY l.day, l.id"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One class: ``state`` is ``held`` (it counts), ``open`` (to be reported or confirmed) or ``planned``."""

    lesson_id: int
    day: date
    state: str
    attendance: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """A fiscal year (April to March) of a goal, with its counted and planned classes."""

    year: int
    lessons: tuple[Counted, ...]
    unit: str

    @property
    def held(self) -> int:
        """What counts in this year, in the goal's unit."""
        return sum(_worth(lesson, self.unit) for lesson in self.lessons)

    @property
    def planned(self) -> int:
        """Classes of this year that are still to come."""
        return sum(lesson.state == "planned" for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal as it stands on a day."""

    goal: Goal
    plan: Plan
    years: tuple[YearCount, ...]
    today: date

    @property
    def held(self) -> int:
        """What counts so far, in the goal's unit."""
        return sum(year.held for year in self.years)

    @property
    def planned(self) -> int:
        """Classes still to come."""
        return sum(year.planned for year in self.years)

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
    """All goals of a city's plans, the newest plan first. Three queries, whatever the rows."""
    goals = await Goal.filter(plan__city_id=city_id).select_related("plan").order_by("-plan__starts", "id")
    rows = await sql.rows(_ROWS, city_id)
    today = clock.today()
    return [GoalProgress(goal, goal.plan, _years(goal, rows, today), today) for goal in goals]


def _years(goal: Goal, rows: list[dict[str, Any]], today: date) -> tuple[YearCount, ...]:
    counted = [_counted(row, today) for row in rows if row["goal_id"] == goal.id]
    first, last = fiscal_year(goal.plan.starts), fiscal_year(goal.plan.ends)
    return tuple(
        YearCount(year, tuple(c for c in counted if c and fiscal_year(c.day) == year), goal.unit)
        for year in range(first, last + 1)
    )


def _counted(row: dict[str, Any], today: date) -> Counted | None:
    day = row["day"] if isinstance(row["day"], date) else date.fromisoformat(row["day"])
    if row["confirmation"] is not None:
        return Counted(row["lesson_id"], day, "held", row["attendance"]) if row["held"] else None
    return Counted(row["lesson_id"], day, "open" if day < today else "planned", 0)


def _worth(lesson: Counted, unit: str) -> int:
    if lesson.state != "held":
        return 0
    return lesson.attendance if unit == "attendances" else 1
