"""A report as a file: CSV that Excel opens and that runs nothing, a workbook, and paper that everybody can read."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach import reports
from outreach.cities import City
from outreach.open_data import workbooks
from outreach.reports import Mark, Period, Report, Table
from tests.papers.printed import printed

CITY = City(slug="morioka", name={"ja": "盛岡市", "en": "Morioka"}, department={"ja": "情報企画課"}, is_sample=True)
HOSTILE = ('=HYPERLINK("http://evil.example")', 12, Mark.WITHHELD, date(2026, 10, 5))


def report(language: str = "ja") -> Report:
    head = ("会場", "回数", "人数", "日付")
    places = Table(
        "centres", "会場別: [一覧]", head, (HOSTILE, ("合計", -3, 40, None)), ("月=1", "=2"), "数え方。", has_sum=True
    )
    rows = Table("rows", "教室の一覧", ("番号", "名前"), ((1, "@cmd"),))
    day = date(2027, 5, 20)
    return Report("centres", "会場別の報告", CITY, Period(2026), day, language, ("注です。",), (places,), rows)


def files(of: Report) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(reports.written(of, "csv"))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_bundle_has_a_file_for_each_table_its_rows_and_what_must_be_said() -> None:
    assert list(files(report())) == ["00-about.csv", "01-centres.csv", "rows.csv"]


def test_a_csv_file_is_utf_8_with_a_mark_and_runs_no_formula() -> None:
    content = files(report())["01-centres.csv"]
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert lines[1] == [f"'{HOSTILE[0]}", "12", "非公表", "2026-10-05", "月=1", "数え方。"]
    assert lines[2] == ["合計", "-3", "40", "", "'=2", "数え方。"]
    assert files(report())["rows.csv"].decode("utf-8-sig").splitlines()[1] == "1,'@cmd"


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    made = reports.written(report(), "xlsx")
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name).decode() for name in sorted(parts.namelist()) if "worksheets/sheet" in name]

    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
    assert "<v>12</v>" in sheets[1]
    assert "<v>-3</v>" in sheets[1]
    assert workbooks.read(made)[2] == 2  # besides the first: the table and the rows


def test_equal_reports_make_equal_files() -> None:
    assert reports.written(report(), "csv") == reports.written(report(), "csv")
    assert reports.written(report(), "xlsx") == reports.written(report(), "xlsx")


def test_a_file_is_named_after_city_report_period_and_day() -> None:
    assert reports.file_name(report(), "pdf") == "morioka-centres-2026-asof-20270520.pdf"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_paper_is_tagged_and_says_everything_that_the_page_says(language: str, tmp_path: Path) -> None:
    paper = printed(reports.written(report(language), "pdf"), tmp_path)

    assert paper.is_ua
    assert paper.info["Title"] == "会場別の報告"
    for said in ("注です。", "数え方。", "月=1", "40", {"ja": "非公表", "en": "withheld"}[language]):
        assert said in paper.text


def test_a_paper_without_a_table_says_so(tmp_path: Path) -> None:
    paper = printed(reports.written(replace(report(), tables=(), rows=None), "pdf"), tmp_path)

    assert "示すものがありません" in paper.text


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-00", "1999", "2026-1", "20265", "2026-05-01", "２０２６", "-2026"]
)
def test_what_is_no_year_and_no_month_is_no_period(text: str) -> None:
    assert Period.read(text) is None


def test_a_period_is_read_as_it_is_written() -> None:
    for text in ("2026", "2026-05", "2027-03"):
        assert str(Period.read(text)) == text
    assert Period.read("2027-03") == Period(2026, date(2027, 3, 1))
    assert (Period(2026).first, Period(2026).last) == (date(2026, 4, 1), date(2027, 3, 31))
    assert Period(2026, date(2027, 2, 1)).last == date(2027, 2, 28)
