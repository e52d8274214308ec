"""When what is erased: the rules by themselves, over days that nobody thought of."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.retention import DAYS, Traces, days_of, due_of, fiscal_year_end

days_between = st.dates(date(2020, 1, 1), date(2040, 12, 31))
traces = st.builds(
    Traces,
    st.integers(1, 9),
    days_between,
    st.none() | days_between,
    st.none() | days_between,
    st.booleans(),
    st.booleans(),
)
own_days = st.fixed_dictionaries({kind: st.integers(0, 400) for kind in DAYS})
TOUCHED = date(2026, 4, 1)


def told(**over: object) -> list[tuple[str, date]]:
    facts: dict[str, object] = {"id": 1, "touched": TOUCHED, **over}
    return [(one.kind, one.on) for one in due_of(Traces(**facts), DAYS)]  # type: ignore[arg-type]


def test_who_had_a_seat_is_erased_ninety_days_after_the_end_of_the_fiscal_year() -> None:
    for day in (date(2026, 4, 1), date(2026, 11, 21), date(2027, 3, 31)):
        assert told(last=day, seated=day) == [("person", date(2027, 6, 29))]
    assert told(last=date(2027, 4, 1), seated=date(2027, 4, 1)) == [("person", date(2028, 6, 29))]


def test_who_only_waited_is_erased_thirty_days_after_the_class_that_she_wanted() -> None:
    assert told(last=date(2026, 5, 10)) == [("waited", date(2026, 6, 9))]


def test_who_never_signed_up_is_erased_thirty_days_after_she_was_written_down() -> None:
    assert told() == [("waited", date(2026, 5, 1))]


def test_needs_go_thirty_days_after_the_last_class() -> None:
    day = date(2026, 5, 10)
    assert told(last=day, seated=day, needs=True) == [("needs", date(2026, 6, 9)), ("person", date(2027, 6, 29))]


def test_nothing_goes_while_a_class_is_to_come() -> None:
    assert told(last=date(2020, 5, 10), seated=date(2020, 5, 10), needs=True, coming=True) == []


@given(traces, own_days)
def test_needs_never_outlive_the_person_and_nothing_goes_before_the_class(of: Traces, days: dict[str, int]) -> None:
    found = {one.kind: one.on for one in due_of(of, days)}
    assert len(found) == 0 if of.coming else len(found) in (1, 2)
    gone = found.get("person", found.get("waited"))
    if gone is None:
        return
    assert gone >= max(filter(None, [of.last, of.seated]), default=of.touched)
    if of.needs:
        assert found.get("needs", gone) <= gone
    assert all(one.on == found[one.kind] for one in due_of(of, days))


@given(traces, own_days, st.integers(1, 400))
def test_a_later_class_never_brings_erasing_forward(of: Traces, days: dict[str, int], later: int) -> None:
    if of.coming or of.last is None or of.seated is None:
        return
    moved = Traces(of.id, of.touched, of.last + timedelta(later), of.seated, of.needs)
    assert due_of(moved, days)[-1].on >= due_of(of, days)[-1].on


@given(days_between)
def test_a_fiscal_year_ends_on_the_next_31_march(day: date) -> None:
    end = fiscal_year_end(day)
    assert (end.month, end.day) == (3, 31)
    assert day <= end < day + timedelta(days=366)


@pytest.mark.parametrize("value", [-1, 10**6, True, None, "30", 1.5])
def test_a_citys_own_days_count_where_they_mean_something(value: object) -> None:
    assert days_of({"needs": 14})["needs"] == 14
    assert days_of({"needs": value})["needs"] == DAYS["needs"]  # type: ignore[dict-item]
    assert set(days_of({"other": 1})) == set(DAYS)
    assert (days_of({"sent": 0})["sent"], days_of({"sent": 8})["sent"]) == (7, 8)
