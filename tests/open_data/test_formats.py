"""The same cells in every form; nothing runs in a spreadsheet, nothing is lost without being named."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.cities import City
from outreach.open_data import formats, workbooks
from outreach.open_data.cells import unguarded
from outreach.open_data.datasets import Column, Dataset, Value
from tests.open_data.reading import table, terms

CITY = City(code="032018", name={"ja": "盛岡市"}, is_sample=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
COLUMNS = (Column("名前"), Column("数", "integer"), Column("緯度", "number"), Column("経度", "number"))


def dataset(*rows: tuple[Value, ...]) -> Dataset:
    names = [column.heading for column in COLUMNS]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return Dataset("events", COLUMNS, found, datetime(2026, 11, 1, tzinfo=UTC), places=True)


@given(TEXTS)
def test_a_text_comes_back_from_csv_as_it_was_and_runs_in_no_spreadsheet(text: str) -> None:
    [row] = table(formats.as_csv(dataset((text, None, None, None))))

    assert unguarded(row["名前"]) == text
    assert not row["名前"].startswith(("=", "@", "\t"))


@given(TEXTS)
def test_a_text_comes_back_from_a_workbook_as_it_was(text: str) -> None:
    grid, _name, _more = workbooks.read(formats.as_xlsx(dataset((text, 3, 39.5, 141.25)), terms(CITY)))

    assert grid[1] == [text, "3", "39.5", "141.25"]


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", '=HYPERLINK("http://x")', "'=1"])
def test_a_formula_is_text_in_every_form(text: str) -> None:
    of = dataset((text, None, None, None))
    cell = table(formats.as_csv(of))[0]["名前"]

    assert cell[0] == "'" or not set(cell) - set("+-0123456789")
    assert b"<f>" not in formats.as_xlsx(of, terms(CITY))
    assert json.loads(formats.as_json(of, terms(CITY)))["rows"][0]["名前"] == text


def test_cp932_writes_what_it_can_and_names_the_rest() -> None:
    content, lost = formats.as_cp932(dataset(("髙橋〜﨑−🍎ｱ", 1, None, None), ("한국", 2, None, None)))

    assert table(content, "cp932")[0]["名前"] == "髙橋～﨑－〓ｱ"
    assert [(one.row, one.heading, one.sign) for one in lost] == [
        (2, "名前", "🍎"),
        (3, "名前", "한"),
        (3, "名前", "국"),
    ]
    assert table(formats.lost_signs(lost))[0] == {
        "行": "2",
        "列": "名前",
        "文字": "🍎",
        "符号位置": "U+1F34E",
        "代わりに書いた文字": "〓",
    }


@given(TEXTS)
def test_every_text_can_be_written_in_cp932_one_way_or_the_other(text: str) -> None:
    content, lost = formats.as_cp932(dataset((text, None, None, None)))

    assert len(content.decode("cp932")) == len(formats.as_csv(dataset((text, None, None, None))).decode("utf-8-sig"))
    assert {one.sign for one in lost} <= set(text)


def test_an_empty_cell_is_null_in_json_and_a_zero_is_a_zero() -> None:
    [row] = json.loads(formats.as_json(dataset(("a", 0, None, None)), terms(CITY)))["rows"]

    assert row == {"名前": "a", "数": 0, "緯度": None, "経度": None}


def test_equal_rows_make_equal_files() -> None:
    first, second = (formats.as_xlsx(dataset(("a", 1, None, None)), terms(CITY)) for _ in range(2))

    assert first == second


def test_a_file_says_whose_it_is_and_that_it_is_a_sample() -> None:
    told = json.loads(formats.as_json(dataset(), terms(CITY)))

    assert told["licence"]["credit"] == "出典：盛岡市"
    assert told["is_sample"] is True
    assert told["updated"] == "2026-11-01T09:00:00+09:00"
