"""When a city's office can be called: an offer ends while somebody answers the phone, and before it is too late.

Local governments are closed on Saturdays, Sundays, national holidays and from 29 December to 3 January
(地方自治法 第4条の2).
"""

from datetime import UTC, date, datetime, time, timedelta

from outreach import clock
from outreach.venues import holidays

OPENS, CLOSES = time(9), time(17)
OFFER_HOURS = 8
_YEARS_END, _YEARS_START = (12, 29), (1, 3)


def is_office_day(day: date) -> bool:
    """Whether the office is open on this day."""
    at = (day.month, day.day)
    return holidays.is_working(day) and not (at >= _YEARS_END or at <= _YEARS_START)


def cut_off(starts_at: datetime) -> datetime:
    """The end of the last office day before the class: from then on nobody is offered a seat, the desk calls."""
    day = starts_at.astimezone(clock.TOKYO).date() - timedelta(days=1)
    while not is_office_day(day):
        day -= timedelta(days=1)
    return _at(day, CLOSES)


def after(moment: datetime, hours: float) -> datetime:
    """The moment at which the office has been open for so many hours since then."""
    left = timedelta(hours=hours)
    day = moment.astimezone(clock.TOKYO).date()
    while True:
        begins, ends = max(moment, _at(day, OPENS)), _at(day, CLOSES)
        if is_office_day(day) and begins < ends:
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
        day += timedelta(days=1)


def offer_ends(now: datetime, starts_at: datetime) -> datetime | None:
    """Until when a seat of this class that is offered now is kept; None from the cut-off on."""
    last = cut_off(starts_at)
    return min(after(now, OFFER_HOURS), last) if now < last else None


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.TOKYO).astimezone(UTC)
