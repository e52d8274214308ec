"""What else is free: "room B, or 14:00"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from outreach.clock import TOKYO
from outreach.i18n import Own, own
from outreach.lessons.clashes.hours import DAY_MINUTES, minute
from outreach.lessons.clashes.picture import Picture, Planned
from outreach.lessons.clashes.rules import found, one_by_one, others
from outreach.lessons.clashes.slots import Clash, Slot

MOST = 3
STEP = 30
# Where nobody knows when a hall is open, nobody is offered the middle of the night.
EARLIEST, LATEST = minute(time(8)), minute(time(21))


@dataclass(frozen=True, slots=True)
class Alternative:
    """A room (``room_name`` says which), or else another time of the same day in the same room."""

    room_id: int | None
    starts_at: datetime
    ends_at: datetime
    room_name: Own | None = None


Wish = tuple[Slot, Alternative]


def alternatives(slot: Slot, picture: Picture, beside: Sequence[Slot] = ()) -> list[Alternative]:
    """What would leave less in the way: rooms of the same centre, then times of the same day, three each at most.

    Nothing where nothing but notes is in the way. Times are the nearest first, and never in the past.
    """
    ahead = _in_the_way(found(slot, picture, beside))
    if not ahead:
        return []
    near = others(slot, picture, beside)  # the same for every room of the centre and every hour of the day
    wishes = (_rooms(slot, picture), _times(slot, picture))
    return [one for some in wishes for one in islice((w[1] for w in some if _better(w[0], near, picture, ahead)), MOST)]


def _in_the_way(clashes: Iterable[Clash]) -> set[str]:
    return {clash.kind for clash in clashes if clash.weight != "note"}


def _better(slot: Slot, near: Sequence[Planned], picture: Picture, ahead: set[str]) -> bool:
    left: set[str] = set()
    for clash in one_by_one(slot, near, picture):
        if clash.weight == "hard":
            return False
        left |= _in_the_way([clash])
    return left < ahead


def _rooms(slot: Slot, picture: Picture) -> Iterator[Wish]:
    for room in picture.halls[slot.centre_id].rooms.values():
        if room.id != slot.room_id and (room.capacity is None or room.capacity >= slot.capacity):
            other = replace(slot, room_id=room.id)
            yield other, Alternative(room.id, slot.starts_at, slot.ends_at, own(room.name))


def _times(slot: Slot, picture: Picture) -> Iterator[Wish]:
    for starts in _starts(slot, picture):
        if starts > picture.now:
            later = replace(slot, starts_at=starts, ends_at=starts + (slot.ends_at - slot.starts_at))
            yield later, Alternative(slot.room_id, later.starts_at, later.ends_at)


def _starts(slot: Slot, picture: Picture) -> list[datetime]:
    known = picture.opening(slot.centre_id, slot.day, slot.room_id).known
    first, last = (0, DAY_MINUTES) if known else (EARLIEST, LATEST)
    begins, ends = slot.minutes
    fitting = [at for at in range(first, last - (ends - begins) + 1, STEP) if at != begins]
    midnight = datetime.combine(slot.day, time(), tzinfo=TOKYO)
    nearest = sorted(fitting, key=lambda at: (abs(at - begins), at))
    return [(midnight + timedelta(minutes=at)).astimezone(UTC) for at in nearest]
