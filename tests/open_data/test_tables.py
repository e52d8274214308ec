"""Whatever a city or a spreadsheet program writes is read whole, or refused with one clear sentence."""

import csv
import io
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import pytest
import xlsxwriter  # type: ignore[import-untyped] # ships no types
from hypothesis import given
from hypothesis import strategies as st

from outreach.open_data import tables, workbooks
from outreach.open_data.limits import ROWS
from outreach.open_data.tables import Table
from outreach.refusal import Refusal

LIST = "番号,名称,電話番号\r\n1,東会館,019-600-0101\r\n2,髙﨑会館,019-600-0102\r\n"
CELLS = [["1", "東会館", "019-600-0101"], ["2", "髙﨑会館", "019-600-0102"]]


def rows(table: Table) -> list[list[str]]:
    return [line.cells for line in table.lines]


def refused(content: bytes, name: str = "list.csv") -> str:
    with pytest.raises(Refusal) as caught:
        tables.read(content, name)
    assert caught.value.field == "file"
    return str(caught.value)


def workbook(*lines: list[object], sheets: int = 1, password: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day, hour = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "h:mm"})
        for number in range(sheets):
            sheet = book.add_worksheet(f"一覧{number + 1}")
            for at, line in enumerate(lines if number == 0 else []):
                for column, cell in enumerate(line):
                    style = hour if isinstance(cell, time) else day if isinstance(cell, date) else None
                    sheet.write(at, column, cell, style)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("cp932", "CP932"),
        ("utf-16", "UTF-16LE (BOM)"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), ("\t", "tab"), (";", "semicolon")])
def test_each_encoding_and_delimiter_gives_the_same_table(encoding: str, told: str, delimiter: str, name: str) -> None:
    table = tables.read(LIST.replace(",", delimiter).encode(encoding), "list.csv")
    assert table.headings == ["番号", "名称", "電話番号"]
    assert rows(table) == CELLS
    assert (table.form["encoding"], table.form["delimiter"]) == (told, name)


def test_a_mark_of_utf_16_with_the_other_order_is_read() -> None:
    table = tables.read(b"\xfe\xff" + LIST.encode("utf-16-be"))
    assert rows(table) == CELLS


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))), min_size=3, max_size=3))
)
def test_any_cells_come_back_as_they_were_written(lines: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b", "c"], *lines, ["x", "y", "z"]])
    table = tables.read(text.getvalue().encode("utf-8-sig"))
    assert rows(table) == [*lines, ["x", "y", "z"]]


@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_sentence(content: bytes) -> None:
    with suppress(Refusal):
        assert tables.read(content, "list.csv").headings


@given(st.binary(max_size=200), st.integers(0, 5000))
def test_a_damaged_workbook_gives_a_table_or_a_sentence(noise: bytes, at: int) -> None:
    whole = workbook(["番号", "名称"], [1, "東会館"])
    with suppress(Refusal):
        tables.read(whole[:at] + noise + whole[at + len(noise) :], "list.xlsx")


def test_a_blank_first_line_is_skipped_and_told() -> None:
    table = tables.read(f"\r\n,,\r\n{LIST}".encode())
    assert rows(table) == CELLS
    assert table.notes == [{"kind": "blank-start", "n": 2, "row": 3}]
    assert [line.number for line in table.lines] == [4, 5]


def test_line_breaks_within_cells_stay() -> None:
    table = tables.read('番号,"都道府県コード又は\n市区町村コード"\n1,"二階\r\n研修室"\n'.encode())
    assert table.headings[1] == "都道府県コード又は\n市区町村コード"
    assert rows(table) == [["1", "二階\r\n研修室"]]


def test_what_stands_below_the_table_is_told_from_its_rows() -> None:
    table = tables.read(f"{LIST},,\r\n3,,\r\nVer1\r\n\r\n".encode())
    assert [line.kind for line in table.lines] == ["row", "row", "blank", "numbered", "footer", "blank"]


def test_a_single_cell_in_the_middle_is_a_row_not_a_footer() -> None:
    table = tables.read(f"番号,名称,電話番号\nVer1,,\n{LIST.partition(chr(10))[2]}".encode())
    assert [line.kind for line in table.lines] == ["row", "row", "row"]


def test_ragged_rows_are_told() -> None:
    table = tables.read(b"a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n")
    assert [line.missing for line in table.lines] == [1, 0, 0]
    assert [line.surplus for line in table.lines] == [[], [], ["4"]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        ("番号,名称\n".encode(), "no rows"),
        ("名称\n東会館\n".encode(), "only one cell"),
        ("番号,,名称\n1,2,3\n".encode(), "Column 2 has no heading"),
        ("番号,名称,名 称\n1,2,3\n".encode(), "名 称"),
        ("ＩＤ,ID\n1,2\n".encode(), "“ID” stands there twice"),
        ('番号,名称\n1,"東会館\n2,西会館\n'.encode(), "quotation marks"),
        ("番号,名称\n1,東\x01会館\n".encode(), "Row 2, column “名称”"),
        ("番号,名称\n1,東\x00会館\n".encode(), "UTF-8, CP932 or UTF-16"),
        ("番号,名称\n1,東\u202e会館\n".encode(), "Row 2, column “名称”"),
        (b"\xef\xbb\xbf\xff\xfe,a\n1,2\n", "UTF-8 (BOM)"),
        ("番号,名称\n1,\ud800\n".encode("utf-16", "surrogatepass"), "UTF-16LE (BOM)"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<!DOCTYPE html><html>", "page of the web"),
        (b"\x81\xff\xfe\xfa\x80", "UTF-8, CP932 or UTF-16"),
        (("番号,名称\n1," + "あ" * 30_001 + "\n").encode(), "30,000"),
        (b"a,b\n" + b"1,2\n" * (ROWS + 200), "Please split it"),
        (",".join(f"h{n}" for n in range(200)).encode() + b"\n1,2\n", "150 columns"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_whole_is_refused_with_a_sentence(content: bytes, told: str) -> None:
    assert told in refused(content)


def test_a_workbooks_cells_are_read_as_a_person_reads_them() -> None:
    head: list[object] = ["番号", "日", "時", "緯度", "法人番号", "可否"]
    line: list[object] = [32018, date(2026, 4, 1), time(9, 0), 39.709894, 5000020172120, True]
    table = tables.read(workbook(head, line), "list.xlsx")
    assert rows(table) == [["32018", "2026-04-01", "09:00", "39.709894", "5000020172120", "TRUE"]]
    assert table.form == {"format": "XLSX", "sheet": "一覧1", "row": 1}


def test_moments_are_written_to_the_minute() -> None:
    assert workbooks.as_text(datetime(2026, 4, 1, 9, 30)) == "2026-04-01 09:30"  # noqa: DTZ001 - a cell has no zone
    assert workbooks.as_text(time(9, 0, 5)) == "09:00:05"
    assert workbooks.as_text(None) == ""


def test_other_sheets_and_a_wrong_name_are_told() -> None:
    table = tables.read(workbook(["a", "b"], ["1", "2"], sheets=3), "list.csv")
    assert [note["kind"] for note in table.notes] == ["name", "sheets"]
    assert table.notes[1]["n"] == 2


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    assert "unpacks to far more" in refused(_zip(xl__workbook_xml=b"0" * 120_000_000), "list.xlsx")
    assert "unpacks to far more" in refused(_zip(xl__workbook_xml=b"0" * 5_000_000), "list.xlsx")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(_zip(xl__workbook_xml=b"0" * 50_000_000))
    claimed = struct.pack("<I", 1000)
    content = bytearray(bytes(content).replace(struct.pack("<I", 50_000_000), claimed))
    assert "unpacks to far more" in refused(bytes(content), "list.xlsx")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbooks.OLE + b"\0" * 600, "old Excel file"),
        (workbooks.OLE + b"\0" * 200 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<a/>"), "archive"),
        (_zip(xl__workbook_bin=b"1"), "binary Excel"),
        (_zip(word__document_xml=b"<a/>"), "no workbook"),
        (_zip(xl__workbook_xml=b"<a/>"), "damaged"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
    ],
)
def test_what_is_no_open_workbook_is_refused_with_a_sentence(content: bytes, told: str) -> None:
    assert told in refused(content, "list.xlsx")


def test_an_opendocument_file_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "ods" in refused(out.getvalue(), "list.xlsx")
