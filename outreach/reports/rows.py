"""The classes from which a report was counted, one to a row and without a person, and how its figures name them."""

from outreach.i18n import Phrase, pick
from outreach.i18n.phrase import phrase as _
from outreach.reports.facts import Class, Facts
from outreach.reports.people import People
from outreach.reports.report import Asked, Cell, Table

COLUMNS: dict[str, Phrase] = {
    "class": _("Class number"),
    "day": _("Date"),
    "month": _("Month"),
    # translators: the heading of a column: whether a class is counted, planned, cancelled …
    "state": _("Standing"),
    "audience": _("Held for"),
    "course": _("Course number"),
    "course_name": _("Course"),
    "centre": _("Centre number"),
    "centre_name": _("Centre"),
    "district": _("District"),
    "department": _("Department number"),
    "cohosts": _("Co-host numbers"),
    "goals": _("Goal numbers"),
    "came": _("People who came"),
    # translators: the heading of a column: whether somebody was checked in at the door of this class
    "door": _("Door list"),
    "lines": _("Lines of the ledger"),
    "sample": _("Sample"),
}
STATES: dict[str, Phrase] = {
    # translators: how a class stands: confirmed by another person, so it counts
    "counted": _("counted"),
    "not_held": _("not held"),
    # translators: how a class stands: its day is over, and it is not reported or not confirmed
    "open": _("not confirmed"),
    "planned": _("planned"),
    "cancelled": _("called off"),
}
AUDIENCES: dict[str, Phrase] = {"residents": _("residents"), "staff": _("the city's staff")}
YES, NO = _("yes"), _("no")
NOTHING = "–"


def source(asked: Asked, **wanted: object) -> str:
    """Which of the rows a figure was counted from, such as ``Standing=counted; Month=2026-05``.

    In a cell with several numbers one of them is enough.
    """
    if not wanted:
        return asked.say(_("all rows"))
    return "; ".join(f"{asked.say(COLUMNS[name])}={_said(name, value, asked)}" for name, value in wanted.items())


def _said(name: str, value: object, asked: Asked) -> str:
    match name:
        case "state":
            return asked.say(STATES[str(value)])
        case "audience":
            return asked.say(AUDIENCES[str(value)])
        case "door":
            return asked.say(YES if value else NO)
        case _:
            return str(value) if value else NOTHING


def rows(facts: Facts, people: People) -> Table:
    """Every class of the period that was published, by its day."""
    asked = facts.asked
    return Table(
        key="rows",
        title=asked.say(_("The classes that were counted from")),
        head=tuple(asked.say(heading) for heading in COLUMNS.values()),
        rows=tuple(_row(one, facts, people) for one in facts.those(lambda _one: True)),
    )


def _row(one: Class, facts: Facts, people: People) -> tuple[Cell, ...]:
    asked, where = facts.asked, facts.where
    cells: dict[str, Cell] = {
        "class": one.id,
        "day": one.day,
        "month": one.month,
        "state": _said("state", one.state, asked),
        "audience": _said("audience", one.audience, asked),
        "course": one.course_id,
        "course_name": pick(where.courses[one.course_id], asked.language).text,
        "centre": one.centre_id,
        "centre_name": pick(where.centres[one.centre_id].name, asked.language).text,
        "district": where.centres[one.centre_id].district or NOTHING,
        "department": one.department_id or NOTHING,
        "cohosts": _several(facts.cohosts.get(one.course_id, ())),
        "goals": _several(facts.goals_of(one)),
        "came": people.who_came("class", one.id) if one.state == "counted" else None,
        "door": _said("door", one.is_checked, asked),
        "lines": _several(one.said.lines),
        "sample": asked.say(YES if one.is_sample else NO),
    }
    return tuple(cells.values())


def _several(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or NOTHING
