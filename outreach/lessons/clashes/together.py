"""What two classes cannot share: a room, a person, the loan phones, and the time to get from one to the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from outreach.clock import TOKYO
from outreach.i18n import Phrase, own
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.i18n.phrase import Param
from outreach.kits import peak
from outreach.lessons.clashes.picture import Picture, Planned
from outreach.lessons.clashes.slots import Clash, Slot

ON_THE_WAY = timedelta(minutes=30)


def at_once(slot: Slot, other: Slot) -> bool:
    """Whether some minute belongs to both classes; one that begins as the other ends is no clash."""
    return slot.starts_at < other.ends_at and other.starts_at < slot.ends_at


def _needed_at_once(slot: Slot, other: Slot) -> bool:
    (first, last), (begin, end) = slot.occupied, other.occupied
    return first < end and begin < last


def _lesson(other: Planned) -> Phrase:
    when = _when(other.slot)
    if other.title is None:
        return _("another class of this plan on {day}, {starts} to {ends}", **when)
    return _("“{title}” on {day}, {starts} to {ends}", title=other.title, **when)


def _when(slot: Slot) -> dict[str, Param]:
    return {"day": slot.day, "starts": _clock(slot.starts_at), "ends": _clock(slot.ends_at)}


def _clock(moment: datetime) -> time:
    return moment.astimezone(TOKYO).time()


def _name(picture: Picture, helper_id: int) -> str:
    return picture.people[helper_id].name if helper_id in picture.people else ""


def _room_name(slot: Slot, picture: Picture) -> Param:
    kept = picture.halls[slot.centre_id].rooms.get(slot.room_id or 0)
    return own(kept.name) if kept else _("the room")


def room(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Two classes in one room at once; softer, where only setting up and clearing overlap."""
    for one in near:
        if slot.room_id is None or slot.room_id != one.slot.room_id:
            continue
        said: dict[str, Param] = {"room": _room_name(slot, picture), "other": _lesson(one)}
        if at_once(slot, one.slot):
            yield Clash("room", "hard", _("{room} is taken by {other}.", **said), one.slot.lesson_id)
        elif _needed_at_once(slot, one.slot):
            sentence = _("There is not enough time to set up and clear {room} beside {other}.", **said)
            yield Clash("padding", "soft", sentence, one.slot.lesson_id)


def room_unknown(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Two classes in one centre at once, and nobody has decided the room of one of them."""
    for one in near:
        undecided = slot.room_id is None or one.slot.room_id is None
        if slot.centre_id == one.slot.centre_id and undecided and _needed_at_once(slot, one.slot):
            sentence = _(
                "{centre} has {other}, and it is not decided who gets which room.",
                centre=one.centre,
                other=_lesson(one),
            )
            yield Clash("room_unknown", "soft", sentence, one.slot.lesson_id)


def people(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Nobody leads or helps in two classes at once."""
    for one in near:
        for person in slot.people:
            if person in one.slot.people and at_once(slot, one.slot):
                kind = "instructor" if person == slot.instructor_id else "helper"
                sentence = _("{name} is needed in {other}.", name=_name(picture, person), other=_lesson(one))
                yield Clash(kind, "hard", sentence, one.slot.lesson_id)


def travel(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Half an hour from one centre to another is the least that one should plan with."""
    for one in near:
        gap = max(slot.starts_at - one.slot.ends_at, one.slot.starts_at - slot.ends_at)
        if slot.centre_id == one.slot.centre_id or not timedelta(0) <= gap < ON_THE_WAY:
            continue
        for person in slot.people:
            if person in one.slot.people:
                sentence = _n(
                    "{name} has only {n} minute between this class and {centre}: {other}.",
                    "{name} has only {n} minutes between this class and {centre}: {other}.",
                    gap // timedelta(minutes=1),
                    name=_name(picture, person),
                    centre=one.centre,
                    other=_lesson(one),
                )
                yield Clash("travel", "soft", sentence, one.slot.lesson_id)


def loan_phones(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """No more phones are lent at any one moment than there are."""
    kit = picture.kits.get(slot.kit_id or 0)
    if kit is None or not slot.kits:
        return
    lent = _most_lent(slot, [one.slot for one in near if one.slot.kit_id == slot.kit_id])
    if lent + slot.kits > kit.count:
        free = max(0, kit.count - lent)
        sentence = _(
            "Of {count} {kit}, {free} are free at this time; {wanted} are wanted.",
            kit=own(kit.name), count=kit.count, free=free, wanted=slot.kits,
        )  # fmt: skip
        yield Clash("kits", "hard", sentence)


def _most_lent(slot: Slot, near: Sequence[Slot]) -> int:
    """The peak of what the others have at once during this class."""
    during = [one for one in near if at_once(slot, one)]
    return peak([(max(slot.starts_at, one.starts_at), min(slot.ends_at, one.ends_at), one.kits) for one in during])
