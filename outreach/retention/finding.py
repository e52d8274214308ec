"""Whose time is over: who is to be erased, and when, asked of the rows themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach import clock
from outreach.cities import City
from outreach.db import sql
from outreach.retention.deadlines import Due, Traces, days_of, due_of

# A record that was merged into another one goes with it.
_TRACES = (
    "SELECT COALESCE(p.merged_into_id, p.id) AS id, max(p.created_at) AS created_at, max(p.changed_at) AS changed_at,"
    " max(l.day) AS last, max(CASE WHEN r.status IN ('confirmed', 'offered', 'held') THEN l.day END) AS seated,"
    " max(CASE WHEN p.needs_sealed <> '' THEN 1 ELSE 0 END) AS needs,"
    " max(CASE WHEN r.status <> 'cancelled' AND l.ends_at > ? THEN 1 ELSE 0 END) AS coming"
    " FROM participants p LEFT JOIN registrations r ON r.participant_id = p.id"
    " LEFT JOIN lessons l ON l.id = r.lesson_id"
    " WHERE p.city_id = ? AND p.erased_at IS NULL{some} GROUP BY COALESCE(p.merged_into_id, p.id) ORDER BY 1"
)


@dataclass(frozen=True, slots=True)
class Month:
    """What will be erased in one month: how many people of each kind."""

    first: date
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Coming:
    """What will be erased: whose (numbers, never names) and when, and how many by month."""

    days: dict[str, int]
    due: list[Due]
    months: list[Month]

    def by(self, day: date) -> list[Due]:
        """What is to be erased on this day, or should have been before."""
        return [one for one in self.due if one.on <= day]


async def due(city_id: int, on: date | None = None) -> Coming:
    """What will be erased next in this city, soonest first; with ``on`` only what is due by then."""
    days = days_of((await City.get(id=city_id)).retention)
    found = [one for traces in await traces_of(city_id) for one in due_of(traces, days)]
    kept = sorted((one for one in found if on is None or one.on <= on), key=lambda one: (one.on, one.id))
    return Coming(days, kept, _months(kept))


async def traces_of(city_id: int, people: Sequence[int] | None = None) -> list[Traces]:
    """What decides about each person of the city, or about these."""
    if people is not None and not people:
        return []
    marks = ", ".join("?" * len(people or []))
    some = f" AND COALESCE(p.merged_into_id, p.id) IN ({marks})" if people else ""
    rows = await sql.rows(_TRACES.format(some=some), clock.now(), city_id, *(people or []))
    return [_traces(row) for row in rows]


def _traces(row: dict[str, Any]) -> Traces:
    touched = max(sql.moment(row[name]) for name in ("created_at", "changed_at") if row[name] is not None)
    return Traces(
        id=row["id"],
        touched=touched.astimezone(clock.TOKYO).date(),
        last=sql.day(row["last"]) if row["last"] else None,
        seated=sql.day(row["seated"]) if row["seated"] else None,
        needs=bool(row["needs"]),
        coming=bool(row["coming"]),
    )


def _months(found: Iterable[Due]) -> list[Month]:
    counted: dict[date, Counter[str]] = {}
    for one in found:
        counted.setdefault(one.on.replace(day=1), Counter())[one.kind] += 1
    return [Month(first, dict(counts)) for first, counts in sorted(counted.items())]
