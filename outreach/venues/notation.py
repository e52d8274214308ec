"""A hall's rules in one cell of a table that people read: `all 09:00-21:00; closed mon moved; closed 12-29..01-03`.

Parts stand between semicolons; of two for one day the later wins. Hours: ``all``, ``mon,tue`` or ``holidays``, spans.
Closed: ``closed mon``, ``closed mon moved``, ``closed 3 sun``, ``closed 1,3 sun``, ``closed holidays``,
``closed after holidays``, ``closed after holidays moved``, ``closed 12-29..01-03``.
"""

import re
from typing import Any

from outreach.venues.rules import (
    WEEK,
    AfterHoliday,
    Holidays,
    Hours,
    Nth,
    Opening,
    Rule,
    Weekly,
    Yearly,
    kept,
    read,
)

_CLOSED = "closed "
_SPAN = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
_YEARLY = re.compile(r"([0-9]{2}-[0-9]{2})\.\.([0-9]{2}-[0-9]{2})")
_NTH = re.compile(r"([1-5](?:,[1-5])*) (\w{3})")


def written(opening: Opening) -> str:
    """The rules as a cell; empty where nobody has found out."""
    parts = _hours(opening)
    if opening.holidays is not None:
        parts.append(f"holidays {_spans(opening.holidays)}".strip())
    return "; ".join([*parts, *(_CLOSED + _rule(rule) for rule in opening.rules)])


def _hours(opening: Opening) -> list[str]:
    alike: dict[Hours, list[str]] = {}
    for day, hours in zip(WEEK, opening.week or (), strict=opening.week is not None):
        if hours:
            alike.setdefault(hours, []).append(day)
    return [f"{'all' if len(days) == len(WEEK) else ','.join(days)} {_spans(hours)}" for hours, days in alike.items()]


def _spans(hours: Hours) -> str:
    return " ".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in hours)


def _rule(rule: Rule) -> str:
    match rule:
        case Weekly(weekday, moved):
            return WEEK[weekday] + (" moved" if moved else "")
        case Nth(weekday, nths):
            return f"{','.join(map(str, nths))} {WEEK[weekday]}"
        case Holidays():
            return "holidays"
        case AfterHoliday(moved):
            return "after holidays" + (" moved" if moved else "")
        case Yearly((month, day), (last_month, last_day)):
            return f"{month:02}-{day:02}..{last_month:02}-{last_day:02}"


def read_cell(text: str) -> Opening:
    """The rules of a cell; ValueError where it does not keep to the notation."""
    found: dict[str, Any] = {"week": {}, "rules": []}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        if part.startswith(_CLOSED):
            found["rules"].append(_read_rule(part.removeprefix(_CLOSED)))
        else:
            _read_hours(part, found)
    return read(found if found["week"] else {name: value for name, value in found.items() if name != "week"})


def _read_hours(part: str, found: dict[str, Any]) -> None:
    days, _space, spans = part.partition(" ")
    texts = spans.split()
    pairs = [_SPAN.fullmatch(text) for text in texts]
    if not all(pairs):
        raise ValueError(part)
    hours = [list(pair.groups()) for pair in pairs if pair]
    if days == "holidays":
        found["holidays"] = hours
    else:
        found["week"] |= dict.fromkeys(WEEK if days == "all" else days.split(","), hours)


def _read_rule(text: str) -> dict[str, Any]:
    words, moved = text.removesuffix(" moved"), text.endswith(" moved")
    if words in WEEK:
        return {"kind": "weekly", "weekday": WEEK.index(words), "moved": moved}
    if words == "after holidays":
        return {"kind": "after_holiday", "moved": moved}
    if text == "holidays":
        return {"kind": "holidays"}
    if found := _YEARLY.fullmatch(text):
        return {"kind": "yearly", "from": found[1], "to": found[2]}
    if (found := _NTH.fullmatch(text)) and found[2] in WEEK:
        return {"kind": "nth", "weekday": WEEK.index(found[2]), "nths": [int(one) for one in found[1].split(",")]}
    raise ValueError(text)


def opening_of(text: str) -> dict[str, Any]:
    """The same as `Centre.opening` keeps it."""
    return kept(read_cell(text))
