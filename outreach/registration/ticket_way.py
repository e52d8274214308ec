"""How somebody, and who comes with her, gets the ticket: printed at once, by post, or by mail."""

from outreach import audit, once
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import parties, seats
from outreach.registration.rows import TICKET_BY, Registration

_WANT = "UPDATE registrations SET ticket_by = ? WHERE id = ? AND ticket_by <> ?"


@unit_of_work
async def want_ticket(registration: Registration, way: str, *, by: Actor, key: str = "") -> bool:
    """Note how she and who comes with her want their tickets; returns whether that is new for anybody.

    By post or by mail they are then among what each is to be told. Whoever of the others has no address (or e-mail)
    on record keeps her way. Sent again with the same key it says the same. Raises Refusal ``address`` where it is to
    go by post and her own address is not on record, ``email`` likewise, and ``ended`` for who has given up her place.
    """
    if way not in TICKET_BY or not way:
        raise Refusal(_("Please choose one of the answers."))
    if (done := await once.claim(by, key, once.fingerprint("ticket", registration.id, way))) is not None:
        return bool(done)
    person = await Participant.get(id=registration.participant_id)
    if not can_get(person, way):
        raise _no_address() if way == "post" else _no_email()
    await seats.lock(registration.lesson_id)  # a party is not split or given up meanwhile
    status = (await sql.rows("SELECT status FROM registrations WHERE id = ?", registration.id))[0]["status"]
    if status == "cancelled":
        raise Refusal(_("This registration has been cancelled."), code="ended")
    rows = [row for row in await parties.party_of(registration) if can_get(row.participant, way)]
    new = [row for row in rows if await sql.run(_WANT, way, row.id, way)]
    await once.keep(by, key, int(bool(new)))
    for row in new:
        await audit.record(row.city_id, by, "ticket.wanted", f"registration:{row.id}", way=way)
    return bool(new)


def can_get(person: Participant, way: str) -> bool:
    """Whether a ticket can go this way to what is on record of her; printed it is for everybody."""
    if way == "post":
        return bool(person.postcode and person.address)
    return way != "mail" or bool(person.email)


def _no_address() -> Refusal:
    return Refusal(_("Please write the address to which the ticket is to go."), field="address", code="address")


def _no_email() -> Refusal:
    return Refusal(_("Please write the e-mail address to which the ticket is to go."), field="email", code="email")
