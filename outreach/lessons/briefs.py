"""Classes in short, as calendars and lists need them: read by the thousand, without a model for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from outreach import venues
from outreach.courses import Course
from outreach.db import sql
from outreach.venues import Centre, Place, Room, address_on

_COLUMNS = (
    "SELECT l.id, l.uid, l.sequence, l.changed_at, l.starts_at, l.ends_at, l.day, l.status, l.is_sample,"
    " l.course_id, l.centre_id, l.room_id, l.capacity, l.intake_closes_at"
    " FROM lessons l JOIN courses c ON c.id = l.course_id"
)
_ORDER = " ORDER BY l.starts_at, l.id"
_PUBLIC = (
    " WHERE l.city_id = ? AND l.day >= ? AND l.status IN ('published', 'cancelled')"
    " AND c.kind = 'class' AND c.audience = 'residents'"
)
_EVER = (
    "SELECT id FROM lessons WHERE city_id = ? AND course_id = ? AND status IN ('published', 'cancelled')"
    " ORDER BY id LIMIT 1"
)
_SPAN = " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ?"
_LED = " JOIN helpers h ON h.id = l.instructor_id" + _SPAN + " AND h.account_id = ?"
_HELPED = (
    " WHERE l.city_id = ? AND l.day >= ? AND (l.instructor_id = ? AND l.status <> 'draft'"
    " OR l.id IN (SELECT s.lesson_id FROM shifts s WHERE s.helper_id = ? AND s.standing))"
)


@dataclass(frozen=True, slots=True)
class Brief:
    """A class in short: when, where and what, and how often that has changed."""

    id: int
    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    day: date
    status: str
    course: Course
    centre: Centre
    room: Room | None
    place: Place
    capacity: int
    intake_closes_at: datetime
    is_sample: bool

    @property
    def address(self) -> str:
        """Where its centre is on that day."""
        return self.place.address


async def shown(
    city_id: int, since: date, *, centre_id: int | None = None, course_id: int | None = None
) -> list[Brief]:
    """What ``lessons.shown_since`` finds: all of the city, or of one centre or course."""
    query, values = _COLUMNS + _PUBLIC, [city_id, since]
    for column, value in (("l.centre_id", centre_id), ("l.course_id", course_id)):
        if value is not None:
            query, values = f"{query} AND {column} = ?", [*values, value]
    return await _read(query, *values)


async def were_shown(city_id: int, course_id: int) -> bool:
    """Whether a class of this course was ever published: before that its name is known to the office alone.

    No published class becomes a draft again, so what was once known stays so.
    """
    return bool(await sql.rows(_EVER, city_id, course_id))


async def of_city(city_id: int, first: date, last: date) -> list[Brief]:
    """All classes on these days, drafts and training too."""
    return await _read(_COLUMNS + _SPAN, city_id, first, last)


async def led_by(city_id: int, account_id: int, first: date, last: date) -> list[Brief]:
    """Those that this account's helper leads."""
    return await _read(_COLUMNS + _LED, city_id, first, last, account_id)


async def helped_by(city_id: int, helper_id: int, since: date) -> list[Brief]:
    """Those in which a helper has a shift or which she leads, cancelled ones too; drafts only where she has a shift."""
    return await _read(_COLUMNS + _HELPED, city_id, since, helper_id, helper_id)


async def _read(query: str, *values: object) -> list[Brief]:
    rows = await sql.rows(query + _ORDER, *values)
    courses = {one.id: one for one in await Course.filter(id__in=_ids(rows, "course_id"))}
    centres = {one.id: one for one in await Centre.filter(id__in=_ids(rows, "centre_id"))}
    rooms = {one.id: one for one in await Room.filter(id__in=_ids(rows, "room_id"))}
    await venues.recall(centres.values())
    return [_brief(row, courses, centres, rooms) for row in rows]


def _ids(rows: Iterable[Mapping[str, Any]], column: str) -> list[int]:
    return sorted({row[column] for row in rows if row[column] is not None} or {0})


def _brief(
    row: Mapping[str, Any], courses: Mapping[int, Course], centres: Mapping[int, Centre], rooms: Mapping[int, Room]
) -> Brief:
    centre, day = centres[row["centre_id"]], sql.day(row["day"])
    return Brief(
        row["id"],
        row["uid"],
        row["sequence"],
        sql.moment(row["changed_at"]),
        sql.moment(row["starts_at"]),
        sql.moment(row["ends_at"]),
        day,
        row["status"],
        courses[row["course_id"]],
        centre,
        rooms.get(row["room_id"]),
        address_on(centre, day),
        row["capacity"],
        sql.moment(row["intake_closes_at"]),
        bool(row["is_sample"]),
    )
