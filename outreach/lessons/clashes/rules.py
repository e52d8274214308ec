"""The rules put together: everything in the way of one slot.

They are pure: all that they know is in the slot, the lessons around it and the picture.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from outreach.lessons.clashes import alone, together
from outreach.lessons.clashes.picture import Picture, Planned
from outreach.lessons.clashes.slots import Clash, Slot

_ORDER = {"hard": 0, "soft": 1, "note": 2}
Rule = Callable[[Slot, Sequence[Planned], Picture], Iterable[Clash]]
RULES: tuple[Rule, ...] = (
    alone.closed,
    together.room,
    together.room_unknown,
    together.people,
    together.loan_phones,
    together.travel,
    alone.away,
    alone.public_holiday,
    alone.staffing,
    alone.fewer_phones,
)


def found(slot: Slot, picture: Picture, beside: Sequence[Slot] = ()) -> list[Clash]:
    """Everything in the way of this slot, the hard ones first.

    ``beside`` are the other slots of the same save; one that has the id of a planned lesson stands in that
    lesson's place, and the slot itself (the very same object) may be among them.
    """
    clashes = one_by_one(slot, others(slot, picture, beside), picture)
    return sorted(clashes, key=lambda clash: _ORDER[clash.weight])


def one_by_one(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """The clashes as each rule finds them, among the lessons ``near``."""
    return (clash for rule in RULES for clash in rule(slot, near, picture))


def others(slot: Slot, picture: Picture, beside: Sequence[Slot] = ()) -> list[Planned]:
    """The lessons around that share the centre, a person or the loan phones with this slot."""
    replaced = {slot.lesson_id, *(one.lesson_id for one in beside)} - {None}
    standing = [one for one in picture.around(slot.day) if one.slot.lesson_id not in replaced]
    saved = [one for one in beside if one is not slot and (one.lesson_id is None or one.lesson_id != slot.lesson_id)]
    return [one for one in (*standing, *(_being_planned(one, picture) for one in saved)) if _shares(slot, one.slot)]


def _being_planned(slot: Slot, picture: Picture) -> Planned:
    known = (one for lessons in picture.planned.values() for one in lessons if one.slot.lesson_id == slot.lesson_id)
    title = next((one.title for one in known), None) if slot.lesson_id else None
    return Planned(slot, title, picture.halls[slot.centre_id].name)


def _shares(slot: Slot, other: Slot) -> bool:
    return (
        slot.centre_id == other.centre_id
        or not set(slot.people).isdisjoint(other.people)
        or (slot.kit_id is not None and slot.kit_id == other.kit_id)
    )
