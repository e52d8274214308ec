"""How many people came, as all reports of a fiscal year may say it: few are withheld, and what would tell them.

One world holds the figures of every report of the year (each class, month, centre, district, course, department,
co-host and goal), so that no report tells what another one of the same day withholds.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from outreach.open_data.suppression import Grouping, Key, Table, suppressed
from outreach.reports.facts import Class, Facts
from outreach.reports.report import Cell, Mark

PLACES = ("class", "audience", "month", "centre", "district", "course", "department", "alone", "listed")
ALWAYS: dict[str, Grouping] = {
    "class": (0,),
    "audience": (1,),
    "month": (1, 2),
    "centre": (1, 3),
    "district": (1, 4),
    "course": (5,),
    "department": (1, 6),
    "alone": (1, 7),
    # Of classes with a list at the door: the seats given less those who did not come would tell these.
    "listed": (1, 8),
    "listed:month": (1, 2, 8),
    "listed:centre": (1, 3, 8),
    "all": (),
}


@dataclass(frozen=True, slots=True)
class People:
    """Counts of people who came, by the name of a table and the key in it."""

    tables: Mapping[str, Table]
    reconciling: bool

    def who_came(self, table: str, *key: Hashable) -> Cell:
        """How many, or what stands in the place of the number; 0 where no class counts."""
        if self.reconciling:
            return Mark.RECONCILING
        count = self.tables[table].get(key, 0)
        return Mark.WITHHELD if count is None else count


def people(facts: Facts) -> People:
    """The attendances of a fiscal year."""
    hosts = sorted({host for of in facts.cohosts.values() for host in of})
    # Where each came once, different people are the attendances: they are told where those may be.
    goals = sorted({one.goal_id for one in facts.goals if one.goal.unit in {"attendances", "people"}})
    named = dict(ALWAYS)
    named |= {f"cohost:{host}": (1, at) for at, host in enumerate(hosts, len(PLACES))}
    named |= {f"goal:{goal}": (at,) for at, goal in enumerate(goals, len(PLACES) + len(hosts))}
    counts: dict[Key, int] = {
        (
            *_key(one, facts),
            *(host in facts.cohosts.get(one.course_id, ()) for host in hosts),
            *(goal in facts.goals_of(one) for goal in goals),
        ): one.said.attendances
        for one in facts.classes
        if one.state == "counted"
    }
    tables = suppressed(counts, list(named.values()))
    return People({name: tables[grouping] for name, grouping in named.items()}, not facts.agreement.agrees)


def _key(one: Class, facts: Facts) -> Key:
    district = facts.where.centres[one.centre_id].district
    alone = not facts.cohosts.get(one.course_id)
    place = (one.centre_id, district, one.course_id, one.department_id or 0, alone, one.is_checked)
    return (one.id, one.audience, one.month, *place)
