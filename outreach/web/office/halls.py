"""The calendar with rooms as rows: which hall is free on which day, and where two classes meet in one room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from outreach.lessons import Lesson
from outreach.lessons.choosing import chosen
from outreach.venues import Centre, Room, holidays
from outreach.venues.opening import Day
from outreach.web.guard import Entry
from outreach.web.office import marks
from outreach.web.office.asked import answers, asked, day_of
from outreach.web.office.marks import Hall
from outreach.web.office.weeks import LAST, around, monday
from outreach.web.visit import Visit

PAGE = 20
Place = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A room of a centre (None: no room decided yet), with its classes and opening hours day by day."""

    centre: Centre
    room: Room | None
    cells: Sequence[tuple[date, Day, Sequence[Lesson]]]
    is_first: bool
    rooms: int


async def by_room(visit: Visit) -> Response:
    """One week of the rooms in use, or of every room, with closed days and clashes."""
    first = monday(day_of(visit, "day"))
    ask = asked(visit)
    choice = ask.choice(first, first + LAST)
    lessons = await chosen(visit.city.id, choice)
    every = visit.query("rooms") == "all" and choice.centre_id is None
    ids = await _centres(visit, choice.centre_id, lessons, every=every)
    pages = max(1, -(-len(ids) // PAGE))
    number = min(_page(visit.query("page")), pages)
    halls = await marks.halls(visit.city.id, ids[(number - 1) * PAGE : number * PAGE], first, first + LAST)
    clashing = await marks.clashing(visit.city.id, lessons)
    days = [first + timedelta(days=n) for n in range(7)]
    return visit.render(
        "office/by_room.html",
        **await answers(ask),
        **around(visit, first),
        days=[(day, holidays.name(day)) for day in days],
        lines=[line for hall in halls for line in _lines(hall, days, _by_place(lessons))],
        every=every,
        page=number,
        pages=pages,
        total=len(lessons),
        clashing=clashing,
        lessons=lessons,
    )


async def _centres(visit: Visit, centre_id: int | None, lessons: Sequence[Lesson], *, every: bool) -> list[int]:
    if centre_id is not None:
        return [centre_id]
    wanted = Centre.filter(city_id=visit.city.id)
    if not every:
        wanted = wanted.filter(id__in=sorted({one.centre_id for one in lessons}))
    return [int(str(one)) for one in await wanted.order_by("kana", "key").values_list("id", flat=True)]


def _page(typed: str) -> int:
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 1


def _by_place(lessons: Sequence[Lesson]) -> dict[tuple[Place, date], list[Lesson]]:
    found: dict[tuple[Place, date], list[Lesson]] = {}
    for one in lessons:
        found.setdefault(((one.centre_id, one.room_id), one.day), []).append(one)
    return found


def _lines(hall: Hall, days: Sequence[date], taken: Mapping[tuple[Place, date], list[Lesson]]) -> list[Line]:
    undecided = any(((hall.centre.id, None), day) in taken for day in days)
    rooms: list[Room | None] = [*sorted(hall.centre.rooms, key=lambda room: room.id)]
    rooms += [None] if undecided or not rooms else []
    return [_line(hall, room, days, taken, place=n, rooms=len(rooms)) for n, room in enumerate(rooms)]


def _line(
    hall: Hall,
    room: Room | None,
    days: Sequence[date],
    taken: Mapping[tuple[Place, date], list[Lesson]],
    *,
    place: int,
    rooms: int,
) -> Line:
    room_id = room.id if room else None
    cells = [(day, hall.day(day, room_id), taken.get(((hall.centre.id, room_id), day), [])) for day in days]
    return Line(hall.centre, room, cells, is_first=place == 0, rooms=rooms)


entries: list[Entry] = [
    Entry("/classes/rooms", by_room),
]
