"""She was called about the seat that is kept for her, and says yes or no."""

from outreach import once
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.notices.telling import note
from outreach.notices.ways import way_of
from outreach.refusal import Refusal
from outreach.registration import Registration, decline_offer, take_offer, whole

ANSWERS = ("takes", "declines")


@unit_of_work
async def answer(city_id: int, registration_id: int, said: str, *, by: Actor, key: str = "") -> bool:
    """Note that she was told of the offer, and what she answered; returns False where it was answered so before.

    Sent again with the same ``key`` it has one effect. Raises Refusal for what is no answer, for somebody whom the
    city does not know, and ``lapsed`` where nothing is offered to her any more.
    """
    if said not in ANSWERS:
        raise Refusal(_("Please choose one of the answers."), field="answer")
    done = await once.claim(by, key, once.fingerprint("answer", city_id, registration_id, said))
    if done is not None:
        return bool(done)
    row = await whole(Registration.filter(id=registration_id, city_id=city_id)).first()
    if row is None:
        raise Refusal(_("This person or this change is not on record. Please open the list again."), code="unknown")
    verb = take_offer if said == "takes" else decline_offer
    changed = await verb(row, by=by)
    if changed:
        await note(row, "offer", row.offers, way_of(row.participant), "told", by=by)
    await once.keep(by, key, int(changed))
    return changed
