"""Whom to remind before the next classes, and the hours that were helped."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from outreach import clock
from outreach.goal.hours import Worked, minutes, totals, worked
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.i18n.words import fiscal_year, fiscal_year_days, month_words
from outreach.lessons import Shift, shifts
from outreach.refusal import Refusal
from outreach.spelling.formulas import cell
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.helpers import choices
from outreach.web.visit import Visit

AHEAD = timedelta(days=3)
YEARS_BACK = 5
APRIL = 4
FIRST_YEAR, LAST_YEAR = 2000, 2099
ROLE_NAMES = {"assistant": _("Assistant"), "volunteer": _("Volunteer")}
HEADINGS = (
    _("Date"),
    _("Begins at"),
    _("Ends at"),
    _("Course"),
    _("Place"),
    _("Name"),
    _("Reading in kana"),
    _("Organisation"),
    _("Role"),
    _("Minutes"),
    _("Corrected because"),
    _("Sample"),
)


async def reminders(visit: Visit) -> Response:
    """Who helps today and in the next three days, class by class, with their telephone numbers; it prints."""
    last = clock.today() + AHEAD
    grouped: dict[int, list[Shift]] = {}
    for shift in await shifts.until(visit.city.id, last):
        grouped.setdefault(shift.lesson_id, []).append(shift)
    return visit.render("office/reminders.html", classes=list(grouped.values()), last=last)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The days and the organisation that were asked for; ``month`` is empty where it is a whole fiscal year."""

    first: date
    last: date
    year: int
    month: str
    organisation_id: int | None


def _wanted(visit: Visit) -> Wanted:
    year, month, organisation = visit.query("year"), visit.query("month"), visit.query("organisation")
    whole = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    whole = whole if FIRST_YEAR <= whole <= LAST_YEAR else fiscal_year(clock.today())
    first, last = fiscal_year_days(whole)
    chosen = (
        int(organisation) if organisation.isascii() and organisation.isdecimal() and len(organisation) < 10 else None
    )
    begins = _month(month)
    if begins is None:
        return Wanted(first, last, whole, "", chosen)
    ends = (begins + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Wanted(begins, ends, fiscal_year(begins), f"{begins:%Y-%m}", chosen)


def _month(typed: str) -> date | None:
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else None


async def _found(visit: Visit, wanted: Wanted) -> list[Worked]:
    return await worked(visit.city.id, wanted.first, wanted.last, organisation_id=wanted.organisation_id)


async def helper_hours(visit: Visit) -> Response:
    """What was helped in a fiscal year or a month, by everybody or by one organisation, with totals."""
    wanted = _wanted(visit)
    rows = await _found(visit, wanted)
    now = fiscal_year(clock.today())
    return visit.render(
        "office/helper_hours.html",
        wanted=wanted,
        rows=rows,
        totals=totals(rows),
        minutes=sum(row.minutes for row in rows),
        years=sorted({*range(now - YEARS_BACK, now + 1), wanted.year}, reverse=True),
        months=_months(wanted.year, visit.language),
        organisations=await choices(visit),
        query=visit.request.url.query,
    )


def _months(year: int, language: str) -> list[tuple[str, str]]:
    months = [date(year + (month < APRIL), month, 1) for month in (*range(APRIL, 13), *range(1, APRIL))]
    return [(f"{first:%Y-%m}", month_words(first, language)) for first in months]


async def download_hours(visit: Visit) -> Response:
    """The same as CSV (RFC 4180, UTF-8 with the mark that Excel needs)."""
    wanted = _wanted(visit)
    text = io.StringIO("\ufeff", newline="")
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows(_lines(await _found(visit, wanted), visit.language))
    name = f"hours-{visit.city.slug}-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Content-Type": "text/csv; charset=utf-8"}
    return Response(text.getvalue(), headers=headers)


def _lines(rows: Sequence[Worked], language: str) -> Iterator[list[str]]:
    yield [heading.text(language) for heading in HEADINGS]
    for row in rows:
        yield [cell(one) for one in _cells(row, language)]


def _cells(row: Worked, language: str) -> list[Any]:
    lesson, helper = row.lesson, row.shift.helper
    starts, ends = (at.astimezone(clock.TOKYO) for at in (lesson.starts_at, lesson.ends_at))
    return [
        lesson.day.isoformat(),
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        pick(lesson.course.title, language).text,
        pick(lesson.centre.name, language).text,
        helper.name,
        helper.kana,
        pick(row.organisation.name, language).text if row.organisation else "",
        ROLE_NAMES[row.shift.role].text(language),
        row.minutes,
        row.shift.minutes_reason,
        "true" if lesson.is_sample or helper.is_sample else "false",
    ]


async def _of_visit(visit: Visit) -> Shift:
    found = await shifts.find(visit.city.id, visit.path("shift_id"))
    if found is None or not found.standing:
        raise Mistake(404)
    return found


async def correct_hours(visit: Visit) -> Response:
    """How long she really worked, with the reason; an empty number is the length of the class again."""
    shift = await _of_visit(visit)
    if visit.request.method == "GET":
        typed = {"minutes": str(minutes(shift)), "reason": shift.minutes_reason}
        return _correction(visit, shift, visit.blank(**typed))
    sheet = await visit.sheet()
    try:
        await shifts.correct(shift, _minutes(sheet), sheet.value("reason"), by=visit.actor)
    except Refusal as refused:
        return _correction(visit, shift, sheet.refused(refused), status=422)
    return visit.go("office:helper_hours")


def _minutes(sheet: Sheet) -> int | None:
    typed = sheet.value("minutes").strip()
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else -1


def _correction(visit: Visit, shift: Shift, sheet: Sheet, status: int = 200) -> Response:
    return visit.render("office/correct_hours.html", status=status, shift=shift, sheet=sheet)


entries: list[Entry] = [
    Entry("/helpers/reminders", reminders),
    Entry("/helpers/hours", helper_hours),
    Entry("/helpers/hours.csv", download_hours),
    Entry("/helpers/hours/{shift_id:int}", correct_hours, ("GET", "POST")),
]
