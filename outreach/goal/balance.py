"""Three counts of the same, each from its own rows: the ledger, the reports, the sealed months. They must agree."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.cities import City
from outreach.db import sql
from outreach.goal import ledger
from outreach.goal.ledger_rows import Statement

Key = tuple[int, int]
Sums = dict[Key, tuple[int, int]]
_YEAR = (
    "CAST(substr(CAST(l.day AS TEXT), 1, 4) AS INTEGER)"
    " - CASE WHEN substr(CAST(l.day AS TEXT), 6, 2) < '04' THEN 1 ELSE 0 END"
)
_LEDGER = (
    "SELECT 'ledger' AS source, course_id, year, sum(classes) AS classes, sum(attendances) AS attendances,"
    " sum(CASE WHEN booked <= ? THEN classes ELSE 0 END) AS sealed_classes,"
    " sum(CASE WHEN booked <= ? THEN attendances ELSE 0 END) AS sealed_attendances,"
    " sum(CASE WHEN detail LIKE '%\"signatures\":1,%' THEN 1 ELSE 0 END) AS alone"
    " FROM ledger_entries WHERE city_id = ? AND kind IN ('confirmed', 'reversed', 'corrected')"
    " GROUP BY course_id, year"
)
_REPORTS = (
    f"SELECT 'reports' AS source, l.course_id, {_YEAR} AS year, count(*) AS classes, sum(r.attendance) AS attendances,"  # noqa: S608 - fixed
    " 0 AS sealed_classes, 0 AS sealed_attendances,"
    " sum(CASE WHEN c.by_account_id = r.by_account_id THEN 1 ELSE 0 END) AS alone"
    " FROM lessons l JOIN courses k ON k.id = l.course_id AND k.kind = 'class'"
    " JOIN reports r ON r.lesson_id = l.id AND r.standing AND r.held JOIN confirmations c ON c.report_id = r.id"
    " WHERE l.city_id = ? AND l.status = 'published' GROUP BY 2, 3"
)
# In one statement: nobody confirms anything between the two counts.
_BOTH = f"{_LEDGER} UNION ALL {_REPORTS}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the three counts agree: classes and attendances by course and fiscal year.

    ``statements`` is what the sealed months say, ``sealed`` what the ledger says of the same months. ``signatures`` is
    1 where one person alone may sign in this city, or did for a class that counts; every figure then says so.
    """

    ledger: Sums
    reports: Sums
    statements: Sums
    sealed: Sums
    signatures: int

    @property
    def agrees(self) -> bool:
        """Whether a number may be shown; otherwise the page says that it is being reconciled."""
        return not self.differing

    @property
    def differing(self) -> list[Key]:
        """The courses and fiscal years of which the counts say different things."""
        pairs = ((self.ledger, self.reports), (self.statements, self.sealed))
        return sorted(
            {
                key
                for one, other in pairs
                for key in one.keys() | other.keys()
                if one.get(key, (0, 0)) != other.get(key, (0, 0))
            }
        )


async def agreement(city_id: int) -> Agreement:
    """Count three times. Three queries, whatever the rows; what is sealed before the second one never changes."""
    city, last = await City.get(id=city_id), await ledger.last_statement(city_id)
    until = last.month if last else date.min
    rows = await sql.rows(_BOTH, until, until, city_id, city_id)
    booked = [row for row in rows if row["source"] == "ledger"]
    return Agreement(
        ledger=_sums(booked),
        reports=_sums([row for row in rows if row["source"] == "reports"]),
        statements=_carried(last) if last else {},
        sealed=_sums(booked, "sealed_"),
        signatures=1 if any(row["alone"] for row in rows) else city.signatures,
    )


def _sums(rows: list[dict[str, Any]], which: str = "") -> Sums:
    return {
        (row["course_id"], row["year"]): (int(row[f"{which}classes"]), int(row[f"{which}attendances"])) for row in rows
    }


def _carried(last: Statement) -> Sums:
    body = sql.document(last.body)
    return {(course, year): (classes, attendances) for course, year, classes, attendances in body["carried"]}
