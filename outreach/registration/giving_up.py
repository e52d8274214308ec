"""Giving up a seat or a place: the seat is free exactly once, and nobody moves up who was not told."""

import hmac
import unicodedata

from outreach import audit, clock
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import seats, series
from outreach.registration.rows import Registration, Withdrawal
from outreach.spelling import clean_line

_TO_COME = ("published", "cancelled")  # a cancelled class may be held after all
_END = "UPDATE registrations SET status = 'cancelled' WHERE id = ? AND status = ?"
_OVER = "SELECT id FROM lessons WHERE id = ? AND ends_at <= ?"
_ARRIVED = "SELECT id FROM arrivals WHERE registration_id = ? AND standing"


@unit_of_work
async def cancel(registration: Registration, *, by: Actor, reason: str = "") -> bool:
    """Give it up; returns whether this call did it (False where it was given up before).

    With one sign-up for a series, who waits gives up her places on all of its waiting lists: signed up again she would
    be late on one of them only, and stand in the way of others as they in hers. Raises Refusal: ``over`` once the
    class has ended, ``arrived`` for who was let in at the door: that has to be taken back first.
    """
    await series.hold(registration.lesson_id)
    rows = [registration]
    if await _status(registration.id) == "waiting":
        own = await series.own_rows(registration, _TO_COME)
        rows = [row for row in own if row.status == "waiting" or row.id == registration.id]
    return await _give_up(registration, rows, by, reason) > 0


@unit_of_work
async def cancel_all(registration: Registration, *, by: Actor, reason: str = "") -> int:
    """Give up this one and all others of the same sign-up; returns how many this call gave up.

    Classes that are cancelled count too: they may be held after all. Classes at which she has arrived, or that are
    over, stay as they are; where that is this one, raises as ``cancel``.
    """
    await series.hold(registration.lesson_id)
    return await _give_up(registration, await series.own_rows(registration, _TO_COME), by, reason)


async def _give_up(registration: Registration, rows: list[Registration], by: Actor, reason: str) -> int:
    reason = clean_line(reason, 200, field="reason", required=False)
    mine = [row for row in rows if row.id == registration.id or not await sql.rows(_ARRIVED, row.id)]
    return sum([await _end(row, by, reason) for row in mine])


async def _end(registration: Registration, by: Actor, reason: str) -> bool:
    if await sql.rows(_OVER, registration.lesson_id, clock.now()):
        raise Refusal(_("This class is over."), code="over")
    status = await _status(registration.id)
    if status == "cancelled" or not await sql.run(_END, registration.id, status):
        return False
    if await sql.rows(_ARRIVED, registration.id):  # after the row is ours: a check-in may have come in between
        raise Refusal(_("This person has already come in. Please undo that at the door first."), code="arrived")
    await seats.free(registration.lesson_id, status)
    await Withdrawal.create(registration_id=registration.id, at=clock.now(), by=by.reference, reason=reason)
    subject = f"registration:{registration.id}"
    await audit.record(registration.city_id, by, "registration.cancelled", subject, was=status)
    return True


async def _status(registration_id: int) -> str:
    status: str = (await sql.rows("SELECT status FROM registrations WHERE id = ?", registration_id))[0]["status"]
    return status


def matches_phone(participant: Participant, typed: str) -> bool:
    """Whether the typed digits are the last four of the phone; who has no phone never matches."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdigit())[-4:]
    last4 = participant.phone_last4
    return len(last4) == 4 and hmac.compare_digest(last4.encode(), digits.encode())
