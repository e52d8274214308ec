"""How somebody gets her ticket: printed at once, by post, or by mail."""

from outreach import audit, once
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration.rows import TICKET_BY, Registration

_WANT = "UPDATE registrations SET ticket_by = ? WHERE id = ? AND ticket_by <> ?"


@unit_of_work
async def want_ticket(registration: Registration, way: str, *, by: Actor, key: str = "") -> bool:
    """Note how she wants her ticket; returns whether that is new.

    By post or by mail it is then among what she is to be told. Sent again with the same key it says the same.
    Raises Refusal ``address`` where it is to go by post and no address is on record, ``email`` likewise, and
    ``ended`` for who has given up her place.
    """
    if way not in TICKET_BY or not way:
        raise Refusal(_("Please choose one of the answers."))
    if (done := await once.claim(by, key, once.fingerprint("ticket", registration.id, way))) is not None:
        return bool(done)
    person = await Participant.get(id=registration.participant_id)
    if way == "post" and not (person.postcode and person.address):
        raise Refusal(_("Please write the address to which the ticket is to go."), field="address", code="address")
    if way == "mail" and not person.email:
        raise Refusal(_("Please write the e-mail address to which the ticket is to go."), field="email", code="email")
    status = (await sql.rows("SELECT status FROM registrations WHERE id = ?", registration.id))[0]["status"]
    if status == "cancelled":
        raise Refusal(_("This registration has been cancelled."), code="ended")
    new = await sql.run(_WANT, way, registration.id, way) > 0
    await once.keep(by, key, int(new))
    if not new:
        return False
    await audit.record(registration.city_id, by, "ticket.wanted", f"registration:{registration.id}", way=way)
    return True
