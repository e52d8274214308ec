"""Dates and hours are read as people say them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from outreach.i18n import words
from outreach.i18n.readings import DIGITS, counted, readings


def _said(text: str) -> list[str]:
    return [reading for _part, reading in readings(text) if reading]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        *zip(
            [f"{n}月1日" for n in range(1, 13)],
            [
                *("いちがつ", "にがつ", "さんがつ", "しがつ", "ごがつ", "ろくがつ", "しちがつ", "はちがつ"),
                *("くがつ", "じゅうがつ", "じゅういちがつ", "じゅうにがつ"),
            ],
            strict=True,
        ),
    ],
)
def test_every_month(text: str, reading: str) -> None:
    assert _said(text) == [reading, "ついたち"]


@pytest.mark.parametrize(
    ("day", "reading"),
    [
        *[(2, "ふつか"), (3, "みっか"), (4, "よっか"), (5, "いつか"), (6, "むいか"), (7, "なのか"), (8, "ようか")],
        *[(9, "ここのか"), (10, "とおか"), (11, "じゅういちにち"), (13, "じゅうさんにち"), (14, "じゅうよっか")],
        *[(17, "じゅうしちにち"), (19, "じゅうくにち"), (20, "はつか"), (21, "にじゅういちにち")],
        *[(24, "にじゅうよっか"), (25, "にじゅうごにち"), (29, "にじゅうくにち"), (30, "さんじゅうにち")],
        (31, "さんじゅういちにち"),
    ],
)
def test_days(day: int, reading: str) -> None:
    assert _said(f"{day}日") == [reading]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("午後1時30分", ["ごご", "いちじ", "さんじゅっぷん"]),
        ("午前9時5分", ["ごぜん", "くじ", "ごふん"]),
        ("4時10分", ["よじ", "じゅっぷん"]),
        ("7時15分", ["しちじ", "じゅうごふん"]),
        ("10時41分", ["じゅうじ", "よんじゅういっぷん"]),
        ("14時48分", ["じゅうよじ", "よんじゅうはっぷん"]),
        ("24時", ["にじゅうよじ"]),
        ("令和8年11月", ["れいわ", "はちねん", "じゅういちがつ"]),
        ("令和元年", ["れいわ", "がんねん"]),
        ("（水）と木曜日", ["すい", "もくようび"]),
        ("正午", ["しょうご"]),
    ],
)
def test_hours_years_and_weekdays(text: str, parts: list[str]) -> None:
    assert _said(text) == parts


@pytest.mark.parametrize(
    "text", ["2時間", "3日間", "全3回", "019-600-0000", "4821-7703", "13月", "日本と月", "90分間", "土木課（月額）"]
)
def test_what_is_no_date_has_no_reading(text: str) -> None:
    assert _said(text) == []


@given(st.text(alphabet="0123456789年月日時分（）火水曜午前後令和元間 ", max_size=40))
def test_nothing_is_lost_and_nothing_added(text: str) -> None:
    assert "".join(part for part, _reading in readings(text)) == text


@given(st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_every_part_of_a_written_moment_is_read(at: datetime) -> None:
    moment = at.replace(tzinfo=clock.TOKYO)
    said = words.moment_words(moment, "ja", year=True)
    unread = "".join(part for part, reading in readings(said) if not reading)
    assert unread == "（）", said


def test_no_two_days_of_a_year_are_read_alike() -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    assert len({tuple(_said(f"{day.month}月{day.day}日")) for day in days}) == 366


def test_counting_goes_to_ninety_nine() -> None:
    assert (counted(10), counted(11), counted(20), counted(99)) == (
        "じゅう",
        "じゅういち",
        "にじゅう",
        "きゅうじゅうきゅう",
    )
    assert len({counted(n) for n in range(1, 100)}) == 99
    assert len(DIGITS) == 10
