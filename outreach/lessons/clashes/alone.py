"""What stands against a class by itself: closed doors, holidays, people's other lives, too few hands or phones."""

from collections.abc import Iterator, Sequence

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.i18n.phrase import Param
from outreach.lessons.clashes.hours import covered, in_minutes, spans_in_words, within_one
from outreach.lessons.clashes.picture import Picture, Planned
from outreach.lessons.clashes.slots import Clash, Slot
from outreach.lessons.staffing import missing, wanted
from outreach.venues import holidays


def closed(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Nobody meets where the door is locked: closed for good, closed that day, or not open at these hours."""
    day = picture.opening(slot.centre_id, slot.day, slot.room_id)
    if not day.known:
        return
    said: dict[str, Param] = {"centre": picture.halls[slot.centre_id].name, "day": slot.day}
    if not day.hours:
        sentence = (
            _("{centre}, {day}: {why}", **said, why=day.why) if day.why else _("{centre} is closed on {day}.", **said)
        )
        yield Clash("closed", "hard", sentence)
    elif not within_one(day.hours, slot.minutes):
        yield Clash("hours", "hard", _hours_sentence(day.why, said | {"hours": spans_in_words(day.hours)}))
    elif not within_one(day.hours, slot.minutes_occupied):
        sentence = _(
            "Setting up or clearing falls outside of the opening hours of {centre}: {hours}.",
            centre=said["centre"],
            hours=spans_in_words(day.hours),
        )
        yield Clash("hours_padding", "soft", sentence)


def _hours_sentence(why: Phrase | None, said: dict[str, Param]) -> Phrase:
    if why:
        return _("{centre} is open {hours} on {day}. {why}", **said, why=why)
    return _("{centre} is open {hours} on {day}.", **said)


def public_holiday(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """On a national holiday few come and buses are rare, even where the hall is open."""
    name = holidays.name(slot.day)
    if name is None:
        return
    day = picture.opening(slot.centre_id, slot.day, slot.room_id)
    if day.hours or not day.known:
        yield Clash("holiday", "soft", _("{day} is a national holiday: {holiday}.", day=slot.day, holiday=name))


def away(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """People have other lives: days they are absent, hours that suit them, and a day they stop helping."""
    for helper_id in slot.people:
        person = picture.people.get(helper_id)
        if person is None:
            continue
        said: dict[str, Param] = {"name": person.name, "day": slot.day}
        if person.away_from and person.away_from <= slot.day:
            leads = helper_id == slot.instructor_id
            sentence = _("{name} no longer helps from {day} on.", name=person.name, day=person.away_from)
            yield Clash("left", "hard" if leads else "soft", sentence)
        elif any(first <= slot.day <= last for first, last in person.absences):
            yield Clash("absent", "soft", _("{name} is absent on {day}.", **said))
        elif person.hours and not covered(slot.minutes, in_minutes(person.hours.get(slot.day.weekday(), ()))):
            yield Clash(
                "unavailable", "soft", _("{name} usually cannot come at this time of the week.", name=person.name)
            )


def staffing(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """The national programme's rule: an instructor, and an instructor or assistant for every four learners."""
    needed = wanted(slot.capacity)
    if missing(slot.capacity, max(slot.helpers_wanted, len(slot.people) - 1)):
        sentence = _n(
            "For {seats} seats, {n} assistant is needed besides the instructor.",
            "For {seats} seats, {n} assistants are needed besides the instructor.",
            needed,
            seats=slot.capacity,
        )
        yield Clash("staffing", "note", sentence)


def fewer_phones(slot: Slot, near: Sequence[Planned], picture: Picture) -> Iterator[Clash]:
    """Who comes without a phone may expect one."""
    if 0 < slot.kits < slot.capacity:
        sentence = _("There are {seats} seats and {kits} loan phones.", seats=slot.capacity, kits=slot.kits)
        yield Clash("phones", "note", sentence)
