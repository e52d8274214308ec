"""Rules as real halls publish them, and the calendar to judge them by, written down and computed another way."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from outreach.venues import Centre

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_DAY = {"week": {day: [["09:00", "21:00"]] for day in WEEK}}

# 内閣府「国民の祝日」, with substitutes and the days between two holidays, written down by hand.
_BY_YEAR = {
    2026: "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123",
    2027: "0101 0111 0211 0223 0321 0322 0429 0503 0504 0505 0719 0811 0920 0923 1011 1103 1123",
    2028: "0101 0110 0211 0223 0320 0429 0503 0504 0505 0717 0811 0918 0922 1009 1103 1123",
}
HOLIDAYS = {date(y, int(d[:2]), int(d[2:])) for y, days in _BY_YEAR.items() for d in days.split()}
HOLIDAYS.add(date(2029, 1, 1))

# Mondays that are holidays, and the working day that is closed in their place.
MOVED = {
    date(int(y), int(m), int(d)): date(int(y), int(m2), int(d2))
    for y, m, d, m2, d2 in (
        line.replace("-", " ").split()
        for line in (
            "2026-1-12 1-13",
            "2026-2-23 2-24",
            "2026-5-4 5-7",
            "2026-7-20 7-21",
            "2026-9-21 9-24",
            "2026-10-12 10-13",
            "2026-11-23 11-24",
            "2027-1-11 1-12",
            "2027-3-22 3-23",
            "2027-5-3 5-6",
            "2027-7-19 7-20",
            "2027-9-20 9-21",
            "2027-10-11 10-12",
            "2028-1-10 1-11",
            "2028-3-20 3-21",
            "2028-7-17 7-18",
            "2028-9-18 9-19",
            "2028-10-9 10-10",
        )
    )
}


def hall(*rules: dict[str, Any], **opening: Any) -> Centre:
    """A hall with these rules, open from 9 to 21 where nothing else is said."""
    return Centre(opening={**ALL_DAY, **opening, "rules": list(rules)})


def days() -> Iterator[date]:
    """Every day of the three years."""
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def mondays_moved() -> set[date]:
    """毎週月曜（祝日なら翌平日）."""
    mondays = {day for day in days() if calendar.day_name[day.weekday()] == "Monday"}
    return {MOVED.get(day, day) for day in mondays}


def third_sundays() -> set[date]:
    """第3日曜."""
    found = set()
    for year in (2026, 2027, 2028):
        for month in range(1, 13):
            sundays = [week[6] for week in calendar.monthcalendar(year, month) if week[6]]
            found.add(date(year, month, sundays[2]))
    return found


def after_holidays() -> set[date]:
    """祝日の翌日."""
    return {day + timedelta(days=1) for day in HOLIDAYS} & set(days())


def numbered(*spans: tuple[int, int]) -> set[date]:
    """Every day whose month and day, as a number like 1229, lies in one of the spans."""
    return {day for day in days() for first, last in spans if first <= day.month * 100 + day.day <= last}
