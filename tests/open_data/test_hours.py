"""Weekdays and closed days are read where every word is understood, as real lists write them; else not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.open_data import hours
from outreach.open_data.cells import Cell, Reader, hour
from outreach.venues.rules import read

WEEK = list(range(7))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("月火水木金土日", WEEK),
        ("火水木金土日", [1, 2, 3, 4, 5, 6]),
        ("月・火・水・木・金・土・日曜日、祝日", WEEK),
        ("月;火;水", [0, 1, 2]),
        ("月火水木金土日祝", WEEK),
        ("月～金", [0, 1, 2, 3, 4]),
        ("月曜日から金曜日まで", [0, 1, 2, 3, 4]),
        ("年中無休", WEEK),
        ("随時", None),
        ("毎月第2・4水曜日", None),
        ("通常は施錠、必要時のみ開錠。", None),
        ("水曜日・12月29日～1月3日休み", None),
        ("休業中", None),
        ("月月火", None),
        ("金～月", None),
    ],
)
def test_weekdays_are_read_only_where_they_are_plain(text: str, days: list[int] | None) -> None:
    assert hours.weekdays(text) == days


NEW_YEAR = {"kind": "yearly", "from": "12-29", "to": "01-03"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("年末年始（１２月２９日から翌年の１月３日まで）は利用不可。", [NEW_YEAR]),
        ("年末年始（12/29～1/3）は終日利用不可。", [NEW_YEAR]),
        ("12月28日から１月４日利用不可", [{"kind": "yearly", "from": "12-28", "to": "01-04"}]),
        ("祝日、12月29日から１月3日は利用不可。", [{"kind": "holidays"}, NEW_YEAR]),
        ("毎週月曜日休館", [{"kind": "weekly", "weekday": 0}]),
        ("第2・4水曜日は休館", [{"kind": "nth", "weekday": 2, "nths": [2, 4]}]),
        ("第3日曜日、祝日の翌日は休館", [{"kind": "nth", "weekday": 6, "nths": [3]}, {"kind": "after_holiday"}]),
        ("予約状況により、19時、20時または21時に閉館。祝日、12月28日から１月４日は利用不可。", None),
        ("開始時間は日の出。日曜日・祝日は日の出から日没まで。", None),
        ("12月29日から1月3日", None),
        ("2月30日から3月1日は休館", None),
        ("第1～4日曜日は休館", None),
    ],
)
def test_closed_days_become_rules_only_where_every_word_is_understood(text: str, rules: list[object] | None) -> None:
    assert hours.closed_rules(text) == rules


def test_a_heading_that_says_closed_needs_no_word_for_it() -> None:
    assert hours.closed("12月29日から翌年の1月3日").fact == [NEW_YEAR]


@given(st.text("月火水木金土日曜祝第1234・、〜～から年末始休館は利用不可。/()（）翌の", max_size=30))
def test_whatever_is_understood_keeps_to_the_form_of_a_centres_hours(text: str) -> None:
    if rules := hours.closed_rules(text):
        read({"rules": rules})


def cells(**texts: str) -> dict[str, Cell]:
    readers: dict[str, Reader] = {"days": hours.days, "opens": hour, "closes": hour, "hours_note": hours.remark}
    return {name: readers[name](text) if text else Cell("") for name, text in texts.items()}


def test_hours_days_and_closed_days_make_up_the_opening() -> None:
    found = hours.opening(cells(days="月火", opens="9:00", closes="17:00", hours_note="祝日は休館"))
    assert found == {
        "week": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]},
        "rules": [{"kind": "holidays"}],
    }


@pytest.mark.parametrize(
    "texts",
    [
        {"days": "月火", "opens": "日の出", "closes": "17:00", "hours_note": ""},
        {"days": "月火", "opens": "9:00", "closes": "17:00", "hours_note": "予約により変わります"},
        {"days": "月火", "opens": "17:00", "closes": "9:00", "hours_note": ""},
        {"days": "", "opens": "9:00", "closes": "17:00", "hours_note": ""},
    ],
)
def test_where_one_word_is_open_nothing_is_claimed(texts: dict[str, str]) -> None:
    assert hours.opening(cells(**texts)) == {}
