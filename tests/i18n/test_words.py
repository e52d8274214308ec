"""Dates, times and numbers read as people write and say them."""

import os
import time as process_time
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.i18n import LANGUAGES, words

CLASS_STARTS = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
EARLIEST = datetime(1873, 1, 2)  # noqa: DTZ001 - hypothesis adds the zone itself
CLASS_ENDS = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def test_a_date_has_its_weekday() -> None:
    assert words.date_words(date(2026, 11, 25), "ja") == "11月25日（水）"
    assert words.date_words(date(2026, 11, 25), "en") == "Wednesday 25 November"


def test_a_date_with_its_year_names_the_era_in_japanese() -> None:
    assert words.date_words(date(2026, 11, 25), "ja", year=True) == "令和8年11月25日（水）"
    assert words.date_words(date(2026, 11, 25), "en", year=True) == "Wednesday 25 November 2026"


def test_a_month_has_its_year() -> None:
    assert words.month_words(date(2026, 11, 1), "ja") == "令和8年11月"
    assert words.month_words(date(2026, 11, 1), "en") == "November 2026"


@pytest.mark.parametrize(
    ("at", "japanese", "english"),
    [
        (time(13, 30), "午後1時30分", "1:30 pm"),
        (time(9, 0), "午前9時", "9 am"),
        (time(12, 0), "正午", "12 noon"),
        (time(12, 5), "午後0時5分", "12:05 pm"),
        (time(0, 0), "午前0時", "12 midnight"),
        (time(0, 30), "午前0時30分", "12:30 am"),
        (time(23, 59), "午後11時59分", "11:59 pm"),
    ],
)
def test_a_time_says_its_half_of_the_day(at: time, japanese: str, english: str) -> None:
    assert words.time_words(at, "ja") == japanese
    assert words.time_words(at, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "japanese"),
    [
        (time(13, 30), time(15), "午後1時30分〜3時"),
        (time(10), time(11, 30), "午前10時〜11時30分"),
        (time(10), time(12), "午前10時〜正午"),
        (time(11), time(13), "午前11時〜午後1時"),
        (time(12), time(13), "正午〜午後1時"),
    ],
)
def test_a_period_says_the_half_of_the_day_once(start: time, end: time, japanese: str) -> None:
    assert words.period_words(start, end, "ja") == japanese


def test_a_class_is_written_by_the_clock_in_japan() -> None:
    assert words.period_words(CLASS_STARTS, CLASS_ENDS, "ja") == "午後1時30分〜3時"
    assert words.period_words(CLASS_STARTS, CLASS_ENDS, "en") == "1:30 pm to 3 pm"
    assert words.moment_words(CLASS_STARTS, "en") == "Wednesday 25 November, 1:30 pm"


def test_a_clerk_can_read_a_class_aloud() -> None:
    japanese = words.spoken_period(CLASS_STARTS, CLASS_ENDS, "ja")
    assert japanese == "11月25日、水曜日、午後1時30分から3時まで"
    english = words.spoken_period(CLASS_STARTS, CLASS_ENDS, "en")
    assert english == "Wednesday 25 November, from 1:30 pm to 3 pm"


def test_late_evening_in_london_is_tomorrow_in_morioka() -> None:
    assert words.date_words(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), "ja") == "11月25日（水）"


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Pacific/Apia", "Asia/Tokyo"])
def test_the_zone_of_the_machine_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TZ", zone)
    process_time.tzset()
    moment = CLASS_STARTS + timedelta(days=365)
    assert words.moment_words(moment, "ja", year=True) == "令和9年11月25日（木）午後1時30分"
    monkeypatch.undo()
    process_time.tzset()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        words.date_words(CLASS_STARTS.replace(tzinfo=None), "ja")


@given(st.datetimes(timezones=st.just(UTC), min_value=EARLIEST), st.sampled_from(sorted(LANGUAGES)))
def test_every_moment_can_be_said(moment: datetime, language: str) -> None:
    assert words.moment_words(moment, language, year=True)


def test_numbers_and_shares() -> None:
    assert words.number_words(12345, "ja") == "12,345"
    assert words.percent_words(0.123, "en") == "12%"


def test_a_goal_that_is_nearly_reached_is_not_called_reached() -> None:
    assert words.percent_words(0.999, "ja") == "99%"
    assert words.percent_words(1.0, "ja") == "100%"


@pytest.mark.parametrize(
    ("language", "day", "with_year", "hours", "number"),
    [
        ("ja-x-easy", "11月25日（水）", "2026年11月25日（水）", "午後1時30分〜3時", "12,345"),
        ("zh-Hans", "11月25日星期三", "2026年11月25日星期三", "13:30 – 15:00", "12,345"),
        ("zh-Hant", "11月25日 星期三", "2026年11月25日 星期三", "下午1:30 – 下午3:00", "12,345"),
        ("ko", "11월 25일 수요일", "2026년 11월 25일 수요일", "오후 1:30 – 오후 3:00", "12,345"),
        ("vi", "Thứ Tư, 25 tháng 11", "Thứ Tư, 25 tháng 11, 2026", "13:30 – 15:00", "12.345"),
        ("fil", "Miyerkules, Nobyembre 25", "Miyerkules, Nobyembre 25, 2026", "1:30\u202fPM – 3:00\u202fPM", "12,345"),
        ("ne", "नोभेम्बर 25, बुधबार", "2026 नोभेम्बर 25, बुधबार", "13:30 – 15:00", "12,345"),
        ("pt-BR", "quarta-feira, 25 de novembro", "quarta-feira, 25 de novembro de 2026", "13:30 – 15:00", "12.345"),
        ("id", "Rabu, 25 November", "Rabu, 25 November 2026", "13.30 – 15.00", "12.345"),
        ("my", "နိုဝင်ဘာ 25 ဗုဒ္ဓဟူး", "2026 နိုဝင်ဘာ 25 ဗုဒ္ဓဟူး", "13:30 – 15:00", "12,345"),
    ],
)
def test_each_language_has_its_own_order_names_and_separators(
    language: str, day: str, with_year: str, hours: str, number: str
) -> None:
    assert words.date_words(CLASS_STARTS, language) == day
    assert words.date_words(CLASS_STARTS, language, year=True) == with_year
    assert words.period_words(CLASS_STARTS, CLASS_ENDS, language) == hours
    assert words.number_words(12345, language) == number
    assert day.split(",", maxsplit=1)[0] in words.moment_words(CLASS_STARTS, language)
    assert words.moment_words(CLASS_STARTS, language).startswith(day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_a_weekday_and_a_year_are_named_in_every_language(language: str) -> None:
    assert "2026" in words.month_words(CLASS_STARTS, language) or language == "ja"
    assert len({words.weekday_words(CLASS_STARTS + timedelta(days=after), language) for after in range(7)}) == 7
    assert "25" in words.day_words(CLASS_STARTS, language)
    assert "2026" in words.fiscal_year_words(2026, language) or language == "ja"
