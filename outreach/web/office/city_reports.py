"""The reports that a city files: chosen by year, month and day, read on the page, taken home as PDF, XLSX and CSV."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from outreach import clock, reports
from outreach.i18n import phrase as _
from outreach.i18n.words import fiscal_year, month_words
from outreach.papers import CannotSet
from outreach.refusal import Refusal
from outreach.reports import Format, Kind, Period
from outreach.reports.report import FIRST_YEAR, LAST_YEAR
from outreach.reports.writing import COUNTED_FROM, all_notes, shown
from outreach.web import mistakes
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.visit import Visit

YEARS_BACK = 10
MONTHS = (*range(4, 13), 1, 2, 3)
NAMES = ("kind", "year", "month", "as_of")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is asked for."""

    kind: Kind
    period: Period
    as_of: date


def _typed(visit: Visit) -> dict[str, str]:
    """What was chosen; this year and today where nothing was."""
    today = clock.today()
    usual = {"kind": "", "year": str(fiscal_year(today)), "month": str(today.month), "as_of": today.isoformat()}
    return {name: visit.query(name).strip() or usual[name] for name in NAMES}


def _wanted(typed: Mapping[str, str]) -> Wanted:
    """Raises Refusal at the field that cannot be read."""
    kind = next((one for one in reports.KINDS if one.slug == typed["kind"]), None)
    if kind is None:
        raise Refusal(_("Please choose one of the answers."), field="kind")
    year = _number(typed["year"], FIRST_YEAR, LAST_YEAR)
    if year is None:
        raise Refusal(_("Please choose one of the answers."), field="year")
    if kind.span == "year":
        return Wanted(kind, Period(year), _day(typed["as_of"]))
    month = _number(typed["month"], 1, 12)
    if month is None:
        raise Refusal(_("Please choose one of the answers."), field="month")
    return Wanted(kind, Period.of_month(date(year + (month < MONTHS[0]), month, 1)), _day(typed["as_of"]))


def _number(typed: str, least: int, most: int) -> int | None:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else -1
    return number if least <= number <= most else None


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field="as_of") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field="as_of")
    if day > clock.today():
        late = _("Nobody knows yet what will have been entered by then. Please choose today or a day before.")
        raise Refusal(late, field="as_of")
    return day


async def city_reports(visit: Visit) -> Response:
    """The kinds of reports, and the one that was chosen."""
    typed = _typed(visit)
    if not typed["kind"]:
        return _shown(visit, visit.blank(**typed))
    try:
        wanted = _wanted(typed)
    except Refusal as refusal:
        return _shown(visit, visit.blank(**typed).refused(refusal), status=422)
    report = await reports.build(visit.city.id, wanted.kind.slug, wanted.period, wanted.as_of, visit.language)
    # A long report takes its time to write down, also as a page.
    return await asyncio.to_thread(_shown, visit, visit.blank(**typed), report=report)


def _shown(visit: Visit, sheet: Sheet, *, report: reports.Report | None = None, status: int = 200) -> Response:
    now, language = fiscal_year(clock.today()), visit.language
    years = sorted({*range(now - YEARS_BACK, now + 1), *([report.period.year] if report else [])}, reverse=True)
    return visit.render(
        "office/city_reports.html",
        status=status,
        sheet=sheet,
        report=report,
        notes=all_notes(report) if report else (),
        tables=_tables(report) if report else [],
        kinds=[(kind.slug, kind.title.text(language)) for kind in reports.KINDS],
        years=years,
        months=[(str(month), _month_name(month, language)) for month in MONTHS],
        counted_from=COUNTED_FROM.text(language),
        query=visit.request.url.query,
    )


def _month_name(month: int, language: str) -> str:
    """The month without its year."""
    named = month_words(date(2026, month, 1), language)
    return f"{month}月" if language == "ja" else named.removesuffix(" 2026")


def _tables(of: reports.Report) -> list[tuple[reports.Table, list[list[str]], list[int]]]:
    """Each table with its cells as texts, the rows they were counted from last, and which columns hold numbers."""
    return [
        (
            table,
            [
                [*(shown(cell, of.language) for cell in row), source]
                for row, source in zip(table.rows, table.sources, strict=True)
            ],
            table.numeric(),
        )
        for table in of.tables
    ]


async def city_report_pdf(visit: Visit) -> Response:
    """A report on paper."""
    return await _file(visit, "pdf")


async def city_report_xlsx(visit: Visit) -> Response:
    """A report as a workbook."""
    return await _file(visit, "xlsx")


async def city_report_zip(visit: Visit) -> Response:
    """A report as a bundle of CSV files."""
    return await _file(visit, "csv")


async def _file(visit: Visit, form: Format) -> Response:
    typed = _typed(visit)
    try:
        wanted = _wanted(typed)
    except Refusal as refusal:
        return _shown(visit, visit.blank(**typed).refused(refusal), status=422)
    report = await reports.build(visit.city.id, wanted.kind.slug, wanted.period, wanted.as_of, visit.language)
    try:
        content = await asyncio.to_thread(reports.written, report, form)
    except CannotSet as refused:
        return mistakes.shown(visit.request, 503, refused.phrase)
    how = "inline" if form == "pdf" else "attachment"
    named = f'{how}; filename="{reports.file_name(report, form)}"'
    return Response(content, media_type=reports.MEDIA[form], headers={"Content-Disposition": named})


entries: list[Entry] = [
    Entry("/progress/reports", city_reports),
    Entry("/progress/reports.pdf", city_report_pdf),
    Entry("/progress/reports.xlsx", city_report_xlsx),
    Entry("/progress/reports.zip", city_report_zip),
]
