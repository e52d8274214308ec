"""Years are counted as Japanese offices count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.i18n.eras import (
    ERAS,
    Era,
    era_year,
    fiscal_year,
    fiscal_year_days,
    fiscal_year_words,
    year_words,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 25), "令和8年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1873, 1, 1), "明治6年"),
        (date(1872, 12, 31), "1872年"),
    ],
)
def test_a_day_lies_in_its_era(day: date, words: str) -> None:
    assert year_words(day) == words


@given(st.dates(min_value=date(1873, 1, 1)))
def test_the_year_of_an_era_leads_back_to_the_day(day: date) -> None:
    found = era_year(day)
    assert found
    era, year = found
    assert era.first_year + year - 1 == day.year
    assert year >= 1


@pytest.mark.parametrize("era", ERAS[:-1])
def test_an_era_begins_on_its_first_day_and_not_before(era: Era) -> None:
    today, before = era_year(era.first_day), era_year(era.first_day - timedelta(days=1))
    assert today
    assert before
    assert (today[0], today[1]) == (era, 1)
    assert before[0] is not era


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_every_day_lies_in_its_fiscal_year(day: date) -> None:
    first, last = fiscal_year_days(fiscal_year(day))
    assert first <= day <= last
    assert fiscal_year(first) == fiscal_year(last)
    assert fiscal_year(last + timedelta(days=1)) == fiscal_year(first) + 1


@pytest.mark.parametrize(
    ("year", "words"), [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度")]
)
def test_a_fiscal_year_has_the_name_that_offices_give_it(year: int, words: str) -> None:
    assert fiscal_year_words(year, "ja") == words


def test_a_fiscal_year_is_explained_in_english() -> None:
    assert fiscal_year_words(2026, "en") == "Fiscal year 2026 (April 2026 to March 2027)"
