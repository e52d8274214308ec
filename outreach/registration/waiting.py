"""The waiting list: a free seat goes to who waits longest, once she has been told and takes it."""

from outreach import audit
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import seats, series
from outreach.registration.rows import Registration

_FIRST = "SELECT min(place) AS place FROM registrations WHERE lesson_id = ? AND status = 'waiting'"
_PROMOTE = "UPDATE registrations SET status = 'confirmed' WHERE id = ? AND status = 'waiting'"


@unit_of_work
async def give_seat(registration: Registration, *, by: Actor) -> bool:
    """The clerk has told her and she takes the seat; returns False where she has it already.

    With one sign-up for a whole series she takes a seat in each of its classes for which she waits, or in none.
    Raises Refusal: ``full`` where no seat is free, ``not-first`` where somebody waits longer, ``not-waiting``
    where she has given up her place, ``off`` where the class is cancelled.
    """
    for row in await series.own_rows(registration):
        await seats.lock(row.lesson_id)
    if await sql.rows("SELECT id FROM lessons WHERE id = ? AND status = 'cancelled'", registration.lesson_id):
        raise Refusal(_("This class is cancelled."), code="off")
    status = (await sql.rows("SELECT status FROM registrations WHERE id = ?", registration.id))[0]["status"]
    if status == "confirmed":
        return False
    if status != "waiting":
        raise Refusal(_("This person no longer waits for a seat."), code="not-waiting")
    for row in await series.own_rows(registration):
        if row.status == "waiting" or row.id == registration.id:
            await _promote(row, by)
    return True


async def _promote(row: Registration, by: Actor) -> None:
    place = (await sql.rows("SELECT place FROM registrations WHERE id = ?", row.id))[0]["place"]
    if place != (await sql.rows(_FIRST, row.lesson_id))[0]["place"]:
        raise Refusal(_("Somebody else has waited longer. Please call that person first."), code="not-first")
    if not await seats.claim_for_waiting(row.lesson_id):
        raise Refusal(_("No seat is free."), code="full")
    await sql.run(_PROMOTE, row.id)
    await audit.record(row.city_id, by, "registration.promoted", f"registration:{row.id}")
