"""A town of the oracle as rows of the connected database."""

from dataclasses import dataclass, replace
from datetime import time
from itertools import count
from uuid import uuid4

from outreach import clock
from outreach.cities import City
from outreach.courses import Course
from outreach.helpers import Absence, Availability, Helper
from outreach.kits import Kit
from outreach.lessons import Lesson, Plan, Shift
from outreach.venues import Centre, Room
from tests.lessons import towns
from tests.lessons.oracle import Meeting, Town

_NUMBERS = count(1)


@dataclass(frozen=True)
class Kept:
    """The city of a town, and the ids of its rows by their numbers in the town."""

    city: City
    course: Course
    centres: dict[int, int]
    rooms: dict[int, int]
    people: dict[int, int]
    kits: dict[int, int]
    lessons: dict[int, int]

    def known(self, one: Meeting) -> Meeting:
        """The class with the ids of the rows."""
        return replace(
            one,
            centre=self.centres[one.centre],
            room=self.rooms[one.room] if one.room else None,
            instructor=self.people[one.instructor],
            helpers=tuple(self.people[person] for person in one.helpers),
            kit=self.kits[one.kit] if one.kit else None,
            number=self.lessons.get(one.number) if one.number else None,
        )

    def plan(self, one: Meeting) -> Plan:
        """The class as somebody plans it; nobody has taken a shift in it yet."""
        known = self.known(one)
        return Plan(
            course_id=self.course.id,
            centre_id=known.centre,
            room_id=known.room,
            instructor_id=known.instructor,
            day=one.day,
            starts=time(one.begins // 60, one.begins % 60),
            ends=time(one.ends // 60, one.ends % 60),
            capacity=one.seats,
            kit_id=known.kit,
            kits=one.phones,
            setup_minutes=one.before,
            clear_minutes=one.after,
            helpers_wanted=one.wanted,
        )


async def keep(town: Town) -> Kept:
    """Make all rows of the town, in a city of its own."""
    number = next(_NUMBERS)
    texts = {"ja": "町"}
    city = await City.create(
        slug=f"town-{number}",
        code=f"{number:06}",
        name=texts,
        phone="",
        phone_hours=texts,
        area_code="019",
        department=texts,
    )
    course = await Course.create(city=city, slug="one", title={"en": "Class"}, description={}, bring={})
    centres, rooms = await _houses(city, town)
    people = await _people(city, town)
    kits = {n: (await Kit.create(city=city, key=str(n), name=texts, count=c)).id for n, c in town.kits.items()}
    kept = Kept(city, course, centres, rooms, people, kits, {})
    for one in town.meetings:
        kept.lessons[one.number or 0] = await _lesson(kept, one)
    return kept


async def _houses(city: City, town: Town) -> tuple[dict[int, int], dict[int, int]]:
    centres, rooms = {}, {}
    for number, house in town.houses.items():
        row = await Centre.create(
            city=city,
            key=str(number),
            name={"en": f"Centre {number}"},
            opening=towns.opening(house),
            closed_from=house.gone_from,
        )
        centres[number] = row.id
        for room in house.rooms:
            gone = house.room_gone[1] if house.room_gone and house.room_gone[0] == room else None
            made = await Room.create(centre=row, name={"en": f"Room {room}"}, capacity=20, closed_from=gone)
            rooms[room] = made.id
        for closure in towns.closures(house, row.id):
            closure.room_id = rooms[closure.room_id] if closure.room_id else None
            closure.added_by, closure.added_at = "system", clock.now()
            await closure.save()
    return centres, rooms


async def _people(city: City, town: Town) -> dict[int, int]:
    made = {}
    for number, one in town.people.items():
        row = await Helper.create(city=city, name=f"Helper {number}", kana="ヘルパー", away_from=one.left)
        for weekday, spans in one.suits.items():
            for first, last in spans:
                await Availability.create(
                    helper=row, weekday=weekday, starts=towns.clock(first), ends=towns.clock(last)
                )
        for first_day, last_day in one.away:
            await Absence.create(helper=row, first_day=first_day, last_day=last_day)
        made[number] = row.id
    return made


async def _lesson(kept: Kept, one: Meeting) -> int:
    known = kept.known(one)
    row = await Lesson.create(
        city=kept.city,
        course=kept.course,
        centre_id=known.centre,
        room_id=known.room,
        instructor_id=known.instructor,
        kit_id=known.kit,
        kits=one.phones,
        setup_minutes=one.before,
        clear_minutes=one.after,
        helpers_wanted=one.wanted,
        day=one.day,
        starts_at=towns.moment(one.day, one.begins),
        ends_at=towns.moment(one.day, one.ends),
        intake_opens_at=towns.NOW,
        intake_closes_at=towns.moment(one.day, one.begins),
        capacity=one.seats,
        status="cancelled" if one.cancelled else "draft",
        uid=uuid4().hex,
        changed_at=towns.NOW,
    )
    for helper in known.helpers:
        await Shift.create(lesson=row, helper_id=helper, taken_at=towns.NOW, taken_by="system")
    return row.id
