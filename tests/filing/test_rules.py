"""When a file is due: short months, leap days, holidays, the turn of the year, and clocks that jump."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.clock import TOKYO
from outreach.filing.rules import EVERY, Rule
from outreach.lessons.office_hours import is_office_day

DAY = timedelta(days=1)
RULES = st.builds(
    Rule, st.sampled_from([one for one in EVERY if one != "month"]), st.integers(0, 6), st.integers(0, 23)
) | st.builds(Rule, st.just("month"), st.integers(1, 31), st.integers(0, 23))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: date, hour: int) -> datetime:
    """So late on this day in Japan."""
    return datetime.combine(day, datetime.min.time(), TOKYO) + timedelta(hours=hour)


@given(st.integers(1, 31), st.integers(2024, 2035), st.integers(1, 12))
def test_each_month_has_one_day_of_the_month(number: int, year: int, month: int) -> None:
    days = monthrange(year, month)[1]
    due = [day for day in range(1, days + 1) if Rule("month", number, 9).is_due(date(year, month, day))]
    assert due == [min(number, days)]


@given(st.integers(2020, 2035), st.integers(1, 12))
def test_each_month_has_one_first_working_day_and_none_before_it_works(year: int, month: int) -> None:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    (due,) = [day for day in days if Rule("working", 0, 9).is_due(day)]
    assert is_office_day(due)
    assert not any(is_office_day(day) for day in days if day < due)


@pytest.mark.parametrize(
    ("every", "number", "day"),
    [
        ("month", 31, date(2028, 2, 29)),
        ("month", 30, date(2027, 2, 28)),
        ("month", 31, date(2027, 4, 30)),
        ("working", 0, date(2027, 1, 4)),  # after the turn of the year, 1 to 3 January
        ("working", 0, date(2028, 1, 4)),
        ("working", 0, date(2027, 5, 6)),  # after Golden Week: a weekend, three holidays, a substitute one
        ("week", 0, date(2026, 11, 23)),  # a holiday changes nothing for a rule of weekdays
    ],
)
def test_the_hard_days(every: str, number: int, day: date) -> None:
    assert Rule(every, number, 9).is_due(day)


@given(RULES, MOMENTS, st.lists(st.integers(0, 40 * 24), min_size=1, max_size=8))
def test_however_often_one_looks_each_day_is_found_once_and_in_order(
    rule: Rule, since: datetime, hours: list[int]
) -> None:
    now, last, found = since, None, list[date]()
    for step in hours:
        now += timedelta(hours=step)
        days = rule.passed(since, last, now)
        found += days
        last = found[-1] if found else None
    every = [since.astimezone(TOKYO).date() + n * DAY for n in range((now - since).days + 2)]
    assert found == [day for day in every if rule.is_due(day) and since < rule.moment(day) <= now]


@given(RULES, MOMENTS, st.integers(0, 90 * 24), st.integers(0, 90 * 24))
def test_a_clock_that_jumps_back_finds_nothing_again(rule: Rule, since: datetime, ahead: int, back: int) -> None:
    then = since + timedelta(hours=ahead)
    days = rule.passed(since, None, then)
    last = days[-1] if days else None
    for now in (then - timedelta(hours=back), then):
        again = rule.passed(since, last, now)
        assert not set(again) & set(days)


@given(RULES, MOMENTS)
def test_the_next_day_is_the_first_that_will_be_found(rule: Rule, now: datetime) -> None:
    day = rule.following(now)
    assert rule.passed(now, None, rule.moment(day)) == [day]


def test_an_hour_is_that_of_the_clock_on_the_wall_in_japan() -> None:
    rule = Rule("day", 0, 6)
    assert rule.moment(date(2026, 12, 1)) == datetime(2026, 11, 30, 21, tzinfo=UTC)
    since = at(date(2026, 11, 30), 6)
    assert rule.passed(since, None, at(date(2026, 12, 1), 5)) == []
    assert rule.passed(since, None, at(date(2026, 12, 1), 6)) == [date(2026, 12, 1)]


def test_after_years_it_does_not_look_back_for_ever() -> None:
    found = Rule("day", 0, 9).passed(at(date(2020, 1, 1), 0), None, at(date(2026, 12, 1), 12))
    assert len(found) <= 401
    assert found[-1] == date(2026, 12, 1)
