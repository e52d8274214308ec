"""A new ticket in place of a lost one: another number and another QR. The old ones open nothing any more."""

from outreach import audit, clock, once, tickets
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import seats
from outreach.registration.lists import by_id
from outreach.registration.rows import Registration, RetiredTicket

TRIES = 5
REPLACED = _("This ticket was replaced by a new one. Please look for the name, or use the number of the new ticket.")
# No number comes again that somebody may still have on an old piece of paper.
FRESH = (
    "NOT EXISTS (SELECT 1 FROM retired_tickets o JOIN registrations n ON n.id = o.registration_id"
    " WHERE o.code = ? AND n.city_id = ?)"
)
_NOW = "SELECT status, code, token FROM registrations WHERE id = ?"
_RENEW = (
    "UPDATE registrations SET code = ?, token = ? WHERE id = ? AND token = ?"  # noqa: S608 - our own words
    f" AND NOT EXISTS (SELECT 1 FROM registrations s WHERE s.code = ? AND s.city_id = ?) AND {FRESH}"
)


@unit_of_work
async def reissue(city_id: int, registration_id: int, *, by: Actor, key: str = "") -> Registration:
    """Give a registration a new number and a new QR; seat, place and party stay as they are.

    Sent again with the same key it returns the same. Raises Refusal: ``unknown`` for another city's, ``ended`` where
    it was given up, ``off`` where the class is cancelled, ``over`` where it has ended.
    """
    row = await _known(city_id, registration_id)
    if await once.claim(by, key, once.fingerprint("reissue", registration_id)) is None:
        await seats.lock(row.lesson_id)
        await seats.check_to_come(row.lesson_id)
        await _renew(row, by)
        await once.keep(by, key, row.id)
    return await _known(city_id, registration_id)


async def _known(city_id: int, registration_id: int) -> Registration:
    row = await by_id(city_id, registration_id)
    if row is None:
        raise Refusal(_("This registration is not on record. Please search again."), code="unknown")
    return row


async def _renew(row: Registration, by: Actor) -> None:
    old = (await sql.rows(_NOW, row.id))[0]  # as it is now that the class is held
    if old["status"] == "cancelled":
        raise Refusal(_("This registration has been cancelled."), code="ended")
    await RetiredTicket.create(
        registration_id=row.id, code=old["code"], token=old["token"], at=clock.now(), by=by.reference
    )
    for _try in range(TRIES):
        code, city_id = tickets.new_code(), row.city_id
        if await sql.run(_RENEW, code, tickets.new_token(), row.id, old["token"], code, city_id, code, city_id):
            await audit.record(city_id, by, "ticket.reissued", f"registration:{row.id}", lesson=row.lesson_id)
            return
    raise Refusal(_("No ticket number could be made. Please try again."), code="no-code")


async def replaced(city_id: int, *, code: str = "", token: str = "") -> Registration | None:
    """The registration that had this number or token before it got a new one, or None."""
    old = RetiredTicket.filter(registration__city_id=city_id)
    found = await (old.filter(token=token) if token else old.filter(code=code)).first()
    return await by_id(city_id, found.registration_id) if found else None


async def check_not_replaced(city_id: int, code: str, field: str | None = None) -> None:
    """Raises Refusal ``replaced`` for the number of a ticket that a new one took the place of."""
    if await replaced(city_id, code=code):
        raise Refusal(REPLACED, field=field, code="replaced")
