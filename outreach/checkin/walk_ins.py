"""Who came without a registration: counted by the phones' records, named for the office where the phone was online."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from outreach import audit, clock, vault
from outreach.audit import Actor
from outreach.checkin import paper, phones
from outreach.checkin.rows import DoorPhone
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.spelling import clean_line

LONGEST = 60
_ID = re.compile(r"[0-9a-f]{32}")
_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM door_events v WHERE v.phone_id = e.phone_id AND v.kind = 'void' AND v.quarantine = ''"
    " AND v.target = e.event_id)"
)
_COUNT = (
    "SELECT count(*) AS came FROM door_events e WHERE e.lesson_id = ? AND e.kind = 'walk_in' AND e.quarantine = ''"  # noqa: S608
    f" AND e.voided_at IS NULL AND NOT {_TAKEN_BACK}"
)
_OF_DOOR = "SELECT id FROM lessons WHERE id = ? AND city_id = ? AND centre_id = ? AND day = ? AND status <> 'draft'"
_TELL = (
    "INSERT INTO walk_ins (lesson_id, event_id, name_sealed, by, at, done_by) VALUES (?, ?, ?, ?, ?, '')"
    " ON CONFLICT (event_id) DO NOTHING RETURNING id"
)
_NAMES = (
    "SELECT w.id, w.lesson_id, w.event_id, w.name_sealed, w.by, w.at FROM walk_ins w"  # noqa: S608 - fixed words
    " JOIN lessons l ON l.id = w.lesson_id WHERE l.city_id = ? AND l.centre_id = ? AND l.day = ? AND w.done_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM door_phones p JOIN door_events e ON e.phone_id = p.id"
    " WHERE p.city_id = l.city_id AND p.centre_id = l.centre_id AND p.day = l.day AND e.event_id = w.event_id"
    f" AND {_TAKEN_BACK}) ORDER BY w.id"
)
_DONE = (
    "UPDATE walk_ins SET done_at = ?, done_by = ? WHERE id = ? AND done_at IS NULL"
    " AND lesson_id IN (SELECT id FROM lessons WHERE city_id = ?)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who came without a registration and told her name; ``phone`` is the id of the phone that she told."""

    id: int
    lesson_id: int
    name: str
    phone: int
    at: datetime


def _place(event_id: str) -> str:
    return f"walk_ins|name_sealed|{event_id}"


@unit_of_work
async def tell(phone: DoorPhone, lesson_id: int, event_id: str, name: str) -> bool:
    """Keep the name that belongs to a phone's record of a walk-in; told again it is kept once (False).

    Raises Refusal: ``ended`` or ``revoked`` for a phone that is not open, ``lesson`` for a class of another door,
    ``unreadable`` for what is no record's id, and for a name that is none.
    """
    phone = await DoorPhone.get(id=phone.id)
    state = phones.state_of(phone)
    if state != "open":
        raise Refusal(_("This phone no longer belongs to the door."), code=state)
    if not _ID.fullmatch(event_id):
        raise Refusal(_("This message of a phone at the door cannot be read."), code="unreadable")
    if not await sql.rows(_OF_DOOR, lesson_id, phone.city_id, phone.centre_id, phone.day):
        raise Refusal(_("This class is at another door."), code="lesson")
    name = clean_line(name, LONGEST, field="name", required=True)
    by = phones.actor_of(phone)
    sealed = vault.sealed(name, _place(event_id))
    made = await sql.rows(_TELL, lesson_id, event_id, sealed, by.reference, clock.now())
    if made:
        await audit.record(phone.city_id, by, "walk_in.named", f"walk_in:{made[0]['id']}", lesson=lesson_id)
    return bool(made)


async def named(city_id: int, centre_id: int, day: date) -> list[Named]:
    """Who told her name at a door and was not seen to yet, oldest first; who was taken back is left out."""
    return [
        Named(
            row["id"],
            row["lesson_id"],
            _opened(row["name_sealed"], row["event_id"]),
            int(row["by"].partition(":")[2]),
            sql.moment(row["at"]),
        )
        for row in await sql.rows(_NAMES, city_id, centre_id, day)
    ]


def _opened(sealed: str, event_id: str) -> str:
    """Her name; none where its key is lost, so that the page of the door still opens."""
    try:
        return vault.opened(sealed, _place(event_id))
    except vault.CannotOpen:
        return ""


@unit_of_work
async def done(city_id: int, walk_in_id: int, *, by: Actor) -> bool:
    """Somebody of the office has seen to her; False where that was said before, or she came in another city."""
    changed = await sql.run(_DONE, clock.now(), by.reference, walk_in_id, city_id)
    if changed:
        await audit.record(city_id, by, "walk_in.done", f"walk_in:{walk_in_id}")
    return bool(changed)


async def count(lesson_id: int) -> int:
    """How many came without a registration, by the records of the phones."""
    came: int = (await sql.rows(_COUNT, lesson_id))[0]["came"]
    return came


async def without_seat(lesson_id: int) -> int:
    """How many came without a seat: by the paper once two people have read it, before that by the phones."""
    entry = await paper.entry_of(lesson_id)
    if entry is not None and entry.checked_at is not None:
        return await paper.without_seat(lesson_id)
    return await count(lesson_id)
