"""Everything that a lesson can clash with on its days, read at once: as many queries for one slot as for a hundred."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from outreach import clock
from outreach.helpers import Absence, Availability, Helper
from outreach.i18n import Own, own
from outreach.kits import Kit
from outreach.lessons.clashes.slots import Slot
from outreach.lessons.rows import Lesson, Shift
from outreach.venues import Centre, Closure, Room
from outreach.venues.opening import Day, day_of

DAY = timedelta(days=1)
_SLOT = (
    "centre_id", "room_id", "instructor_id", "starts_at", "ends_at", "capacity",
    "helpers_wanted", "kit_id", "kits", "setup_minutes", "clear_minutes",
)  # fmt: skip
_NAMES = ("id", "day", "course__title", "centre__name")


@dataclass(frozen=True, slots=True)
class Planned:
    """Another lesson of the same days; ``title`` is None for one that is only being planned."""

    slot: Slot
    title: Own | None
    centre: Own


@dataclass(frozen=True, slots=True)
class Hall:
    """A centre with its rooms and the closures of the days concerned."""

    centre: Centre
    rooms: Mapping[int, Room]
    closures: Sequence[Closure] = ()

    @property
    def name(self) -> Own:
        """How the city calls it."""
        return own(self.centre.name)


@dataclass(frozen=True, slots=True)
class Person:
    """A helper: her hours by weekday as (from, to) in HH:MM (none at all: always), and the days she is away."""

    name: str
    hours: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    absences: Sequence[tuple[date, date]] = ()
    away_from: date | None = None


@dataclass(frozen=True)
class Picture:
    """What stands in the timetable on some days, and who and what the slots concerned need."""

    now: datetime
    planned: Mapping[date, Sequence[Planned]]
    halls: Mapping[int, Hall]
    people: Mapping[int, Person]
    kits: Mapping[int, Kit]
    _opening: dict[tuple[int, date, int | None], Day] = field(default_factory=dict, repr=False, compare=False)

    def opening(self, centre_id: int, day: date, room_id: int | None) -> Day:
        """When the centre, or a room of it, is open on this day."""
        asked = (centre_id, day, room_id)
        if asked not in self._opening:
            hall = self.halls[centre_id]
            self._opening[asked] = day_of(hall.centre, hall.closures, day, room_id)
        return self._opening[asked]

    def around(self, day: date) -> Iterable[Planned]:
        """The lessons of this day, and of its neighbours: setting up may reach past midnight."""
        return (one for near in (day - DAY, day, day + DAY) for one in self.planned.get(near, ()))


async def picture(city_id: int, slots: Sequence[Slot]) -> Picture:
    """All that these slots can clash with: drafts too, cancelled classes never."""
    days = {slot.day for slot in slots}
    people = {person for slot in slots for person in slot.people}
    return Picture(
        now=clock.now(),
        planned=await _planned(city_id, {day + step for day in days for step in (-DAY, 0 * DAY, DAY)}),
        halls=await _halls(city_id, {slot.centre_id for slot in slots}, days),
        people=await _people(city_id, people, days),
        kits={kit.id: kit for kit in await Kit.filter(city_id=city_id)},
    )


async def slots_of(lessons: Sequence[Lesson]) -> list[Slot]:
    """What these lessons occupy, with the helpers who took a shift in them: one query."""
    taken = await _taken(lesson.id for lesson in lessons)
    return [Slot.of(lesson, tuple(taken.get(lesson.id, ()))) for lesson in lessons]


async def _taken(lesson_ids: Iterable[int]) -> dict[int, list[int]]:
    shifts = Shift.filter(lesson_id__in=list(lesson_ids), standing=True).order_by("id")
    return _grouped(await shifts.values_list("lesson_id", "helper_id"))


async def _planned(city_id: int, days: set[date]) -> dict[date, list[Planned]]:
    standing = Lesson.filter(city_id=city_id, day__in=sorted(days)).exclude(status="cancelled").order_by("starts_at")
    rows = await standing.values(*_SLOT, *_NAMES)
    taken = await _taken(row["id"] for row in rows)
    found: dict[date, list[Planned]] = {}
    for row in rows:
        found.setdefault(row["day"], []).append(_as_planned(row, tuple(taken.get(row["id"], ()))))
    return found


def _as_planned(row: Mapping[str, Any], helper_ids: tuple[int, ...]) -> Planned:
    slot = Slot(**{name: row[name] for name in _SLOT}, lesson_id=row["id"], helper_ids=helper_ids)
    return Planned(slot, own(row["course__title"]), own(row["centre__name"]))


async def _halls(city_id: int, centre_ids: set[int], days: set[date]) -> dict[int, Hall]:
    centres = await Centre.filter(city_id=city_id, id__in=sorted(centre_ids)).prefetch_related("rooms")
    closures = Closure.filter(centre_id__in=[one.id for one in centres], last_day__gte=min(days, default=date.min))
    near = await closures.filter(first_day__lte=max(days, default=date.min)).order_by("id")
    by_centre = _grouped((one.centre_id, one) for one in near)
    return {one.id: Hall(one, {room.id: room for room in one.rooms}, by_centre.get(one.id, ())) for one in centres}


async def _people(city_id: int, ids: set[int], days: set[date]) -> dict[int, Person]:
    helpers = await Helper.filter(city_id=city_id, id__in=sorted(ids))
    known = [one.id for one in helpers]
    hours = _grouped((row.helper_id, row) for row in await Availability.filter(helper_id__in=known).order_by("starts"))
    away = Absence.filter(helper_id__in=known, last_day__gte=min(days, default=date.min))
    absences = _grouped((row.helper_id, (row.first_day, row.last_day)) for row in await away)
    return {
        one.id: Person(
            one.name,
            _grouped((row.weekday, (row.starts, row.ends)) for row in hours.get(one.id, ())),
            absences.get(one.id, ()),
            one.away_from,
        )
        for one in helpers
    }


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
