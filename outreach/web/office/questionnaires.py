"""What classes were answered, in a fiscal year or a quarter of it: altogether, by course, by centre and by class."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from outreach import clock, questionnaires
from outreach.i18n.words import date_words, fiscal_year
from outreach.questionnaires import Results, Table, figures
from outreach.web.guard import Entry
from outreach.web.visit import Visit

YEARS_BACK = 5
FIRST_YEAR, LAST_YEAR = 2000, 2099


async def questionnaire_results(visit: Visit) -> Response:
    """The tables of each question; a fixed number of queries."""
    year, quarter = _number(visit, "year", FIRST_YEAR, LAST_YEAR), _number(visit, "quarter", 1, 4)
    by = visit.query("by") if visit.query("by") in figures.BY else "all"
    now = fiscal_year(clock.today())
    year = year or now
    found = await questionnaires.results(visit.city.id, year, [quarter] if quarter else figures.QUARTERS)
    return visit.render(
        "office/questionnaire_results.html",
        year=year,
        years=sorted({*range(now - YEARS_BACK, now + 1), year}, reverse=True),
        quarter=quarter,
        quarters=[(one, figures.quarter_days(year, one)) for one in figures.QUARTERS],
        by=by,
        found=found,
        tables=[in_order(found.table(key, by)) for key in dict.fromkeys(key for key, _by in found.tables)],
        names=names(found, by, visit.language),
        waiting=[figures.known_from(year, one) for one in figures.QUARTERS if one not in found.quarters],
    )


def _number(visit: Visit, name: str, least: int, most: int) -> int:
    typed = visit.query(name)
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else 0
    return number if least <= number <= most else 0


def names(found: Results, by: str, language: str) -> dict[int, Any]:
    """What each row of the tables is about."""
    lessons = found.lessons.values()
    match by:
        case "class":
            return {one.id: (date_words(one.starts_at, language, year=True), one.course.title) for one in lessons}
        case "course":
            return {one.course_id: ("", one.course.title) for one in lessons}
        case "centre":
            return {one.centre_id: ("", one.centre.name) for one in lessons}
        case _:
            return {}


def in_order(table: Table) -> Table:
    """The same with the rows with the most answers first; the small classes together come last."""
    rows = sorted(table.rows, key=lambda row: (row.key == figures.FEW, -row.answered, row.key))
    return replace(table, rows=tuple(rows))


entries: list[Entry] = [Entry("/questionnaires", questionnaire_results)]
