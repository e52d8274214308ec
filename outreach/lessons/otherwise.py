"""What else would do for one date of a season: another room, another hour, or another day of the same week."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from outreach.clock import TOKYO
from outreach.i18n import Own
from outreach.lessons import clashes, planning
from outreach.lessons.clashes import Picture, Slot
from outreach.lessons.planning import Plan

MOST_DAYS = 3
Beside = Mapping[date, Sequence[Slot]]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The plan as it would be instead; ``kind`` says what is other than before."""

    kind: Literal["room", "time", "day"]
    plan: Plan
    room_name: Own | None = None


def same_day(plan: Plan, slot: Slot, picture: Picture, beside: Beside) -> Iterator[Otherwise]:
    """Free rooms of the centre, and free hours of the day."""
    for one in clashes.alternatives(slot, picture, beside.get(slot.day, ())):
        starts, ends = (at.astimezone(TOKYO).time() for at in (one.starts_at, one.ends_at))
        kind: Literal["room", "time"] = "room" if one.room_name else "time"
        yield Otherwise(kind, replace(plan, room_id=one.room_id, starts=starts, ends=ends), one.room_name)


def same_week(plan: Plan, today: date) -> list[Plan]:
    """The same class on the other days of its week that are to come, the nearest first."""
    monday = plan.day - timedelta(days=plan.day.weekday())
    days = [monday + timedelta(days=number) for number in range(7)]
    near = sorted((day for day in days if day != plan.day and day > today), key=lambda day: abs(day - plan.day))
    return [replace(plan, day=day) for day in near]


def other_days(plans: Iterable[Plan], picture: Picture, beside: Beside) -> Iterator[Otherwise]:
    """Those of the plans that nothing stands in the way of."""
    for plan in plans:
        slot = planning.slot_of(plan)
        if all(one.weight == "note" for one in clashes.found(slot, picture, beside.get(slot.day, ()))):
            yield Otherwise("day", plan)
