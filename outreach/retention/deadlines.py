"""When personal data are to be erased: plain rules over a few dates, which docs/decisions/0023 explains."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# Days, by kind; a city's own ones stand in ``City.retention``.
DAYS = {
    "needs": 30,  # what she needs in class: after her last class
    "waited": 30,  # who never had a seat: after the last class that she wanted, or after she was written down
    "person": 90,  # who had one: after the end of the fiscal year of her last class
    "texts": 90,  # reasons that were typed, names on door links: after the class
    "sent": 90,  # marks of forms that were sent
    "sign_ins": 365,  # when staff signed in
}
LONGEST = 3660
# A form that comes a second time, days later from a tab left open, must still find its mark.
SHORTEST = {kind: 7 if kind == "sent" else 0 for kind in DAYS}


@dataclass(frozen=True, slots=True)
class Traces:
    """What decides about one person: her pseudonym, and the days that count.

    ``last`` is the day of the last class that she was ever signed up for, ``seated`` of the last one with a seat,
    ``touched`` when she was written down or corrected; ``coming`` says that she is signed up for a class to come.
    """

    id: int
    touched: date
    last: date | None = None
    seated: date | None = None
    needs: bool = False
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be erased of one person, and from which day on."""

    id: int
    kind: str
    on: date


def days_of(own: Mapping[str, int]) -> dict[str, int]:
    """A city's days by kind; a value that is none (or none that was meant) gives way to the usual one."""
    return {kind: max(SHORTEST[kind], own[kind]) if _meant(own.get(kind)) else usual for kind, usual in DAYS.items()}


def _meant(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST


def fiscal_year_end(day: date) -> date:
    """The 31 March that ends this day's fiscal year (地方自治法 第208条)."""
    return date(day.year + (day.month > 3), 3, 31)


def due_of(traces: Traces, days: Mapping[str, int]) -> list[Due]:
    """What of her is to be erased when; nothing while a class that she is signed up for is to come."""
    if traces.coming:
        return []
    if traces.seated is not None:
        later = max(filter(None, [traces.last, traces.seated]))
        gone = Due(traces.id, "person", fiscal_year_end(later) + timedelta(days=days["person"]))
    else:
        newest = max(filter(None, [traces.last, traces.touched]))
        gone = Due(traces.id, "waited", newest + timedelta(days=days["waited"]))
    needs = Due(traces.id, "needs", max(filter(None, [traces.last, traces.touched])) + timedelta(days=days["needs"]))
    return [needs, gone] if traces.needs and needs.on < gone.on else [gone]
