"""A table file as headings and rows of text; every odd thing about it is reported, nothing is dropped silently."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from outreach.i18n.phrase import phrase as _
from outreach.open_data import workbooks
from outreach.open_data.limits import CELL, COLUMNS, ROWS, too_many
from outreach.open_data.text import decoded
from outreach.refusal import Refusal
from outreach.spelling.characters import FORBIDDEN

DELIMITERS = (",", "\t", ";")
NAMES = {",": "comma", "\t": "tab", ";": "semicolon"}
Note = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One row below the headings by its number in the file. ``kind`` is row, blank, numbered or footer."""

    number: int
    cells: list[str]
    kind: str = "row"
    missing: int = 0
    surplus: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """Headings, the lines below them in order, how the file was read, and what was odd about it."""

    headings: list[str]
    lines: list[Line]
    form: Note
    notes: list[Note]


def read(content: bytes, name: str = "") -> Table:
    """The table of a file. Raises Refusal, with a sentence, for whatever cannot be read whole."""
    if not content.strip(b"\0 \r\n\t"):
        raise Refusal(_("This file is empty."), "file", "empty")
    grid, form = _grid(content)
    notes = _about_name(name, str(form["format"]))
    if more := form.pop("sheets", 0):
        notes.append({"kind": "sheets", "sheet": form["sheet"], "n": more})
    return _table(grid, form, notes)


def _grid(content: bytes) -> tuple[list[list[str]], Note]:
    if workbooks.is_workbook(content):
        grid, sheet, more = workbooks.read(content)
        return grid, {"format": "XLSX", "sheet": sheet, "sheets": more}
    text, encoding = decoded(content)
    if len(text) > 0 and text[0] == "\ufeff":
        text = text[1:]
    delimiter = _delimiter(text)
    return _records(text, delimiter), {"format": "CSV", "encoding": encoding, "delimiter": NAMES[delimiter]}


def _about_name(name: str, form: str) -> list[Note]:
    called = name.rpartition(".")[2].upper() if "." in name else ""
    fits = {"XLSX": {"XLSX", "XLSM"}, "CSV": {"CSV", "TXT", "TSV", "TAB"}}[form]
    return [{"kind": "name", "called": called, "form": form}] if called and called not in fits else []


def _delimiter(text: str) -> str:
    """What parts the cells of the first line that has any."""
    found = {sign: _widest(text, sign) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: found[sign])


def _widest(text: str, delimiter: str) -> int:
    try:
        first = next((row for row in _parsed(text[:100_000], delimiter) if any(map(str.strip, row))), [])
    except csv.Error:
        return 0
    return len(first)


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(CELL * 4, 131_072))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _records(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in _parsed(text, delimiter):
            rows.append(row)
            if len(rows) > ROWS + 100 or len(row) > COLUMNS * 2:
                raise too_many()
    except csv.Error:
        sentence = _("The quotation marks or the length of a cell are wrong after row {row}.", row=str(len(rows)))
        raise Refusal(sentence, "file", "quotes") from None
    return rows


def _table(grid: list[list[str]], form: Note, notes: list[Note]) -> Table:
    first = next((at for at, row in enumerate(grid) if any(map(str.strip, row))), None)
    if first is None:
        raise Refusal(_("This file is empty."), "file", "empty")
    if first:
        notes.append({"kind": "blank-start", "n": first, "row": first + 1})
    headings = _headings(grid, first)
    lines = [_line(number, row, len(headings)) for number, row in enumerate(grid[first + 1 :], first + 2)]
    _refuse_signs(headings, lines)
    _mark(lines)
    if all(line.kind == "blank" for line in lines):
        raise Refusal(_("This file has headings, but no rows."), "file", "no-rows")
    return Table(headings, lines, {**form, "row": first + 1}, notes)


def _headings(grid: list[list[str]], first: int) -> list[str]:
    headings = list(grid[first])
    while headings and not headings[-1].strip():
        headings.pop()
    if len(headings) < 2:
        sentence = _("Row {row} should hold the headings, but it has only one cell.", row=str(first + 1))
        raise Refusal(sentence, "file", "one-column")
    if len(headings) > COLUMNS or len(grid) > ROWS + 100:
        raise too_many()
    _refuse_nameless(headings)
    _refuse_twins(headings)
    return headings


def _refuse_nameless(headings: Sequence[str]) -> None:
    for at, heading in enumerate(headings):
        if not heading.strip():
            sentence = _("Column {column} has no heading. Please give it one, or delete it.", column=str(at + 1))
            raise Refusal(sentence, "file", "no-heading")


def spelled(heading: str) -> str:
    """A heading as headings are compared: NFKC, without any white space (cells of Excel break within words)."""
    return "".join(unicodedata.normalize("NFKC", heading).split())


def _refuse_twins(headings: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for heading in headings:
        if spelled(heading) in seen:
            name = " ".join(heading.split())
            sentence = _("The heading “{heading}” stands there twice. Please rename or delete one.", heading=name)
            raise Refusal(sentence, "file", "twins")
        seen[spelled(heading)] = heading


def _line(number: int, row: list[str], width: int) -> Line:
    surplus = [cell for cell in row[width:] if cell.strip()]
    cells = row[:width] + [""] * (width - len(row))
    return Line(number, cells, missing=max(0, width - len(row)), surplus=surplus)


def _refuse_signs(headings: Sequence[str], lines: Sequence[Line]) -> None:
    for number, cells in [(0, list(headings)), *((line.number, line.cells) for line in lines)]:
        joined = "".join(cells)
        if FORBIDDEN.search(joined):
            where = next(heading for heading, cell in zip(headings, cells, strict=True) if FORBIDDEN.search(cell))
            raise _unkeepable(number, FORBIDDEN.sub("", where))
        if len(joined) > CELL and any(len(cell) > CELL for cell in cells):
            raise _too_long(number)


def _unkeepable(number: int, heading: str) -> Refusal:
    place = " ".join(heading.split())
    sentence = _(
        "Row {row}, column “{heading}” contains a character that no text can hold. Please delete it.",
        row=str(number),
        heading=place,
    )
    return Refusal(sentence, "file", "character")


def _too_long(number: int) -> Refusal:
    return Refusal(
        _("Row {row} has a cell of more than {longest} characters.", row=str(number), longest=CELL), "file", "long"
    )


_NUMBER = re.compile(r"[0-9０-９]+(?:\.0)?")


def _mark(lines: Sequence[Line]) -> None:
    """Tell blank rows, rows that hold only their number, and what stands below the table from the rest."""
    for line in lines:
        filled = _filled(line)
        if not filled and not line.surplus:
            line.kind = "blank"
        elif len(filled) == 1 and filled[0] == line.cells[0] and _NUMBER.fullmatch(filled[0].strip()):
            line.kind = "numbered"
    for line in reversed(lines):
        if line.kind == "row" and (len(_filled(line)) > 1 or line.surplus or len(line.cells) < 3):
            return
        if line.kind == "row":
            line.kind = "footer"


def _filled(line: Line) -> list[str]:
    return [cell for cell in line.cells if cell.strip()]
