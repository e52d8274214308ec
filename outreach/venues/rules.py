"""The rules by which a hall opens and closes, typed, and their form in the rows: `Centre.opening`.

``{}`` means that nobody has found out. ``week`` holds the spans of each weekday that has any, ``holidays`` the spans of
national holidays where they differ; a weekday without spans is closed. Without ``week`` only the closed days are known.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = "24:00"
LAST_MINUTE = time(23, 59)

Hours = tuple[tuple[time, time], ...]
MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Closed on this weekday (0 is Monday); ``moved``: on a holiday it opens, and the next working day is closed."""

    weekday: int
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """Closed on the nth such weekdays of each month: (6, (3,)) is 第3日曜."""

    weekday: int
    nths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Holidays:
    """Closed on national holidays."""


@dataclass(frozen=True, slots=True)
class AfterHoliday:
    """Closed on the day after a holiday (祝日の翌日); ``moved``: on the first working day after it."""

    moved: bool = False


@dataclass(frozen=True, slots=True)
class Yearly:
    """Closed from one day of the year to another, both included; across the new year where ``last`` comes earlier."""

    first: MonthDay
    last: MonthDay

    def holds(self, day: date) -> bool:
        """Whether this day is within. 29 February is a day like others in the years that have it."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


Rule = Weekly | Nth | Holidays | AfterHoliday | Yearly


@dataclass(frozen=True, slots=True)
class Opening:
    """How a hall opens: the hours of the seven weekdays (None: not known), of holidays (None: as on any day), rules."""

    week: tuple[Hours, ...] | None = None
    holidays: Hours | None = None
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a hall that never opens: it has no hours to keep."""
        if self.week is not None and not (len(self.week) == len(WEEK) and any(self.week)):
            raise ValueError(self.week)

    @property
    def known(self) -> bool:
        """Whether anybody has found out anything."""
        return self != Opening()


def read(kept: Mapping[str, Any]) -> Opening:
    """What `Centre.opening` says; raises ValueError where it does not keep to the form."""
    return _read(json.dumps(kept, sort_keys=True))


@lru_cache(maxsize=2048)
def _read(kept: str) -> Opening:
    found = json.loads(kept)
    try:
        week = dict(found.get("week", {}))
        rules = [rule for rule in found.get("rules", []) if not _as_hours(rule, week)]
        if not set(week) <= set(WEEK):
            raise ValueError(kept)
        return Opening(
            week=tuple(hours(week.get(key, [])) for key in WEEK) if any(week.values()) else None,
            holidays=hours(found["holidays"]) if "holidays" in found else None,
            rules=tuple(_READERS[rule["kind"]](rule) for rule in rules),
        )
    except (AttributeError, KeyError, TypeError, IndexError) as wrong:
        raise ValueError(kept) from wrong


def _as_hours(rule: Mapping[str, Any], week: dict[str, Any]) -> bool:
    if rule["kind"] != "hours":
        return False
    week[WEEK[rule["weekday"]]] = rule["hours"]
    return True


def hours(spans: Sequence[Sequence[str]]) -> Hours:
    """Spans of a day in order; ValueError for one that ends before it begins, or two that overlap."""
    read_ = sorted((time.fromisoformat(first), _end(last)) for first, last in spans)
    ends = [time.min] + [last for _first, last in read_]
    if any(not end <= first < last for end, (first, last) in zip(ends, read_, strict=False)):
        raise ValueError(spans)
    return tuple(read_)


def _end(text: str) -> time:
    return LAST_MINUTE if text == MIDNIGHT else time.fromisoformat(text)


def month_day(text: str) -> MonthDay:
    """A day of the year from ``12-29``; ValueError for one that no year has."""
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day


def _weekday(number: int) -> int:
    if number not in range(7):
        raise ValueError(number)
    return number


def _nths(numbers: Sequence[int]) -> tuple[int, ...]:
    if not numbers or not set(numbers) <= set(range(1, 6)):
        raise ValueError(numbers)
    return tuple(sorted(set(numbers)))


_READERS: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
    "weekly": lambda rule: Weekly(_weekday(rule["weekday"]), rule.get("moved", False) is True),
    "nth": lambda rule: Nth(_weekday(rule["weekday"]), _nths(rule["nths"])),
    "holidays": lambda _rule: Holidays(),
    "after_holiday": lambda rule: AfterHoliday(rule.get("moved", False) is True),
    "yearly": lambda rule: Yearly(month_day(rule["from"]), month_day(rule["to"])),
}


def closing_rules(opening: Opening) -> list[Rule]:
    """The rules that close days, also those that a week without hours on some day implies."""
    said = {rule.weekday for rule in opening.rules if isinstance(rule, Weekly)}
    week = opening.week or ()
    implied = [Weekly(weekday) for weekday, hours in enumerate(week) if not hours and weekday not in said]
    return [*implied, *opening.rules]


def kept(opening: Opening) -> dict[str, Any]:
    """The same as `Centre.opening` keeps it."""
    found: dict[str, Any] = {}
    if opening.week is not None:
        found["week"] = {key: _spans(day) for key, day in zip(WEEK, opening.week, strict=True) if day}
    if opening.holidays is not None:
        found["holidays"] = _spans(opening.holidays)
    if opening.rules:
        found["rules"] = [_rule(rule) for rule in opening.rules]
    return found


def _spans(day: Hours) -> list[list[str]]:
    return [[f"{first:%H:%M}", f"{last:%H:%M}"] for first, last in day]


def _rule(rule: Rule) -> dict[str, Any]:
    match rule:
        case Weekly(weekday, moved):
            return {"kind": "weekly", "weekday": weekday} | ({"moved": True} if moved else {})
        case Nth(weekday, nths):
            return {"kind": "nth", "weekday": weekday, "nths": list(nths)}
        case Holidays():
            return {"kind": "holidays"}
        case AfterHoliday(moved):
            return {"kind": "after_holiday"} | ({"moved": True} if moved else {})
        case Yearly(first, last):
            return {"kind": "yearly", "from": _month_day(first), "to": _month_day(last)}


def _month_day(day: MonthDay) -> str:
    return f"{day[0]:02}-{day[1]:02}"
