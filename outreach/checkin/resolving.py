"""Whose ticket it was: the hash or the eight digits that a phone wrote down, among all tickets of its door.

Read before the transaction: a ticket is made before it is shown, and a record comes after it was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.checkin import bundle, records
from outreach.checkin.records import Record
from outreach.checkin.rows import DoorPhone
from outreach.db import sql

_TICKETS = (
    "SELECT r.id, r.lesson_id, r.code, r.token FROM lessons l JOIN registrations r ON r.lesson_id = l.id"
    " WHERE l.city_id = ? AND l.centre_id = ? AND l.day = ?"
    " UNION ALL SELECT r.id, r.lesson_id, o.code, o.token FROM lessons l JOIN registrations r ON r.lesson_id = l.id"
    " JOIN retired_tickets o ON o.registration_id = r.id WHERE l.city_id = ? AND l.centre_id = ? AND l.day = ?"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A registration and its class."""

    registration: int
    lesson: int


@dataclass(frozen=True, slots=True)
class Tickets:
    """The tickets of a door, those too that were given up or replaced, as one phone names them."""

    by_mark: Mapping[str, Holder]
    by_code: Mapping[str, Holder]

    def holder(self, record: Record) -> Holder | None:
        """Who holds the ticket that a record is about; None where nobody at this door does."""
        return self.by_mark.get(record.ref) if record.ref else self.by_code.get(record.code)


async def tickets_of(phone: DoorPhone) -> Tickets:
    """All tickets of the door that a phone is at."""
    door = phone.city_id, phone.centre_id, phone.day
    by_mark, by_code = {}, {}
    for row in await sql.rows(_TICKETS, *door, *door):
        holder = Holder(row["id"], row["lesson_id"])
        by_code[row["code"]] = holder
        if phone.salt:  # it went when the day was long over
            by_mark[bundle.mark(phone.salt, row["token"])] = holder
    return Tickets(by_mark, by_code)


def reason_apart(record: Record, holder: Holder | None, lessons: Mapping[int, str], state: str) -> str:
    """Why a record is kept apart: ``revoked`` or ``ended`` phones, what is ``absurd`` or of nobody; empty for none."""
    if state != "open":
        return state
    if records.is_absurd(record) or record.lesson not in lessons:
        return "absurd"
    if record.kind == "entry" and (holder is None or holder.lesson not in lessons):
        return "unknown"
    return ""
