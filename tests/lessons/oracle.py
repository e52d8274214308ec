"""What clashes, the slow way: every class is a set of minutes, and every question is asked minute by minute.

Written without the engine: it knows a town in plain words and shares no function with what it judges.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

MIDNIGHTS = 24 * 60
# National holidays around the days on which the towns of the tests live, and the working days after them.
HOLIDAYS = {date(2026, 11, 3), date(2026, 11, 23)}
Found = Counter[tuple[str, str, int | None]]


@dataclass(frozen=True)
class Meeting:
    """A class: ``begins`` and ``ends`` in minutes of its day; ``number`` is None where it is not planned yet."""

    day: date
    begins: int
    ends: int
    centre: int
    room: int | None
    instructor: int
    seats: int = 4
    number: int | None = None
    helpers: tuple[int, ...] = ()
    wanted: int = 0
    kit: int | None = None
    phones: int = 0
    before: int = 0
    after: int = 0
    cancelled: bool = False


@dataclass(frozen=True)
class Shut:
    """A closure: of one room or of the whole centre, all day or for some minutes of each day."""

    first: date
    last: date
    room: int | None = None
    begins: int = 0
    ends: int = MIDNIGHTS


@dataclass(frozen=True)
class House:
    """A centre. ``hours`` by weekday, None where nobody knows; closed weekdays move on where they are holidays."""

    rooms: tuple[int, ...] = ()
    hours: dict[int, list[tuple[int, int]]] | None = None
    closed_weekday: int | None = None
    closed_on_holidays: bool = False
    shut: tuple[Shut, ...] = ()
    gone_from: date | None = None
    room_gone: tuple[int, date] | None = None


@dataclass(frozen=True)
class Someone:
    """A helper: the minutes of each weekday that suit her (none at all: any), and days away."""

    suits: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    away: tuple[tuple[date, date], ...] = ()
    left: date | None = None


@dataclass(frozen=True)
class Town:
    """Everything that there is, by number."""

    houses: dict[int, House]
    people: dict[int, Someone]
    kits: dict[int, int]
    meetings: tuple[Meeting, ...] = ()


def clashes(wish: Meeting, town: Town, beside: tuple[Meeting, ...] = ()) -> Found:
    """Everything in the way of this class, counted; ``beside`` are the others that are saved with it."""
    replaced = {one.number for one in (*beside, wish)}
    others = [one for one in town.meetings if not one.cancelled and one.number not in replaced]
    others += [one for one in beside if one is not wish]
    found: Found = Counter()
    for other in others:
        found += _rooms(wish, other) + _people(wish, other)
    return found + _phones(wish, others, town) + _house(wish, town) + _absences(wish, town) + _notes(wish)


def _class(one: Meeting) -> set[int]:
    start = one.day.toordinal() * MIDNIGHTS
    return set(range(start + one.begins, start + one.ends))


def _needed(one: Meeting) -> set[int]:
    start = one.day.toordinal() * MIDNIGHTS
    return set(range(start + one.begins - one.before, start + one.ends + one.after))


def _rooms(wish: Meeting, other: Meeting) -> Found:
    both = _needed(wish) & _needed(other)
    if wish.centre != other.centre or not both:
        return Counter()
    if wish.room is None or other.room is None:
        return Counter({("room_unknown", "soft", other.number): 1})
    if wish.room != other.room:
        return Counter()
    if _class(wish) & _class(other):
        return Counter({("room", "hard", other.number): 1})
    return Counter({("padding", "soft", other.number): 1})


def _people(wish: Meeting, other: Meeting) -> Found:
    found: Found = Counter()
    for person in {wish.instructor, *wish.helpers} & {other.instructor, *other.helpers}:
        if _class(wish) & _class(other):
            found["instructor" if person == wish.instructor else "helper", "hard", other.number] += 1
        elif wish.centre != other.centre and _minutes_between(wish, other) < 30:
            found["travel", "soft", other.number] += 1
    return found


def _minutes_between(one: Meeting, other: Meeting) -> int:
    first, second = sorted((_class(one), _class(other)), key=min)
    return sum(1 for _minute in range(max(first) + 1, min(second)))


def _phones(wish: Meeting, others: list[Meeting], town: Town) -> Found:
    if wish.kit is None or not wish.phones:
        return Counter()
    lent = [(one.phones, _class(one)) for one in others if one.kit == wish.kit]
    for minute in _class(wish):
        if wish.phones + sum(phones for phones, minutes in lent if minute in minutes) > town.kits[wish.kit]:
            return Counter({("kits", "hard", None): 1})
    return Counter()


def _house(wish: Meeting, town: Town) -> Found:
    open_ = open_minutes(town.houses[wish.centre], wish.day, wish.room)
    found: Found = Counter()
    if wish.day in HOLIDAYS and (open_ is None or open_):
        found["holiday", "soft", None] += 1
    if open_ is None:
        return found
    during = set(range(wish.begins, wish.ends))
    if not open_:
        found["closed", "hard", None] += 1
    elif not during <= open_:
        found["hours", "hard", None] += 1
    elif not set(range(wish.begins - wish.before, wish.ends + wish.after)) <= open_:
        found["hours_padding", "soft", None] += 1
    return found


def open_minutes(house: House, day: date, room: int | None) -> set[int] | None:
    """The minutes of this day in which the house is open; None where nobody knows."""
    if house.gone_from and day >= house.gone_from:
        return set()
    if house.room_gone and room == house.room_gone[0] and day >= house.room_gone[1]:
        return set()
    shut = [one for one in house.shut if one.first <= day <= one.last and one.room in (None, room)]
    closed: set[int] = set()
    for one in shut:
        closed |= set(range(one.begins, one.ends))
    if _closed_day(house, day):
        return set()
    if house.hours is None:
        return set(range(MIDNIGHTS - 1)) - closed if shut else None
    return {minute for first, last in house.hours[day.weekday()] for minute in range(first, last)} - closed


def _closed_day(house: House, day: date) -> bool:
    if house.closed_on_holidays and day in HOLIDAYS:
        return True
    if house.closed_weekday is None:
        return False
    if day.weekday() == house.closed_weekday:
        return day not in HOLIDAYS
    before = day - timedelta(days=1)
    working = day not in HOLIDAYS and day.weekday() < 5
    return working and before in HOLIDAYS and before.weekday() == house.closed_weekday


def _absences(wish: Meeting, town: Town) -> Found:
    found: Found = Counter()
    for person in {wish.instructor, *wish.helpers}:
        one = town.people[person]
        suits = {minute for first, last in one.suits.get(wish.day.weekday(), []) for minute in range(first, last)}
        if one.left is not None and wish.day >= one.left:
            found["left", "hard" if person == wish.instructor else "soft", None] += 1
        elif any(first <= wish.day <= last for first, last in one.away):
            found["absent", "soft", None] += 1
        elif one.suits and not set(range(wish.begins, wish.ends)) <= suits:
            found["unavailable", "soft", None] += 1
    return found


def _notes(wish: Meeting) -> Found:
    found: Found = Counter()
    helpers = max(wish.wanted, len({wish.instructor, *wish.helpers}) - 1)
    if (helpers + 1) * 4 < wish.seats:
        found["staffing", "note", None] += 1
    if wish.phones and wish.phones < wish.seats:
        found["phones", "note", None] += 1
    return found
