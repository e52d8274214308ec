"""Giving up a seat or a place: the seat is free exactly once, and at once offered to who waits."""

import hmac
import unicodedata
from datetime import datetime

from outreach import audit, clock
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import offering, parties, seats, series
from outreach.registration.rows import Registration, Withdrawal, one_sign_up
from outreach.spelling import clean_line

BY_TIME = ("expired", "lapsed")
_TO_COME = ("published", "cancelled")  # a cancelled class may be held after all
_END = "UPDATE registrations SET status = 'cancelled', until = NULL WHERE id = ? AND status = ?"
_OVER = "SELECT id FROM lessons WHERE id = ? AND ends_at <= ?"
_ARRIVED = "SELECT id FROM arrivals WHERE registration_id = ? AND standing"


@unit_of_work
async def cancel(registration: Registration, *, by: Actor, reason: str = "", party: bool = False) -> bool:
    """Give it up, or with ``party`` that of everybody who comes with her; returns whether this call did it.

    With one sign-up for a series, who waits gives up her places on all of its waiting lists: signed up again she would
    be late on one of them only, and stand in the way of others as they in hers. What is offered or held for her is
    hers in each class of the series or in none. Raises Refusal: ``over`` once the
    class has ended, ``arrived`` for who was let in at the door: that has to be taken back first.
    """
    await series.hold(registration.lesson_id)
    rows: list[Registration] = []
    for one in await parties.party_of(registration) if party else [registration]:
        rows += await _with_her_places(one)
    return await _give_up(registration, rows, by, reason) > 0


async def _with_her_places(registration: Registration) -> list[Registration]:
    status = await status_of(registration.id)
    if status not in ("waiting", "offered", "held"):
        return [registration]
    own = await series.own_rows(registration, _TO_COME)
    return [row for row in own if row.status == status or row.id == registration.id]


@unit_of_work
async def cancel_all(registration: Registration, *, by: Actor, reason: str = "", party: bool = False) -> int:
    """Give up this one and all others of the same sign-up, or with ``party`` also those of who comes with her.

    Returns how many this call gave up. Who signed up on the web gives up, with her ticket, what that sign-up took.

    Classes that are cancelled count too: they may be held after all. Classes at which she has arrived, or that are
    over, stay as they are; where that is this one, raises as ``cancel``.
    """
    await series.hold(registration.lesson_id)
    rows: list[Registration] = []
    for one in await parties.party_of(registration) if party else [registration]:
        rows += await _in_reach(one, by)
    return await _give_up(registration, rows, by, reason)


async def _in_reach(registration: Registration, by: Actor) -> list[Registration]:
    """Whoever knows a name and a phone number gets a ticket on the web: it must not end what others took for her."""
    own = await series.own_rows(registration, _TO_COME)
    if by.kind == "account" or registration.channel != "web":
        return own
    tied = {row.id for row in await _with_her_places(registration)}
    return [row for row in own if row.id in tied or one_sign_up(row, registration)]


@unit_of_work
async def decline_offer(registration: Registration, *, by: Actor, reason: str = "") -> bool:
    """She, and who comes with her, do not want the seat that is offered; the next in the list is offered it.

    Returns False where they declined before. Raises Refusal ``lapsed`` where nothing is offered (any more).
    """
    await series.hold(registration.lesson_id)
    status = await status_of(registration.id)
    if status == "cancelled" and await Withdrawal.exists(registration_id=registration.id, kind="declined"):
        return False
    if status != "offered":
        raise offering.lapsed()
    reason = clean_line(reason, 200, field="reason", required=False)
    rows = await parties.in_series(registration, ("offered",))
    ended = [await end(row, by, reason, kind="declined") for row in rows]
    await offering.fill_each(parties.lessons_of(rows))
    return any(ended)


async def _give_up(registration: Registration, rows: list[Registration], by: Actor, reason: str) -> int:
    reason = clean_line(reason, 200, field="reason", required=False)
    mine = [row for row in rows if row.id == registration.id or not await sql.rows(_ARRIVED, row.id)]
    ended = sum([await end(row, by, reason) for row in mine])
    await offering.fill_each(parties.lessons_of(mine))
    return ended


async def end(
    registration: Registration, by: Actor, reason: str = "", kind: str = "given_up", at: datetime | None = None
) -> bool:
    """End one registration of a lesson that is held, and free what it held; False where it had ended before.

    Raises Refusal ``over`` and ``arrived`` as ``cancel``; the system itself ends offers and holds also of a class
    that is over. Whoever calls it offers the seat to the next.
    """
    if kind not in BY_TIME and await sql.rows(_OVER, registration.lesson_id, clock.now()):
        raise Refusal(_("This class is over."), code="over")
    status = await status_of(registration.id)
    if status == "cancelled" or not await sql.run(_END, registration.id, status):
        return False
    if await sql.rows(_ARRIVED, registration.id):  # after the row is ours: a check-in may have come in between
        raise Refusal(_("This person has already come in. Please undo that at the door first."), code="arrived")
    await seats.free(registration.lesson_id, status)
    at = at or clock.now()
    await Withdrawal.create(registration_id=registration.id, at=at, by=by.reference, kind=kind, reason=reason)
    subject = f"registration:{registration.id}"
    await audit.record(registration.city_id, by, "registration.cancelled", subject, was=status, kind=kind)
    return True


async def status_of(registration_id: int) -> str:
    """How a registration stands now."""
    status: str = (await sql.rows("SELECT status FROM registrations WHERE id = ?", registration_id))[0]["status"]
    return status


def matches_phone(participant: Participant, typed: str) -> bool:
    """Whether the typed digits are the last four of the phone; who has no phone never matches."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdigit())[-4:]
    last4 = participant.phone_last4
    return len(last4) == 4 and hmac.compare_digest(last4.encode(), digits.encode())
