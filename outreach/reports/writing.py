"""A report as a file: PDF to lay before people, XLSX and a bundle of CSV files to compute with."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from outreach import papers
from outreach.i18n import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import date_words, number_words
from outreach.reports.report import MARKS, Cell, Mark, Report, Table
from outreach.spelling.formulas import guarded

Format = Literal["pdf", "xlsx", "csv"]
FORMATS: tuple[Format, ...] = ("pdf", "xlsx", "csv")
# The tables of a report are several CSV files, so they come in one bundle.
ENDINGS = {"csv": "zip", "xlsx": "xlsx", "pdf": "pdf"}
MEDIA = {
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# translators: the heading of the column that names the rows from which a figure was counted
COUNTED_FROM = _("Counted from")
RULE = _("How it was counted")
ABOUT = _("About this report")
_STAMP = (1980, 1, 1, 0, 0, 0)
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_SHEET_NAME = 31


def file_name(of: Report, format: Format) -> str:  # noqa: A002 - the word for it
    """Such as ``morioka-year-2026-asof-20270515.pdf``."""
    return f"{of.city.slug}-{of.slug}-{of.period}-asof-{of.as_of:%Y%m%d}.{ENDINGS[format]}"


def written(of: Report, format: Format) -> bytes:  # noqa: A002 - the word for it
    """The report as a file. It asks no database and takes its time: call it in a thread. Raises CannotSet (pdf).

    Equal reports make equal XLSX and CSV files.
    """
    return {"pdf": as_pdf, "xlsx": as_xlsx, "csv": as_bundle}[format](of)


def shown(cell: Cell, language: str) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return ""
        case Mark():
            return MARKS[cell].text(language)
        case date():
            return date_words(cell, language)
        case str():
            return cell
        case _:
            return number_words(cell, language)


def as_bundle(of: Report) -> bytes:
    """A ZIP of one CSV for each table, one for the rows, and one about the report: UTF-8 with a BOM, CRLF."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, grid in _files(of):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            bundle.writestr(entry, _csv(grid, of.language))
    return made.getvalue()


def _files(of: Report) -> Iterator[tuple[str, Iterable[Iterable[Cell]]]]:
    yield "00-about.csv", about(of)
    for number, table in enumerate(of.tables, 1):
        yield f"{number:02}-{table.key}.csv", _grid(table, of.language)
    if of.rows:
        yield "rows.csv", _grid(of.rows, of.language)


def _grid(table: Table, language: str) -> Iterator[tuple[Cell, ...]]:
    """Headings and rows, with where each row was counted from and how."""
    if not table.sources:
        yield table.head
        yield from table.rows
        return
    yield (*table.head, COUNTED_FROM.text(language), RULE.text(language))
    for row, source in zip(table.rows, table.sources, strict=True):
        yield (*row, source, table.rule)


def _csv(grid: Iterable[Iterable[Cell]], language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_plain(cell, language) for cell in row] for row in grid)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell, language: str) -> str | int | float:
    """A cell for a program: numbers as they are, days as ISO 8601; no text runs as a formula."""
    match cell:
        case None:
            return ""
        case bool() | int() | float():
            return cell
        case date():
            return cell.isoformat()
        case Mark():
            return MARKS[cell].text(language)
        case _:
            return guarded(cell)


def about(of: Report) -> Iterator[tuple[Cell, ...]]:
    """What the report is, and what must be said beside its figures."""
    said: list[tuple[Phrase, Cell]] = [
        (_("Kind of report"), of.title),
        (_("City"), of.city.name.get(of.language) or of.city.name.get("ja", "")),
        (_("Period"), of.period.words(of.language)),
        (_("As of"), of.as_of),
    ]
    yield from ((heading.text(of.language), cell) for heading, cell in said)
    for note in all_notes(of):
        yield (_("Note").text(of.language), note)


def all_notes(of: Report) -> tuple[str, ...]:
    """The notes, and where the rows are to be found."""
    if of.rows is None:
        return of.notes
    hint = _(
        "“{heading}” names rows of the sheet “{rows}”, which is in the XLSX file and in the bundle of CSV files.",
        heading=COUNTED_FROM,
        rows=of.rows.title,
    )
    return (*of.notes, hint.text(of.language))


def as_xlsx(of: Report) -> bytes:
    """A workbook: about the report, a sheet for each table, and the rows. Numbers are numbers; no formulas."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # ships no types

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, plain) as book:
        book.set_properties({"title": of.title, "created": datetime.combine(of.as_of, time(), UTC)})
        looks = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"}),
            "sum": book.add_format({"bold": True, "top": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        told, names = book.add_worksheet(_sheet_name(ABOUT.text(of.language), [])), [ABOUT.text(of.language)]
        told.set_column(0, 0, 16)
        told.set_column(1, 1, 90)
        for number, row in enumerate(about(of)):
            for at, cell in enumerate(row):
                _put(told, number, at, cell, of.language, looks, looks["text"])
        for table in (*of.tables, *([of.rows] if of.rows else [])):
            names.append(_sheet_name(table.title, names))
            _sheet(book.add_worksheet(names[-1]), table, of.language, looks)
    return out.getvalue()


def _sheet_name(title: str, taken: list[str]) -> str:
    """As Excel allows it: 31 signs, some forbidden, each name once."""
    plain = title.translate(_SHEET_NAME).strip("' ")[:LONGEST_SHEET_NAME]
    number = 2
    name = plain
    while name in taken:
        name = f"{plain[: LONGEST_SHEET_NAME - 4]} ({number})"
        number += 1
    return name


def _sheet(sheet: Any, table: Table, language: str, looks: dict[str, Any]) -> None:
    grid = list(_grid(table, language))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at in range(len(grid[0])):
        sheet.set_column(at, at, _width([row[at] for row in grid], language))
    for number, row in enumerate(grid):
        is_sum = table.has_sum and number == len(grid) - 1
        for at, cell in enumerate(row):
            _put(
                sheet,
                number,
                at,
                cell,
                language,
                looks,
                looks["head"] if not number else looks["sum"] if is_sum else None,
            )


def _width(cells: list[Cell], language: str) -> int:
    """Wide enough for the longest cell; what is full width takes two."""
    longest = max(sum(1 + (sign > "\u2e7f") for sign in str(_plain(cell, language))) for cell in cells)
    return max(8, min(longest + 2, 48))


def _put(sheet: Any, row: int, at: int, cell: Cell, language: str, looks: dict[str, Any], look: Any) -> None:
    match cell:
        case None:
            sheet.write_blank(row, at, None, look)
        case str():
            sheet.write_string(row, at, cell, look)
        case Mark():
            sheet.write_string(row, at, MARKS[cell].text(language), look)
        case date():
            sheet.write_datetime(row, at, datetime.combine(cell, time()), looks["day"])
        case _:
            sheet.write_number(row, at, cell, look)


def as_pdf(of: Report) -> bytes:
    """The report on paper, A4 across; raises CannotSet."""
    language = of.language
    return papers.report(
        papers.Report(
            city=of.city,
            title=of.title,
            period=of.period.words(language),
            as_of=of.as_of,
            notes=all_notes(of),
            tables=[
                papers.ReportTable(
                    title=table.title,
                    head=(*table.head, COUNTED_FROM.text(language)),
                    rows=[
                        (*(shown(cell, language) for cell in row), source)
                        for row, source in zip(table.rows, table.sources, strict=True)
                    ],
                    numeric=[at in table.numeric() for at in range(len(table.head) + 1)],
                    rule=table.rule,
                    has_sum=table.has_sum,
                )
                for table in of.tables
            ],
            language=language,
        )
    )
