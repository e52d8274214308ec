"""The classes of a period as they were known on a day: what each one counts, by the ledger's lines up to then."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from outreach import clock, goal
from outreach.courses import Cohost
from outreach.db import sql
from outreach.goal import Agreement, GoalCourse, Places
from outreach.i18n.words import fiscal_year_days
from outreach.organisations import Organisation
from outreach.reports.report import Asked

_LESSONS = (
    "SELECT l.id, l.day, l.status, l.course_id, l.centre_id, k.audience, l.is_sample,"
    " COALESCE(l.department_id, k.department_id) AS department_id"
    " FROM lessons l JOIN courses k ON k.id = l.course_id AND k.kind = 'class'"
    " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? AND l.status <> 'draft' ORDER BY l.day, l.id"
)
_LINES = (
    "SELECT seq, kind, lesson_id, classes, attendances, detail FROM ledger_entries"
    " WHERE city_id = ? AND year = ? AND at < ? AND lesson_id IS NOT NULL ORDER BY seq"
)
# Classes in which somebody was checked in, as it was known.
_DOORS = (
    "SELECT DISTINCT a.lesson_id FROM arrivals a JOIN lessons l ON l.id = a.lesson_id"
    " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? AND a.at < ? AND (a.standing OR a.undone_at >= ?)"
)
STATES = ("counted", "not_held", "open", "planned", "cancelled")


@dataclass(frozen=True, slots=True)
class Said:
    """What the ledger says of a class: its sums, the numbers of the lines that say so, and whether it was held.

    ``held`` is what the last report says that was not sent back; None where there is none. ``settled`` where it is
    confirmed.
    """

    classes: int = 0
    attendances: int = 0
    lines: tuple[int, ...] = ()
    held: bool | None = None
    settled: bool = False

    def and_then(self, row: Mapping[str, Any]) -> "Said":
        """The same after one line more."""
        if row["kind"] in ("asked", "dropped"):
            return self
        told = row["kind"] in ("reported", "confirmed", "corrected")
        return Said(
            self.classes + row["classes"],
            self.attendances + row["attendances"],
            (*self.lines, row["seq"]) if row["kind"] not in ("reported", "returned") else self.lines,
            bool(json.loads(row["detail"])["held"]) if told else None if row["kind"] == "returned" else self.held,
            self.settled or row["kind"] in ("confirmed", "corrected"),
        )


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the period: its ``state`` is one of STATES, ``is_checked`` where somebody was checked in."""

    id: int
    day: date
    course_id: int
    centre_id: int
    department_id: int | None
    audience: str
    state: str
    said: Said
    is_checked: bool
    is_sample: bool

    @property
    def month(self) -> str:
        """Such as ``2026-05``."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Facts:
    """A fiscal year's classes, and what their numbers stand for. ``agreement`` is that of the three counts, today."""

    asked: Asked
    classes: tuple[Class, ...]
    said: Mapping[int, Said]
    where: Places
    agreement: Agreement
    organisations: Mapping[int, dict[str, str]]
    cohosts: Mapping[int, tuple[int, ...]]
    goals: tuple[GoalCourse, ...]
    _by_course: dict[int, list[GoalCourse]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.goals:
            self._by_course.setdefault(one.course_id, []).append(one)

    def goals_of(self, one: Class) -> tuple[int, ...]:
        """The goals for which a class counts, or would."""
        named = (gc.goal for gc in self._by_course.get(one.course_id, ()))
        return tuple(sorted(goal.id for goal in named if goal.plan.starts <= one.day <= goal.plan.ends))

    def those(self, which: Callable[[Class], bool]) -> list[Class]:
        """The classes of the asked period of which that is so."""
        first, last = self.asked.period.first, self.asked.period.last
        return [one for one in self.classes if first <= one.day <= last and which(one)]


async def known(asked: Asked) -> Facts:
    """The year of the period that is asked for, as it was known; eleven queries, whatever the rows."""
    city_id, (first, last) = asked.city.id, fiscal_year_days(asked.period.year)
    lessons = await sql.rows(_LESSONS, city_id, first, last)
    said: dict[int, Said] = {}
    for row in await sql.rows(_LINES, city_id, asked.period.year, asked.until):
        said[row["lesson_id"]] = said.get(row["lesson_id"], Said()).and_then(row)
    doors = await sql.rows(_DOORS, city_id, first, last, asked.until, asked.until)
    checked = {row["lesson_id"] for row in doors}
    cohosts: dict[int, tuple[int, ...]] = {}
    for cohost in await Cohost.filter(course__city_id=city_id).order_by("organisation_id"):
        cohosts[cohost.course_id] = (*cohosts.get(cohost.course_id, ()), cohost.organisation_id)
    return Facts(
        asked=asked,
        classes=tuple(_class(row, said.get(row["id"], Said()), row["id"] in checked, asked) for row in lessons),
        said=said,
        where=await goal.places(city_id),
        agreement=await goal.agreement(city_id),
        organisations={one.id: one.name for one in await Organisation.filter(city_id=city_id)},
        cohosts=cohosts,
        goals=tuple(await _goals(city_id, first, last)),
    )


async def _goals(city_id: int, first: date, last: date) -> list[GoalCourse]:
    running = GoalCourse.filter(
        goal__plan__city_id=city_id, goal__plan__starts__lte=last, goal__plan__ends__gte=first, course__kind="class"
    )
    return await running.select_related("goal", "goal__plan").order_by("-goal__plan__starts", "goal_id", "id")


def _class(row: Mapping[str, Any], said: Said, is_checked: bool, asked: Asked) -> Class:  # noqa: FBT001 - a fact
    day = sql.day(row["day"])
    return Class(
        id=row["id"],
        day=day,
        course_id=row["course_id"],
        centre_id=row["centre_id"],
        department_id=row["department_id"],
        audience=row["audience"],
        state=_state(row["status"], said, day, asked.as_of),
        said=said,
        is_checked=is_checked,
        is_sample=bool(row["is_sample"]),
    )


def _state(status: str, said: Said, day: date, as_of: date) -> str:
    """As goal.progress has it: what is confirmed counts or not; the rest is open once its day is over."""
    if status == "cancelled":
        return "cancelled"
    if said.settled:
        return "counted" if said.classes else "not_held"
    # The day of the report is over, unless it is today.
    return "open" if day < min(as_of + timedelta(days=1), clock.today()) else "planned"
