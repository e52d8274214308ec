"""Checking somebody in: once per registration, however often her ticket is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from outreach import audit, clock
from outreach.audit import SYSTEM, Actor
from outreach.checkin import settling
from outreach.checkin.rows import Arrival
from outreach.db import dialect, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration, seats
from outreach.spelling import clean_line

DOOR_METHODS = ("qr", "code", "name", "desk")
METHODS = (*DOOR_METHODS, "paper")
_INSERT = (
    "INSERT INTO arrivals (city_id, lesson_id, registration_id, at, by, method, standing, undone_by, undone_reason)"
    " SELECT r.city_id, r.lesson_id, r.id, ?, ?, ?, ?, '', '' FROM lessons l JOIN registrations r ON r.lesson_id = l.id"
    " WHERE r.id = ? AND r.lesson_id = ? AND r.city_id = ? AND r.status = 'confirmed' AND l.status = 'published'"
)
_UNLESS_THERE = " ON CONFLICT DO NOTHING RETURNING id"
# On PostgreSQL a cancellation under way, of the place or of the class, is waited for; SQLite has one writer at a time.
_ONCE = {"postgres": f"{_INSERT} FOR SHARE OF l, r{_UNLESS_THERE}", "sqlite": f"{_INSERT}{_UNLESS_THERE}"}
_UNDO = (
    "UPDATE arrivals SET standing = ?, undone_at = ?, undone_by = ?, undone_reason = ?"
    " WHERE id = ? AND city_id = ? AND lesson_id = ? AND standing"
)
_VOID = (
    "UPDATE door_events SET voided_at = ? WHERE voided_at IS NULL AND kind = 'entry' AND quarantine = ''"
    " AND registration_id IN (SELECT registration_id FROM arrivals WHERE id = ? AND city_id = ? AND lesson_id = ?)"
)
_PRESENT = "SELECT count(*) AS came FROM arrivals WHERE lesson_id = ? AND standing"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the door says: ``in`` (just now), ``already`` (since ``at``), ``waiting``, ``cancelled``, ``off`` (the whole
    class is cancelled) or ``other``.
    """

    word: Literal["in", "already", "waiting", "cancelled", "off", "other"]
    arrival_id: int | None = None
    at: datetime | None = None


@unit_of_work
async def check_in(city_id: int, lesson_id: int, registration_id: int, *, method: str, by: Actor) -> Verdict:
    """Note that she came to this class; a repeat returns the first arrival. Nobody else's city or class is touched."""
    now = clock.now()
    row = (now, by.reference, method, True, registration_id, lesson_id, city_id)
    inserted = await sql.rows(_ONCE[dialect()], *row)
    if not inserted:
        return await _why_not(city_id, lesson_id, registration_id)
    arrival_id: int = inserted[0]["id"]
    await audit.record(
        city_id, by, "arrival.noted", f"arrival:{arrival_id}", registration=registration_id, method=method
    )
    return Verdict("in", arrival_id, now)


async def _why_not(city_id: int, lesson_id: int, registration_id: int) -> Verdict:
    registration = await Registration.get_or_none(id=registration_id, city_id=city_id, lesson_id=lesson_id)
    if registration is None:
        return Verdict("other")
    standing = await Arrival.get_or_none(registration_id=registration_id, standing=True)
    if standing:
        return Verdict("already", standing.id, standing.at)
    if await sql.rows("SELECT id FROM lessons WHERE id = ? AND status <> 'published'", lesson_id):
        return Verdict("off")
    return Verdict("cancelled" if registration.status == "cancelled" else "waiting")


@unit_of_work
async def undo(city_id: int, lesson_id: int, arrival_id: int, reason: str, *, by: Actor) -> bool:
    """Take back a mistaken arrival with a reason; it stays on record. False where it was taken back before.

    What the phones at the door have noted of her by now is taken back with it. A volunteer takes back only what she
    noted herself: where a phone says that somebody came, she has still come.
    """
    reason = clean_line(reason, 200, field="reason", required=False)
    if not reason:
        raise Refusal(_("Please write why, for example: pressed the wrong name."), field="reason")
    await seats.lock(lesson_id)  # no phone's records are made into arrivals meanwhile
    now = clock.now()
    row = (False, now, by.reference, reason, arrival_id, city_id, lesson_id)
    if not await sql.run(_UNDO, *row):
        return False
    await audit.record(city_id, by, "arrival.undone", f"arrival:{arrival_id}")
    if by.kind == "pass":
        await _still(city_id, lesson_id, arrival_id)
    else:
        await sql.run(_VOID, now, arrival_id, city_id, lesson_id)
    return True


async def _still(city_id: int, lesson_id: int, arrival_id: int) -> None:
    undone = await Arrival.get(id=arrival_id, city_id=city_id)
    lesson = (await sql.rows("SELECT status FROM lessons WHERE id = ? AND city_id = ?", lesson_id, city_id))[0]
    await settling.settle(city_id, [undone.registration_id], {lesson_id: lesson["status"]}, by=SYSTEM)


async def arrived(lesson_id: int) -> dict[int, Arrival]:
    """Standing arrivals of a class, by registration."""
    return {row.registration_id: row for row in await Arrival.filter(lesson_id=lesson_id, standing=True)}


async def present(lesson_id: int) -> int:
    """How many came."""
    came: int = (await sql.rows(_PRESENT, lesson_id))[0]["came"]
    return came
