"""When a file is due: by a rule of days, at an hour on the clock on the wall in Japan.

Japan has no summer time, so that each day has each hour once. A rule looks only at dates: a server's clock that jumps
back finds nothing due that was due before.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from outreach.clock import TOKYO
from outreach.lessons.office_hours import is_office_day

EVERY = ("day", "week", "month", "working")
# No rule leaves more days between two files: from day 31 of one month to the last one of the next.
LONGEST_PAUSE_DAYS = 45
FARTHEST_BACK_DAYS = 400
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """``number`` is the weekday from 0 (Monday) of ``week``, or the day of ``month``: its last one where it is shorter.

    ``working`` is the first day of the month on which the office is open.
    """

    every: str
    number: int
    hour: int

    def is_due(self, day: date) -> bool:
        """Whether a file is due on this day."""
        match self.every:
            case "day":
                return True
            case "week":
                return day.weekday() == self.number
            case "month":
                return day.day == min(self.number, monthrange(day.year, day.month)[1])
            case _:
                return is_office_day(day) and not any(is_office_day(day - n * _DAY) for n in range(1, day.day))

    def moment(self, day: date) -> datetime:
        """When the file of this day is due."""
        return datetime.combine(day, time(self.hour), tzinfo=TOKYO).astimezone(UTC)

    def passed(self, since: datetime, last: date | None, now: datetime) -> list[date]:
        """The days that came due after ``since`` and after the day of the ``last`` file, until now; oldest first.

        It looks back a good year at most.
        """
        today = now.astimezone(TOKYO).date()
        first = max(since.astimezone(TOKYO).date(), today - FARTHEST_BACK_DAYS * _DAY)
        if last is not None:
            first = max(first, last + _DAY)
        days = [first + n * _DAY for n in range((today - first).days + 1)]
        return [day for day in days if self.is_due(day) and since < self.moment(day) <= now]

    def following(self, now: datetime) -> date:
        """The next day on which a file is due."""
        today = now.astimezone(TOKYO).date()
        days = (today + n * _DAY for n in range(LONGEST_PAUSE_DAYS + 1))
        return next(day for day in days if self.is_due(day) and self.moment(day) > now)
