"""No small workbook fills the memory, wherever and however its cells and strings are written."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from outreach.open_data import tables
from outreach.refusal import Refusal
from tests.open_data.test_tables import refused, rows, workbook

SHEET, STRINGS, LINKS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
NAMES = ["xl/Worksheets/sheet1.xml", "XL/worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml", "xl/other/sheet1.bin"]
LARGE, BOMB = "Please split it", "unpacks to far more"
SMALL = workbook(["a", "b"], ["1", "2"])


def rewritten(part: str, change: Callable[[bytes], bytes], name: str = SHEET) -> bytes:
    """A small workbook with one part changed, and its sheet under another name."""
    out = io.BytesIO()
    target = name.replace("\\", "/").partition("/")[2].encode()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for at in old.namelist():
            content = change(old.read(at)) if at == part else old.read(at)
            content = content.replace(b"worksheets/sheet1.xml", target) if at == LINKS else content
            new.writestr(zipfile.ZipInfo(name if at == SHEET else at), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_rows(xml: bytes, name: str = SHEET) -> bytes:
    return rewritten(SHEET, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"), name)


def with_reference(reference: bytes, name: str = SHEET) -> bytes:
    return rewritten(SHEET, lambda sheet: sheet.replace(b'r="B2"', b"r=" + reference), name)


@pytest.mark.parametrize("reference", ["XFD1048576", "A300000", "XFD2", "FAA1"])
@pytest.mark.parametrize("name", [SHEET, *NAMES])
def test_one_cell_far_out_does_not_fill_the_memory_under_any_name(name: str, reference: str) -> None:
    assert LARGE in refused(with_reference(f'"{reference}"'.encode(), name), "list.xlsx")


@pytest.mark.parametrize("name", [SHEET, *NAMES])
def test_a_sheet_under_any_name_is_read(name: str) -> None:
    assert rows(tables.read(with_reference(b'"B2"', name), "list.xlsx")) == [["1", "2"]]


@pytest.mark.parametrize("spaces", [0, 30, 70_000, 200_000])
def test_a_far_cell_that_is_written_at_length_is_refused(spaces: int) -> None:
    blank = b" " * spaces
    assert LARGE in refused(with_reference(blank + b'"XFD1048576"'), "list.xlsx")
    assert rows(tables.read(with_reference(blank + b'"B2"'), "list.xlsx")) == [["1", "2"]]


@pytest.mark.parametrize(
    "xml",
    [
        b"<row/>" * 100_100 + b"<row><c><v>1</v></c></row>",
        b"<row>" + b"<c/>" * 200 + b"<c><v>1</v></c></row>",
        b"<x:row>" + b"<x:c/>" * 200 + b"<x:c><x:v>1</x:v></x:c></x:row>",
        b"<row>" + b"<c s='r=\"A1\"'/>" * 200 + b"<c><v>1</v></c></row>",
        b'<row r="100000"/>' + b"<row/>" * 200,
        b"<row>" + (b"<c/>" * 100 + b"<!--row>" + b" " * 70_000 + b"-->") * 2 + b"</row>",
    ],
)
def test_a_far_cell_that_is_reached_by_counting_is_refused(xml: bytes) -> None:
    assert LARGE in refused(with_rows(xml), "list.xlsx")


def test_cells_that_do_not_say_where_they_are_are_read() -> None:
    row = b"<row>" + b"<c><v>5</v></c>" * 2 + b"</row>"
    assert rows(tables.read(with_rows(row * 5_000), "list.xlsx"))[-1] == ["5", "5"]


def _repeated(cells: int, length: int, cell: bytes = b'<c t="s"><v>4</v></c>', before: bytes = b"") -> bytes:
    """A workbook whose cells, two in a row, show one shared string of this length."""
    xml = (b"<row>" + cell * 2 + b"</row>") * (cells // 2)
    out = io.BytesIO()
    text = "".join(f"{n:07}" for n in range(length // 7 + 1))[:length].encode()
    with zipfile.ZipFile(io.BytesIO(with_rows(xml))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for at in old.namelist():
            content = old.read(at)
            if at == STRINGS:
                content = content.replace(b"</sst>", before + b"<si><t>" + text + b"</t></si></sst>")
            new.writestr(at, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        b'<c t="s"><v>4</v></c>',
        b"<c t = 's' ><v>4<!-- -->2</v></c>",
        b'<c t="s" x="><v>1</v>"><v>4</v></c>',
        b'<c x=\'t="s"><v>1</v>\' t="s"><v>4</v></c>',
        b'<x:c t="s"><x:v>4</x:v></x:c>',
    ],
)
def test_a_long_string_that_many_cells_share_is_refused_before_it_is_laid_out(cell: bytes) -> None:
    assert BOMB in refused(_repeated(10_000, 1_000_000, cell), "list.xlsx")


@pytest.mark.parametrize(
    "before",
    [b"<!--<si><t>x</t></si>-->", b"<si/>", b"<!DOCTYPE x>", b"<si><si><t>x</t></si></si>", b"<si><t>&#x1;</t></si>"],
)
def test_a_long_string_is_found_behind_whatever_shifts_its_place(before: bytes) -> None:
    cell = b'<c t="s"><v>4</v></c><c t="s"><v>5</v></c>'
    assert BOMB in refused(_repeated(10_000, 1_000_000, cell, before), "list.xlsx")


def test_a_short_string_that_many_cells_share_is_read() -> None:
    table = tables.read(_repeated(20_000, 100), "list.xlsx")
    assert {len(cell) for line in table.lines[1:] for cell in line.cells} == {100}
    assert len(table.lines) == 10_001


def test_a_long_string_that_few_cells_show_does_not_count_for_the_others() -> None:
    short: list[object] = ["一", "二"]
    table = tables.read(workbook(["a", "b"], ["長" * 29_000, "二"], *[short] * 20_000), "list.xlsx")
    assert len(table.lines) == 20_001


def test_texts_within_the_cells_count_for_what_they_unpack_to() -> None:
    cell = b'<c t="inlineStr"><is><t>' + b"0123456789" * 2_000 + b"</t></is></c>"
    assert BOMB in refused(with_rows((b"<row>" + cell + b"</row>") * 6_000), "list.xlsx")


@pytest.mark.parametrize("attribute", [b' t="s"', b' a="1"', b" ", b" r", b"<c", b"<a:"])
def test_what_is_repeated_without_end_is_looked_through_in_proportion(attribute: bytes) -> None:
    with suppress(Refusal):
        tables.read(with_rows(b"<row><c" + attribute * (900_000 // len(attribute)) + b"></c></row>"), "list.xlsx")
