"""Time enters through one door."""

from datetime import UTC, date, datetime, timedelta

import time_machine

from outreach import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_date_in_japan_which_begins_nine_hours_earlier() -> None:
    with time_machine.travel(datetime(2027, 4, 1, 15, 0, tzinfo=UTC), tick=False):
        assert clock.today() == date(2027, 4, 2)
        assert clock.today(UTC) == date(2027, 4, 1)
