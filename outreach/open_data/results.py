"""Classes held and people who came, by month and district: months that are over and confirmed, small counts hidden.

What is published in the course of a year and what is added at its end are thought of together: a fiscal year's figures
come out once all its months have, and give way to them.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from outreach import clock, goal
from outreach.cities import City
from outreach.db import sql
from outreach.i18n.words import fiscal_year
from outreach.open_data.datasets import ONE_SIGNATURE, SAMPLE, WHOLE_CITY, Column, Dataset, Record
from outreach.open_data.suppression import Grouping, Key, Table, suppressed

NO_DISTRICT = "地区の記載なし"
MONTH, YEAR = "月", "年度"
HIDDEN = "少人数のため、または少人数の値が分かるのを防ぐため、公表しません。"
CORRECTED = "公表のあとに訂正があったため、人数は公表しません。"
COLUMNS = (
    *(Column("全国地方公共団体コード", required=True), Column("地方公共団体名", required=True)),
    *(Column("期間の種別", required=True, words=(MONTH, YEAR)), Column("期間", required=True)),
    *(Column("地区", required=True), Column("開催回数", "integer", required=True)),
    *(Column("延べ受講者数", "integer"), Column("備考")),
)
# docs/counting-rule.md: published classes for residents, no consultations; counted once two people have signed.
_ROWS = (
    "SELECT l.day, c.district, r.held, r.attendance, f.at AS confirmed_at, l.is_sample,"
    " EXISTS (SELECT 1 FROM corrections x JOIN reports y ON y.id = x.report_id"
    " WHERE y.lesson_id = l.id AND x.settled = 'confirmed') AS corrected FROM lessons l"
    " JOIN centres c ON c.id = l.centre_id"
    " JOIN courses k ON k.id = l.course_id AND k.kind = 'class' AND k.audience = 'residents'"
    " LEFT JOIN reports r ON r.lesson_id = l.id AND r.standing LEFT JOIN confirmations f ON f.report_id = r.id"
    " WHERE l.city_id = ? AND l.status = 'published' AND l.day < ? ORDER BY l.day, l.id"
)


@dataclass(slots=True)
class _Month:
    """A month that is over: ``whole`` once every class of it is reported and confirmed.

    Where a class of it was ``corrected``, its people are not published any more: beside what everybody has from before,
    the new numbers would tell more than either.
    """

    whole: bool = True
    corrected: bool = False
    is_sample: bool = False
    held: Counter[str] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    newest: list[datetime] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        """Count one class."""
        if row["confirmed_at"] is None:
            self.whole = False
            return
        self.corrected = self.corrected or bool(row["corrected"])
        self.newest.append(sql.moment(row["confirmed_at"]))
        self.is_sample = self.is_sample or bool(row["is_sample"])
        if row["held"]:
            district = row["district"] or NO_DISTRICT
            self.held[district] += 1
            self.people[district] += row["attendance"]


async def results(city: City) -> Dataset:
    """The months that are over and confirmed, the oldest first, and after each fiscal year that year.

    Nothing while the ledger and the reports are being reconciled.
    """
    counted = await goal.agreement(city.id)
    if not counted.agrees:
        return Dataset("results", COLUMNS, [], reconciling=True, signatures=counted.signatures)
    months: dict[date, _Month] = {}
    for row in await sql.rows(_ROWS, city.id, clock.today().replace(day=1)):
        months.setdefault(sql.day(row["day"]).replace(day=1), _Month()).add(row)
    rows: list[Record] = []
    for year in sorted({fiscal_year(month) for month in months}):
        of_year = {month: one for month, one in months.items() if fiscal_year(month) == year}
        rows += _rows(city, year, of_year)
    if counted.signatures == 1:
        rows = [row | {"備考": f"{ONE_SIGNATURE}{row['備考'] or ''}"} for row in rows]
    newest = [at for one in months.values() if one.whole for at in one.newest]
    return Dataset("results", COLUMNS, rows, max(newest, default=None), signatures=counted.signatures)


def _rows(city: City, year: int, months: dict[date, _Month]) -> list[Record]:
    whole = {month: one for month, one in months.items() if one.whole}
    is_over = fiscal_year(clock.today()) > year and len(whole) == len(months)
    people = {
        f"{month:%Y-%m}": {name: one.people[name] for name in one.held}
        for month, one in whole.items()
        if not one.corrected
    }
    tables = people_told(people, is_over=is_over)
    yearly = _together(whole)
    rows = []
    for month, one in whole.items():
        of_month = {(name,): tables[0, 1].get((f"{month:%Y-%m}", name)) for name in sorted(one.held)}
        total = tables[0,].get((f"{month:%Y-%m}",), None if one.corrected else 0)
        rows += _period(city, MONTH, f"{month:%Y-%m}", one, of_month | {(): total})
    if is_over:
        shown = tables[1,] | {(): tables[()].get((), 0)}
        hidden: Table = dict.fromkeys([*((name,) for name in yearly.held), ()])
        rows += _period(city, YEAR, f"{year}年度", yearly, hidden if yearly.corrected else shown)
    return rows


def people_told(people: Mapping[str, Mapping[str, int]], *, is_over: bool) -> dict[Grouping, Table]:
    """The people of a year's months, in order, by district: what is shown by month and, once it is over, by year."""
    facts: dict[Key, int] = {(month, name): of[name] for month, of in people.items() for name in sorted(of)}
    return suppressed(facts, [(0, 1), (0,)], later=[(1,), ()] if is_over else [])


def _together(months: dict[date, _Month]) -> _Month:
    return _Month(
        corrected=any(one.corrected for one in months.values()),
        is_sample=any(one.is_sample for one in months.values()),
        held=sum((one.held for one in months.values()), Counter()),
    )


def _period(city: City, kind: str, period: str, counted: _Month, people: Table) -> list[Record]:
    """A month's or a year's rows: each district, then the whole city."""
    found: list[Record] = []
    for key in sorted(people, key=lambda one: (not one, str(one))):
        count, district = people[key], str(key[0]) if key else WHOLE_CITY
        why = CORRECTED if counted.corrected else HIDDEN
        remarks = [why] * (count is None) + [SAMPLE] * counted.is_sample
        row: Record = {
            "全国地方公共団体コード": city.code,
            "地方公共団体名": city.name.get("ja", ""),
            "期間の種別": kind,
            "期間": period,
            "地区": district,
            "開催回数": counted.held[district] if key else counted.held.total(),
            "延べ受講者数": count,
            "備考": "".join(remarks) or None,
        }
        found.append(row)
    return found
