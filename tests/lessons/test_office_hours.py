"""Office hours: an offer ends while somebody answers the phone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from outreach.lessons import office_hours

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


def japan(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=clock.TOKYO)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    "day",
    [date(2026, 11, 21), date(2026, 11, 23), date(2026, 12, 29), date(2027, 1, 3)],  # the 23rd: Labour Thanksgiving Day
)
def test_the_office_is_closed_on_weekends_holidays_and_around_new_year(day: date) -> None:
    assert not office_hours.is_office_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 28), date(2027, 1, 4)])
def test_the_office_is_open_on_other_days(day: date) -> None:
    assert office_hours.is_office_day(day)


@pytest.mark.parametrize(
    ("starts", "cut"),
    [
        (japan(2026, 11, 20, 10, 0), japan(2026, 11, 19, 17, 0)),
        (japan(2026, 11, 24, 10, 0), japan(2026, 11, 20, 17, 0)),  # after a weekend and a holiday
        (japan(2027, 1, 4, 9, 0), japan(2026, 12, 28, 17, 0)),
    ],
)
def test_the_cut_off_is_the_end_of_the_last_office_day_before_the_class(starts: datetime, cut: datetime) -> None:
    assert office_hours.cut_off(starts) == cut


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (japan(2026, 11, 18, 10, 0), japan(2026, 11, 19, 10, 0)),
        (japan(2026, 11, 18, 9, 0), japan(2026, 11, 18, 17, 0)),
        (japan(2026, 11, 18, 20, 0), japan(2026, 11, 19, 17, 0)),  # at night the office sleeps
        (japan(2026, 11, 20, 16, 0), japan(2026, 11, 24, 16, 0)),  # Friday afternoon, a long weekend
    ],
)
def test_eight_office_hours_later(now: datetime, ends: datetime) -> None:
    assert office_hours.after(now, office_hours.OFFER_HOURS) == ends


@given(MOMENTS, st.integers(1, 40))
def test_an_end_is_within_office_hours_and_later_is_never_sooner(moment: datetime, hours: int) -> None:
    end = office_hours.after(moment, hours).astimezone(clock.TOKYO)
    assert office_hours.is_office_day(end.date())
    assert time(9) <= end.time() <= time(17)
    assert end >= moment + timedelta(hours=hours)
    assert office_hours.after(moment + timedelta(minutes=7), hours) >= end


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)))
def test_an_offer_never_outlasts_the_cut_off(now: datetime, until_class: timedelta) -> None:
    starts = now + until_class
    ends, cut = office_hours.offer_ends(now, starts), office_hours.cut_off(starts)
    assert cut < starts
    assert (ends is None) is (now >= cut)
    assert ends is None or now < ends <= cut
