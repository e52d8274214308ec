"""All that the phones of one door have told, with the people and classes that it is about, in a few queries."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.checkin import bundle, merging, phones, settling
from outreach.checkin.merging import Event, Fold
from outreach.checkin.rows import DoorPhone
from outreach.db import sql
from outreach.lessons import Lesson

_EVENTS = (
    f"SELECT {settling.COLUMNS} FROM door_phones p JOIN door_events e ON e.phone_id = p.id"  # noqa: S608 - fixed words
    " WHERE p.city_id = ? AND p.centre_id = ? AND p.day = ?"
)
_PEOPLE = (
    "SELECT r.id, r.lesson_id, r.status, p.name, CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS here FROM lessons l"
    " JOIN registrations r ON r.lesson_id = l.id JOIN participants p ON p.id = r.participant_id"
    " LEFT JOIN arrivals a ON a.registration_id = r.id AND a.standing"
    " WHERE l.city_id = ? AND l.centre_id = ? AND l.day = ? AND l.status <> 'draft'"
)
_RETIRED = (
    "SELECT e.id, e.phone_id, e.body, o.code, o.token FROM door_phones p JOIN door_events e ON e.phone_id = p.id"
    " JOIN retired_tickets o ON o.registration_id = e.registration_id"
    " WHERE p.city_id = ? AND p.centre_id = ? AND p.day = ? AND e.kind = 'entry'"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A registration at this door, as a card names it."""

    id: int
    lesson: int
    status: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a door; ``replaced`` are rows of entries by a ticket that a new one had taken the place of."""

    lessons: Sequence[Lesson]
    phones: Sequence[DoorPhone]
    events: Sequence[Event]
    folded: Fold
    people: Mapping[int, Person]
    expected: Counter[int]
    arrived: Counter[int]
    replaced: frozenset[int]

    @property
    def conflicts(self) -> list[merging.Conflict]:
        """Every conflict, answered or not."""
        statuses = {id_: one.status for id_, one in self.people.items()}
        off = [one.id for one in self.lessons if one.status == "cancelled"]
        return merging.conflicts(self.folded, statuses, off, self.replaced)


async def of_door(city_id: int, centre_id: int, day: date) -> Evidence:
    """All of it, in a fixed number of queries."""
    door = city_id, centre_id, day
    here = Lesson.filter(city_id=city_id, centre_id=centre_id, day=day, status__in=("published", "cancelled"))
    lessons = await here.select_related("course", "centre", "room", "instructor").order_by("starts_at", "id")
    rows = await phones.of_door(*door)
    events = [settling.event_of(row) for row in await sql.rows(_EVENTS, *door)]
    people = await sql.rows(_PEOPLE, *door)
    return Evidence(
        lessons,
        rows,
        events,
        merging.fold(events),
        {row["id"]: Person(row["id"], row["lesson_id"], row["status"], row["name"]) for row in people},
        Counter(row["lesson_id"] for row in people if row["status"] == "confirmed"),
        Counter(row["lesson_id"] for row in people if row["here"]),
        await _replaced(door, {row.id: row.salt for row in rows}),
    )


async def _replaced(door: tuple[int, int, date], salts: Mapping[int, str]) -> frozenset[int]:
    found = set()
    for row in await sql.rows(_RETIRED, *door):
        told = json.loads(row["body"]) if row["body"] else {"ref": "", "code": ""}
        salt = salts[row["phone_id"]]
        by_ref = bool(salt and told["ref"]) and told["ref"] == bundle.mark(salt, row["token"])
        if by_ref or (not told["ref"] and told["code"] == row["code"]):
            found.add(row["id"])
    return frozenset(found)
