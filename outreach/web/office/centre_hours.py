"""When a centre is open: its rules, and what they make of a year."""

from datetime import date

from starlette.responses import Response

from outreach import clock, venues
from outreach.refusal import Refusals
from outreach.venues import Centre, asking, rules, wording
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.centres import of_visit
from outreach.web.visit import Visit

SPARE_ROWS = 2


async def centre_opening(visit: Visit) -> Response:
    """The rules, to be read and changed."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return _shown(visit, found, visit.blank(**asking.typed(rules.read(found.opening))))
    sheet = await visit.sheet()
    try:
        opening = venues.clean_opening(sheet.values)
    except Refusals as refused:
        return _shown(visit, found, sheet.refused(refused), status=422)
    await venues.set_opening(found, opening, by=visit.actor)
    return visit.go("office:centre_year", centre_id=found.id)


def _shown(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/centre_opening.html",
        status=status,
        centre=centre,
        sheet=sheet,
        days=[*zip(rules.WEEK, wording.WEEKDAYS, strict=True)],
        nths=[(str(number), word) for number, word in enumerate(wording.NTH, 1)],
        weekdays=[*zip(rules.WEEK, wording.WEEKDAY, strict=True)],
        nth_rows=_rows(sheet, "nth_{}"),
        yearly_rows=_rows(sheet, "yearly_{}_from"),
    )


def _rows(sheet: Sheet, name: str) -> list[int]:
    """The numbers of the rows to show: those that are filled in, and some to spare."""
    filled = [row for row in range(1, asking.MOST_ROWS + 1) if sheet.value(name.format(row))]
    return list(range(1, min(max(filled, default=0) + SPARE_ROWS, asking.MOST_ROWS) + 1))


async def centre_year(visit: Visit) -> Response:
    """One year of a centre: every day that is closed or unlike the others, with the reason in words."""
    found = await of_visit(visit)
    year = _year(visit.query("year"))
    closures = await venues.closures_of(found.id)
    months = [(date(year, month, 1), _month(found, closures, year, month)) for month in range(1, 13)]
    return visit.render(
        "office/centre_year.html",
        centre=found,
        year=year,
        months=months,
        opening=venues.opening_words(found),
        closed=sum((last - first).days + 1 for _first, rows in months for first, last, day in rows if day.closed),
    )


def _month(
    centre: Centre, closures: list[venues.Closure], year: int, month: int
) -> list[tuple[date, date, venues.Day]]:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return venues.unusual(centre, closures, first, date.fromordinal(after.toordinal() - 1))


def _year(typed: str) -> int:
    known = typed.isdecimal() and len(typed) == 4 and 2000 <= int(typed) < 2100
    return int(typed) if known else clock.today().year


entries: list[Entry] = [
    Entry("/centres/{centre_id:int}/opening", centre_opening, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/year", centre_year),
]
