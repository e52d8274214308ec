"""The hours that helpers gave, by organisation and by month; few helpers are withheld, as are their hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from outreach.db import sql
from outreach.i18n import pick
from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import fiscal_year_days, month_words
from outreach.open_data.suppression import Key, suppressed
from outreach.reports.facts import Facts
from outreach.reports.report import Cell, Mark, Table
from outreach.reports.rows import source

_SHIFTS = (
    "SELECT s.lesson_id, s.helper_id, s.minutes, l.day, l.starts_at, l.ends_at, h.organisation_id"
    " FROM shifts s JOIN lessons l ON l.id = s.lesson_id JOIN helpers h ON h.id = s.helper_id"
    " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? AND s.taken_at < ?"
    " AND (s.standing OR s.given_back_at >= ?)"
)
MINUTES = 60
TOGETHER = _("Together")


@dataclass(frozen=True, slots=True)
class Worked:
    """One shift of a class that was held."""

    helper: int
    organisation: int
    month: str
    minutes: int


async def hours(facts: Facts) -> list[Table]:
    """Helpers, times and hours, by organisation and by month; one query."""
    worked, asked, say = await _worked(facts), facts.asked, facts.asked.say
    names = {host: pick(texts, asked.language).text for host, texts in facts.organisations.items()}
    names[0] = say(_("no organisation"))
    firsts = [date(asked.period.year + (month < 4), month, 1) for month in (*range(4, 13), 1, 2, 3)]
    hosts = sorted({one.organisation for one in worked}, key=lambda one: (one == 0, one))
    rule = say(
        _(
            "Shifts in the classes of these rows that were reported held: the length of the class, unless somebody"
            " corrected it. Consultations are no classes. What fewer than five helpers gave is withheld."
        )
    )
    head = (_("Number of helpers"), _("Times"), _("Hours worked"))
    by_host = _lines(worked, {host: [one for one in worked if one.organisation == host] for host in hosts}, facts)
    months = [f"{first:%Y-%m}" for first in firsts]
    by_month = _lines(worked, {month: [one for one in worked if one.month == month] for month in months}, facts)
    together = say(TOGETHER)
    everything = source(asked)
    tables = [
        Table(
            "helpers",
            say(_("Hours of helpers, by organisation")),
            tuple(say(one) for one in (_("Organisation"), *head)),
            tuple(
                (name, *cells)
                for name, cells in zip([*(names[host] for host in hosts), together], by_host, strict=True)
            ),
            tuple(everything for _one in by_host),
            rule,
            has_sum=True,
        ),
        Table(
            "helpers-months",
            say(_("Hours of helpers, by month")),
            tuple(say(one) for one in (_("Month"), *head)),
            tuple(
                (name, *cells)
                for name, cells in zip(
                    [*(month_words(first, asked.language) for first in firsts), together], by_month, strict=True
                )
            ),
            (*(source(asked, month=month) for month in months), everything),
            rule,
            has_sum=True,
        ),
    ]
    return tables if worked else [replace(one, rows=(), sources=()) for one in tables]


async def _worked(facts: Facts) -> list[Worked]:
    asked = facts.asked
    values: tuple[Any, ...] = (asked.city.id, *fiscal_year_days(asked.period.year), asked.until, asked.until)
    held = {one.id for one in facts.classes if one.said.held and one.state != "cancelled"}
    return [_one(row) for row in await sql.rows(_SHIFTS, *values) if row["lesson_id"] in held]


def _one(row: dict[str, Any]) -> Worked:
    length = sql.moment(row["ends_at"]) - sql.moment(row["starts_at"])
    minutes = int(length.total_seconds()) // MINUTES if row["minutes"] is None else row["minutes"]
    return Worked(row["helper_id"], row["organisation_id"] or 0, f"{sql.day(row['day']):%Y-%m}", minutes)


def _lines(every: Sequence[Worked], parts: dict[Any, list[Worked]], facts: Facts) -> list[tuple[Cell, ...]]:
    """Each part and the sum of all. Which are withheld is decided by how many helpers stand behind each."""
    counts: dict[Key, int] = {(key,): _helpers(of) for key, of in parts.items()}
    found = suppressed(counts, [(0,), ()])
    whole = found[()].get((), 0) is not None and not 0 < _helpers(every) < 5
    lines = [_line(of, shown=whole and found[0,][key,] is not None, facts=facts) for key, of in parts.items()]
    return [*lines, _line(every, shown=whole, facts=facts)]


def _helpers(of: Sequence[Worked]) -> int:
    return len({one.helper for one in of})


def _line(of: Sequence[Worked], *, shown: bool, facts: Facts) -> tuple[Cell, ...]:
    if not facts.agreement.agrees:
        return (Mark.RECONCILING,) * 3
    if not shown and of:
        return (Mark.WITHHELD,) * 3
    return (_helpers(of), len(of), round(sum(one.minutes for one in of) / MINUTES, 1))
