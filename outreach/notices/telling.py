"""Writing down that somebody was called, and how it went."""

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.changes import Change
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.notices.rows import OUTCOMES, Told
from outreach.notices.ways import way_of
from outreach.refusal import Refusal
from outreach.registration import Registration, seats


@unit_of_work
async def note_told(
    city_id: int, registration_id: int, change_id: int, outcome: str, *, by: Actor, key: str = ""
) -> int:
    """Note one attempt to tell this person of this change, and of all before it; returns its id.

    ``outcome`` is told, no_answer or message_left. Sent again with the same ``key``, or for somebody who was told
    already, it changes nothing. Raises Refusal for what is no outcome, and where person and change do not meet.
    """
    if outcome not in OUTCOMES:
        raise Refusal(_("Please choose one of the answers."), field="outcome")
    done = await once.claim(by, key, once.fingerprint("told", city_id, registration_id, change_id, outcome))
    if done is not None:
        return done
    row = await _registration(city_id, registration_id, change_id)
    await seats.lock(row.lesson_id)  # two clerks who reach the same person write it down once
    standing = await Told.filter(change_id=change_id, registration_id=registration_id, outcome="told").first()
    told = standing or await _noted(row, change_id, outcome, by)
    told_id: int = told.id
    await once.keep(by, key, told_id)
    return told_id


async def _registration(city_id: int, registration_id: int, change_id: int) -> Registration:
    row = await Registration.get_or_none(id=registration_id, city_id=city_id).select_related("participant")
    if row is None or not await Change.filter(id=change_id, lesson_id=row.lesson_id, tells=True).exists():
        raise Refusal(_("This person or this change is not on record. Please open the list again."), code="unknown")
    return row


async def _noted(row: Registration, change_id: int, outcome: str, by: Actor) -> Told:
    told = await Told.create(
        change_id=change_id,
        number=change_id,
        registration_id=row.id,
        way=way_of(row.participant),
        outcome=outcome,
        by=by.reference,
        at=clock.now(),
    )
    subject = f"registration:{row.id}"
    await audit.record(row.city_id, by, f"notice.{outcome}", subject, change=change_id)
    return told
