"""A rule gives exactly the days that a walk over the calendar finds; what cannot be gets a sentence at its field."""

import calendar
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.lessons import recurrence
from outreach.lessons.planning import FURTHEST
from outreach.lessons.recurrence import LAST, MOST_DATES, NTHS, Rule, clean_days, clean_rule, dates
from outreach.refusal import Refusals

TODAY = date(2026, 11, 21)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda some: tuple(sorted(some)))


def _oracle(rule: Rule) -> list[date]:
    """Every day from the first to the last, one by one."""
    assert rule.first
    found: list[date] = []
    day = rule.first
    while day <= (rule.last or TODAY + FURTHEST) and len(found) < (rule.count or 10_000):
        if day.weekday() in rule.weekdays and (_in_week(rule, day) if rule.kind == "weekly" else _is_nth(rule, day)):
            found.append(day)
        day += timedelta(days=1)
    return found


def _in_week(rule: Rule, day: date) -> bool:
    assert rule.first
    monday = rule.first - timedelta(days=rule.first.weekday())
    return (day - monday).days // 7 % rule.every == 0


def _is_nth(rule: Rule, day: date) -> bool:
    is_last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return (day.day - 1) // 7 + 1 in rule.nths or (is_last and LAST in rule.nths)


def _dates(rule: Rule) -> list[date]:
    try:
        return dates(rule, TODAY)
    except Refusals as refused:
        [why] = refused
        assert why.field in ("last", "count")
        return []


@given(WEEKDAYS, st.integers(1, 9), st.integers(0, 400), st.integers(0, 300))
def test_weekly_days_are_those_of_a_walk_over_the_calendar(
    weekdays: tuple[int, ...], every: int, start: int, length: int
) -> None:
    first = TODAY + timedelta(days=start)
    rule = Rule("weekly", first, last=first + timedelta(days=length), weekdays=weekdays, every=every)

    found = _oracle(rule)

    assert _dates(rule) == (found if len(found) <= MOST_DATES else [])


@given(WEEKDAYS, st.lists(st.sampled_from(NTHS), min_size=1, unique=True), st.integers(0, 300), st.integers(0, 430))
def test_days_of_the_month_are_those_of_a_walk_over_the_calendar(
    weekdays: tuple[int, ...], nths: list[int], start: int, length: int
) -> None:
    first = TODAY + timedelta(days=start)
    rule = Rule("monthly", first, last=first + timedelta(days=length), weekdays=weekdays, nths=tuple(nths))

    found = _oracle(rule)

    assert _dates(rule) == (found if len(found) <= MOST_DATES else [])


@given(WEEKDAYS, st.integers(1, 52), st.integers(1, MOST_DATES))
def test_a_number_of_dates_gives_that_many_or_is_refused_for_going_too_far(
    weekdays: tuple[int, ...], every: int, count: int
) -> None:
    rule = Rule("weekly", TODAY, count=count, weekdays=weekdays, every=every)
    found = _oracle(rule)

    assert _dates(rule) == (found if len(found) == count else [])


@given(st.lists(st.dates(TODAY, TODAY + FURTHEST), min_size=1, max_size=MOST_DATES))
def test_chosen_days_come_once_each_and_in_order(days: list[date]) -> None:
    assert dates(Rule("dates", days=tuple(days)), TODAY) == sorted(set(days))


@given(st.text(max_size=200))
def test_any_text_gives_days_or_a_sentence(text: str) -> None:
    with suppress(Refusals):
        assert 1 <= len(clean_days(text)) <= MOST_DATES


def test_a_fifth_wednesday_is_skipped_in_months_that_have_none() -> None:
    rule = Rule("monthly", date(2026, 12, 1), last=date(2027, 6, 30), weekdays=(2,), nths=(5,))

    assert dates(rule, TODAY) == [date(2026, 12, 30), date(2027, 3, 31), date(2027, 6, 30)]


def test_every_other_week_is_counted_from_the_week_of_the_first_day() -> None:
    rule = Rule("weekly", date(2026, 12, 4), count=4, weekdays=(0, 4), every=2)

    assert dates(rule, TODAY) == [date(2026, 12, 4), date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 28)]


WEEKLY = {"rule": "weekly", "first": "2026-12-01", "ends_by": "last", "last": "2027-03-31", "every": "1", "count": "24"}


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"ends_by": "count", "count": "10000"}, "count", "This is more than 200 dates."),
        ({"last": "2028-11-01"}, "last", "This is more than 200 dates."),
        ({"ends_by": "count", "count": "0"}, "count", "Please write a number from 1 to 200."),
        ({"ends_by": "count", "count": "many"}, "count", "Please write a number."),
        ({"first": "2027-02-31"}, "first", "Please write a date that exists"),
        ({"last": "2027-02-31"}, "last", "Please write a date that exists"),
        ({"last": "2026-11-30"}, "last", "The last day must not be before the first day."),
        ({"last": "2026-12-01"}, "last", "No day fits this rule."),
        ({"first": "2026-11-20"}, "first", "This day is over."),
        ({"first": "2999-12-01", "ends_by": "count"}, "first", "Please choose a day within the next two years."),
        ({"last": "2999-12-31"}, "last", "Please choose a day within the next two years."),
        ({"every": "0"}, "every", "Please write a number of weeks from 1 to 52."),
        ({"every": "52", "ends_by": "count"}, "count", "Please choose a day within the next two years."),
        ({"rule": "dates", "days": "2026-12-01, 2027-02-31"}, "days", "2027-02-31 is not a date that exists."),
        ({"rule": "dates", "days": "2026-12-01 2020-01-01"}, "days", "This day is over."),
        ({"rule": "dates", "days": " "}, "days", "Please write at least one date"),
        ({"rule": "dates", "days": "2026-12-01 " * 201}, "days", "This is more than 200 dates."),
        ({"rule": "yearly"}, "rule", "Please choose one of the answers."),
    ],
)
def test_a_rule_that_cannot_be_gets_a_sentence_at_its_field(typed: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(Refusals) as refused:
        dates(clean_rule(WEEKLY | typed, ["2", "4", "6"], []), TODAY)

    assert [one.field for one in refused.value] == [field]
    assert str(refused.value).startswith(sentence)


def test_a_rule_without_weekdays_or_weeks_is_told_both() -> None:
    with pytest.raises(Refusals) as refused:
        dates(clean_rule(WEEKLY | {"rule": "monthly"}, [], ["9", "x"]), TODAY)

    assert [one.field for one in refused.value] == ["weekdays", "nths"]


def test_days_are_read_as_people_write_them() -> None:
    assert clean_days("2026-12-01\n２０２６年１２月８日、2026/12/15") == (
        date(2026, 12, 1),
        date(2026, 12, 8),
        date(2026, 12, 15),
    )


def test_without_the_limit_the_walk_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurrence, "MOST_DATES", 20_000)

    assert len(dates(clean_rule(WEEKLY | {"last": "2028-11-01"}, ["2", "4", "6"], []), TODAY)) > MOST_DATES
