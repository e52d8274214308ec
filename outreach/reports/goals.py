"""How far each goal of the plans is, as the plan's review asks: in the year, and since its plan began."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outreach.db import sql
from outreach.goal import Goal
from outreach.i18n import Phrase, pick
from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import fiscal_year_days, month_words
from outreach.open_data.suppression import is_small
from outreach.reports.facts import Facts
from outreach.reports.people import People
from outreach.reports.report import Asked, Cell, Mark, Table
from outreach.reports.rows import source

UNITS: dict[str, Phrase] = {
    "classes": _("classes"),
    # translators: the unit of a goal: who comes twice is counted twice (延べ人数)
    "attendances": _("attendances"),
    # translators: the unit of a goal: each person is counted once (実人数)
    "people": _("different people"),
}
_SINCE = (
    "SELECT gc.goal_id, sum(e.classes) AS classes, sum(e.attendances) AS attendances FROM goal_courses gc"
    " JOIN goals g ON g.id = gc.goal_id JOIN plans p ON p.id = g.plan_id"
    " JOIN courses k ON k.id = gc.course_id AND k.kind = 'class'"
    " JOIN ledger_entries e ON e.city_id = p.city_id AND e.course_id = gc.course_id"
    " AND e.kind IN ('confirmed', 'reversed', 'corrected') AND e.day >= p.starts AND e.day <= p.ends"
    " WHERE p.city_id = ? AND e.day <= ? AND e.at < ? GROUP BY gc.goal_id"
)
# Two records that were found to be one person's are one, as they stand when the report is made.
_PEOPLE = (
    "SELECT goal_id, count(DISTINCT person) AS ever, count(DISTINCT CASE WHEN day >= ? THEN person END) AS year"
    " FROM (SELECT gc.goal_id, l.day, COALESCE(w.merged_into_id, w.id) AS person FROM goal_courses gc"
    " JOIN goals g ON g.id = gc.goal_id AND g.unit = 'people' JOIN plans p ON p.id = g.plan_id"
    " JOIN courses k ON k.id = gc.course_id AND k.kind = 'class'"
    " JOIN lessons l ON l.course_id = gc.course_id AND l.day >= p.starts AND l.day <= p.ends"
    " JOIN arrivals a ON a.lesson_id = l.id AND a.at < ? AND (a.standing OR a.undone_at >= ?)"
    " JOIN registrations s ON s.id = a.registration_id JOIN participants w ON w.id = s.participant_id"
    " WHERE p.city_id = ? AND l.day <= ? AND l.id IN (SELECT lesson_id FROM ledger_entries"
    " WHERE city_id = ? AND at < ? GROUP BY lesson_id HAVING sum(classes) > 0)) came GROUP BY goal_id"
)


@dataclass(frozen=True, slots=True)
class Since:
    """What was counted for each goal since its plan began, until the end of the year: by unit; different people, too.

    ``people`` has how many different people came in all, and how many in the year.
    """

    sums: Mapping[int, Mapping[str, int]]
    people: Mapping[int, tuple[int, int]]


async def since(asked: Asked) -> Since:
    """Two queries, whatever the rows."""
    first, last = fiscal_year_days(asked.period.year)
    found = await sql.rows(_SINCE, asked.city.id, last, asked.until)
    values: tuple[Any, ...] = (first, asked.until, asked.until, asked.city.id, last, asked.city.id, asked.until)
    came = await sql.rows(_PEOPLE, *values)
    return Since(
        {row["goal_id"]: {name: int(row[name]) for name in ("classes", "attendances")} for row in found},
        {row["goal_id"]: (row["ever"], row["year"]) for row in came},
    )


def table(facts: Facts, people: People, counted: Since) -> Table:
    """Each goal of a plan that runs in the year."""
    goals = {one.goal_id: one.goal for one in facts.goals}
    say = facts.asked.say
    head = (
        *(_("Goal"), _("Plan period"), _("Unit"), _("Promised"), _("In this fiscal year")),
        *(_("Since the plan began"), _("Still needed"), _("Classes over, not confirmed"), _("Classes still to come")),
    )
    rule = _(
        "Rows that are counted and name the goal: how many they are, or the sum of their people. Different people are"
        " counted once, from the arrivals at the door; those rows name persons and are not in this report."
    )
    return Table(
        key="goals",
        title=say(_("What the plan promises")),
        head=tuple(say(one) for one in head),
        rows=tuple(_row(goal, facts, people, counted) for goal in goals.values()),
        sources=tuple(source(facts.asked, state="counted", goals=goal.id) for goal in goals.values()),
        rule=say(rule),
    )


def _row(goal: Goal, facts: Facts, people: People, counted: Since) -> tuple[Cell, ...]:
    language, say = facts.asked.language, facts.asked.say
    mine = [one for one in facts.classes if goal.id in facts.goals_of(one)]
    of_year, ever = _counts(goal, facts, people, counted)
    needed = ever if goal.target is None or isinstance(ever, Mark) else max(0, goal.target - _number(ever))
    runs = _(
        "{first} to {last}", first=month_words(goal.plan.starts, language), last=month_words(goal.plan.ends, language)
    )
    return (
        pick(goal.name, language).text,
        say(runs),
        say(UNITS[goal.unit]),
        goal.target,
        of_year,
        ever,
        None if goal.target is None else needed,
        sum(one.state == "open" for one in mine),
        sum(one.state == "planned" for one in mine),
    )


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _counts(goal: Goal, facts: Facts, people: People, counted: Since) -> tuple[Cell, Cell]:
    """In the year, and since the plan began until the year's end."""
    if not facts.agreement.agrees:
        return Mark.RECONCILING, Mark.RECONCILING
    sums = counted.sums.get(goal.id, {})
    if goal.unit == "classes":
        year = sum(one.state == "counted" and goal.id in facts.goals_of(one) for one in facts.classes)
        return year, sums.get("classes", 0)
    shown = people.who_came(f"goal:{goal.id}", True)  # noqa: FBT003 - a key
    if isinstance(shown, Mark):
        return shown, shown
    if goal.unit == "attendances":
        return shown, _after(_number(shown), sums.get("attendances", 0))
    ever, year = counted.people.get(goal.id, (0, 0))
    return _hidden(year), _after(year, ever)


def _hidden(count: int) -> Cell:
    return Mark.WITHHELD if is_small(count) else count


def _after(year: int, ever: int) -> Cell:
    """The sum since the plan began; withheld where the years before would be told as few people by it."""
    return Mark.WITHHELD if is_small(year) or is_small(ever) or is_small(ever - year) else ever
