"""Towns drawn by chance, and the same town as the engine sees it."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import cast

from hypothesis import strategies as st

from outreach.clock import TOKYO
from outreach.i18n import own
from outreach.kits import Kit
from outreach.lessons.clashes import Hall, Person, Picture, Planned, Slot
from outreach.venues import Centre, Closure, Room
from tests.lessons.oracle import MIDNIGHTS, House, Meeting, Shut, Someone, Town

DAYS = [date(2026, 11, day) for day in (21, 22, 23, 24, 25)]  # Saturday to Wednesday; the 23rd is a holiday
NOW = datetime(2026, 11, 20, tzinfo=UTC)
CENTRES, ROOMS = (1, 2), {1: (11, 12), 2: (21,)}
PEOPLE, KITS = (1, 2, 3, 4), (1, 2)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTERS = st.integers(0, 95).map(lambda quarter: quarter * 15)
PADDING = st.sampled_from([0, 0, 10, 30, 45, 240])


@st.composite
def span(draw: st.DrawFn, first: int = 8 * 60, last: int = 21 * 60) -> tuple[int, int]:
    """Some hours of a day, in quarters."""
    begins = draw(st.integers(first // 15, last // 15 - 2)) * 15
    return begins, draw(st.integers(begins // 15 + 1, last // 15)) * 15


@st.composite
def meetings(draw: st.DrawFn, number: int | None = None) -> Meeting:
    """A class on one of the days, mostly in daytime, often in the way of others."""
    begins, ends = draw(st.one_of(span(9 * 60, 17 * 60), span(9 * 60, 17 * 60), span(0, MIDNIGHTS - 15)))
    centre = draw(st.sampled_from(CENTRES))
    kit = draw(st.sampled_from([None, *KITS]))
    return Meeting(
        day=draw(st.sampled_from(DAYS)),
        begins=begins,
        ends=min(ends, begins + draw(st.sampled_from([30, 60, 90]))),
        centre=centre,
        room=draw(st.sampled_from([None, *ROOMS[centre], *ROOMS[centre]])),
        instructor=draw(st.sampled_from(PEOPLE)),
        seats=draw(st.integers(1, 20)),
        number=number,
        helpers=tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))),
        wanted=draw(st.integers(0, 4)),
        kit=kit,
        phones=draw(st.integers(1, 6)) if kit else 0,
        before=draw(PADDING),
        after=draw(PADDING),
        cancelled=number is not None and draw(st.sampled_from([False, False, False, True])),
    )


@st.composite
def houses(draw: st.DrawFn, centre: int) -> House:
    """A centre with hours or unknown, closed days, closures of rooms, half days, an end."""
    known = draw(st.booleans())
    week = {day: draw(st.sampled_from([[(540, 1260)], [(540, 720), (780, 1260)], [(600, 1020)]])) for day in range(7)}
    return House(
        rooms=ROOMS[centre],
        hours=week if known else None,
        closed_weekday=draw(st.sampled_from([None, 0, 2])),
        closed_on_holidays=draw(st.booleans()) and draw(st.booleans()),
        shut=tuple(draw(st.lists(shuts(centre), max_size=2))),
        gone_from=draw(st.sampled_from([None, None, None, *DAYS[3:]])),
        room_gone=draw(st.sampled_from([None, None, (ROOMS[centre][0], DAYS[2])])),
    )


@st.composite
def shuts(draw: st.DrawFn, centre: int) -> Shut:
    """A closure of a day or two; half of them only from noon on, or some hours."""
    first = draw(st.sampled_from(DAYS))
    begins, ends = draw(st.sampled_from([(0, MIDNIGHTS), (780, 1020), (600, 660)]))
    last = first + timedelta(days=draw(st.integers(0, 1)))
    return Shut(first, last, draw(st.sampled_from([None, *ROOMS[centre]])), begins, ends)


@st.composite
def someones(draw: st.DrawFn) -> Someone:
    """A helper; most suit any hour and are never away."""
    whole = {day: [(540, 720), (720, 1020)] for day in range(5)}
    first = draw(st.sampled_from(DAYS))
    return Someone(
        suits=draw(st.sampled_from([{}, {}, whole, {0: [(540, 700)]}])),
        away=draw(st.sampled_from([(), (), ((first, first + timedelta(days=1)),)])),
        left=draw(st.sampled_from([None, None, None, first])),
    )


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Two centres, four people, two kinds of loan phones, and up to eight classes."""
    return Town(
        houses={centre: draw(houses(centre)) for centre in CENTRES},
        people={person: draw(someones()) for person in PEOPLE},
        kits={kit: draw(st.integers(2, 10)) for kit in KITS},
        meetings=tuple(draw(meetings(number)) for number in range(1, draw(st.integers(0, 8)) + 1)),
    )


@st.composite
def saves(draw: st.DrawFn, town: Town) -> tuple[Meeting, ...]:
    """What is saved at once: new classes, and planned ones moved."""
    new = draw(st.lists(meetings(), min_size=1, max_size=3))
    moved = draw(st.sets(st.sampled_from([one.number for one in town.meetings]), max_size=2)) if town.meetings else ()
    return (*new, *(draw(meetings(number)) for number in sorted(filter(None, moved))))


def moment(day: date, minute: int) -> datetime:
    """A minute of a day in Japan, in UTC."""
    return (datetime.combine(day, time(), tzinfo=TOKYO) + timedelta(minutes=minute)).astimezone(UTC)


def slot(one: Meeting) -> Slot:
    """The class as the engine knows it."""
    return Slot(
        centre_id=one.centre,
        room_id=one.room,
        instructor_id=one.instructor,
        starts_at=moment(one.day, one.begins),
        ends_at=moment(one.day, one.ends),
        capacity=one.seats,
        lesson_id=one.number,
        helper_ids=one.helpers,
        helpers_wanted=one.wanted,
        kit_id=one.kit,
        kits=one.phones,
        setup_minutes=one.before,
        clear_minutes=one.after,
    )


def clock(minute: int) -> str:
    """A minute as a row keeps it: HH:MM."""
    return f"{minute // 60:02}:{minute % 60:02}"


def opening(house: House) -> dict[str, object]:
    """The rules of a centre as its row keeps them."""
    rules: list[dict[str, object]] = []
    if house.closed_weekday is not None:
        rules.append({"kind": "weekly", "weekday": house.closed_weekday, "moved": True})
    if house.closed_on_holidays:
        rules.append({"kind": "holidays"})
    week = {WEEK[day]: [[clock(a), clock(b)] for a, b in spans] for day, spans in (house.hours or {}).items()}
    return ({"week": week} if week else {}) | ({"rules": rules} if rules else {})


def closures(house: House, centre: int) -> list[Closure]:
    """Its closures as rows."""
    made = []
    for one in house.shut:
        whole = (one.begins, one.ends) == (0, MIDNIGHTS)
        row = Closure(
            first_day=one.first,
            last_day=one.last,
            starts="" if whole else clock(one.begins),
            ends="" if whole else clock(one.ends),
            reason={"ja": "工事"},
        )
        row.centre_id, row.room_id = centre, one.room
        made.append(row)
    return made


def hall(house: House, centre: int) -> Hall:
    """A centre as the engine knows it, without a database."""
    rooms = {number: Room(id=number, name={"en": f"Room {number}"}, capacity=20) for number in house.rooms}
    if house.room_gone:
        rooms[house.room_gone[0]].closed_from = house.room_gone[1]
    row = SimpleNamespace(  # without a database a row of Tortoise has no rooms
        name={"en": f"Centre {centre}"},
        opening=opening(house),
        closed_from=house.gone_from,
        rooms=SimpleNamespace(related_objects=list(rooms.values())),
    )
    return Hall(cast("Centre", row), rooms, closures(house, centre))


def picture(town: Town) -> Picture:
    """The whole town as the engine sees it."""
    planned: dict[date, list[Planned]] = {}
    for one in town.meetings:
        if not one.cancelled:
            label = own({"en": f"Class {one.number}"})
            planned.setdefault(one.day, []).append(Planned(slot(one), label, own({"en": f"Centre {one.centre}"})))
    return Picture(
        now=NOW,
        planned=planned,
        halls={centre: hall(house, centre) for centre, house in town.houses.items()},
        people={number: person(one, number) for number, one in town.people.items()},
        kits={
            number: Kit(id=number, key=str(number), name={"en": "Android"}, count=n) for number, n in town.kits.items()
        },
    )


def person(one: Someone, number: int) -> Person:
    """A helper as the engine knows her."""
    hours = {day: [(clock(a), clock(b)) for a, b in spans] for day, spans in one.suits.items()}
    return Person(f"Helper {number}", hours, one.away, one.left)
