"""Who signed up for the classes of a span of days and who came, line by line: a list of people, so it is on record."""

from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from outreach import audit, once
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration.rows import ACTIVE

LONGEST = timedelta(days=366)
LESSONS, ROWS = 25, 500
PURPOSES: dict[str, Phrase] = {
    "contact": _("To reach these people"),
    "report": _("For a report or a grant"),
    "check": _("To check what was counted"),
}
_LESSONS = "SELECT id FROM lessons WHERE city_id = ? AND day >= ? AND day <= ? ORDER BY starts_at, id"
_SEATS = (
    "SELECT g.id FROM registrations g JOIN lessons l ON l.id = g.lesson_id WHERE g.lesson_id IN ({marks})"
    " AND g.status IN ({active}) ORDER BY l.starts_at, l.id, g.id"
)
_ROWS = (
    "SELECT l.starts_at, k.title, c.name AS place, p.name, p.kana, p.phone, p.town, p.age_band,"
    " g.status, a.at AS came_at FROM registrations g JOIN lessons l ON l.id = g.lesson_id"
    " JOIN courses k ON k.id = l.course_id JOIN centres c ON c.id = l.centre_id"
    " JOIN participants p ON p.id = g.participant_id"
    " LEFT JOIN arrivals a ON a.registration_id = g.id AND a.standing"
    " WHERE g.id IN ({marks}) ORDER BY l.starts_at, l.id, g.id"
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person at one class; ``title`` and ``place`` by language, ``came_at`` None for who did not come."""

    starts_at: datetime
    title: dict[str, str]
    place: dict[str, str]
    name: str
    kana: str
    phone: str
    town: str
    age_band: str
    status: str
    came_at: datetime | None


@unit_of_work
async def ask(city_id: int, first: date, last: date, purpose: str, *, by: Actor, key: str = "") -> None:
    """Write down who takes a list of people, of which days and what for; sent again with the same key only once.

    Raises Refusal for days in the wrong order, for more than a year, and where no purpose was chosen.
    """
    if purpose not in PURPOSES:
        raise Refusal(_("Please choose what you need the list for."), "purpose", "required")
    if last < first:
        raise Refusal(_("The last day is before the first one."), "last")
    if last - first > LONGEST:
        raise Refusal(_("A list covers one year at most."), "last")
    if await once.claim(by, key, once.fingerprint("attendees", city_id, first, last, purpose)) is not None:
        return
    span = {"first": first.isoformat(), "last": last.isoformat()}
    await audit.record(city_id, by, "attendees.exported", f"city:{city_id}", purpose=purpose, **span)
    await once.keep(by, key, city_id)


async def attendees(city_id: int, first: date, last: date) -> AsyncIterator[list[Attendee]]:
    """Who has a seat or waits, class by class, a batch at a time: however long the list is, its start comes at once."""
    found = await sql.rows(_LESSONS, city_id, first, last)
    for lessons in _cut([row["id"] for row in found], LESSONS):
        query = _SEATS.format(marks=_marks(lessons), active=_marks(ACTIVE))
        seats = await sql.rows(query, *lessons, *ACTIVE)
        for numbers in _cut([row["id"] for row in seats], ROWS):
            yield [_attendee(row) for row in await sql.rows(_ROWS.format(marks=_marks(numbers)), *numbers)]


def _cut(numbers: list[int], size: int) -> Iterator[list[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _attendee(row: dict[str, Any]) -> Attendee:
    return Attendee(
        sql.moment(row["starts_at"]),
        sql.document(row["title"]),
        sql.document(row["place"]),
        row["name"],
        row["kana"],
        row["phone"],
        row["town"],
        row["age_band"],
        row["status"],
        sql.moment(row["came_at"]) if row["came_at"] else None,
    )
