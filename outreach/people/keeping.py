"""Keeping what a participant told, correcting it, and writing down who looked at what she needs."""

from typing import Any

from outreach import audit, clock, once, vault
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people.details import PURPOSE_VERSION, Details
from outreach.people.rows import Participant
from outreach.people.search import same_person
from outreach.refusal import Refusal

LOOK_SECONDS = 15 * 60
_COLUMNS = ("name", "kana", "kana_key", "phone", "phone_e164", "phone_last4", "town", "age_band", "device", "language")
KEPT = (*_COLUMNS, "email", "postcode", "address")
_HOLD = "UPDATE participants SET name = name WHERE id = ? AND merged_into_id IS NULL AND erased_at IS NULL"


def columns_of(details: Details) -> dict[str, str]:
    """The details as their columns keep them, all but the needs."""
    plain = ("name", "kana", "kana_key", "town", "age_band", "device", "language", "email", "postcode", "address")
    phone = {
        "phone": details.phone.typed if details.phone else "",
        "phone_e164": details.e164,
        "phone_last4": details.e164[-4:],
    }
    return {name: str(getattr(details, name)) for name in plain} | phone


async def keep_needs(person: Participant, needs: str) -> None:
    """Seal what she needs into her row."""
    person.needs_sealed = vault.sealed(needs, f"participants|needs|{person.id}")
    await sql.run("UPDATE participants SET needs_sealed = ? WHERE id = ?", person.needs_sealed, person.id)


@unit_of_work
async def store(city_id: int, details: Details, *, by: Actor, is_sample: bool = False) -> Participant:
    """Keep a participant's details, with the version of the purpose text that she was told."""
    now = clock.now()
    facts: dict[str, Any] = {**columns_of(details)}
    person = await Participant.create(
        **facts,
        city_id=city_id,
        purpose_version=PURPOSE_VERSION,
        purpose_at=now,
        created_at=now,
        is_sample=is_sample,
    )
    if details.needs:
        await keep_needs(person, details.needs)
    await audit.record(city_id, by, "participant.stored", f"participant:{person.id}")
    return person


@unit_of_work
async def store_once(city_id: int, details: Details, *, key: str, by: Actor) -> int:
    """Keep the details of somebody who signs up for nothing yet; whoever has the same reading and phone is the same.

    Returns her id, and the same one where the form is sent again.
    """
    mark = once.fingerprint("store", city_id, columns_of(details), details.needs)
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    person = await same_person(city_id, details) or await store(city_id, details, by=by)
    await once.keep(by, key, person.id)
    number: int = person.id
    return number


@unit_of_work
async def correct(participant: Participant, details: Details, *, by: Actor, key: str = "") -> bool:
    """Put right what is kept of her; returns whether anything changed. The trail names the fields, never a word.

    Another e-mail address is tried afresh. Sent again with the same key it changes nothing more. Raises Refusal
    ``unknown`` where her record was erased or merged meanwhile.
    """
    mark = once.fingerprint("correct", participant.id, columns_of(details), details.needs)
    if (done := await once.claim(by, key, mark)) is not None:
        return bool(done)
    if not await sql.run(_HOLD, participant.id):
        raise Refusal(_("This person is not on record. Please search again."), code="unknown")
    await participant.refresh_from_db()
    changed = await _corrected(participant, details)
    if changed:
        subject = f"participant:{participant.id}"
        await audit.record(participant.city_id, by, "participant.corrected", subject, fields=", ".join(changed))
    await once.keep(by, key, int(bool(changed)))
    return bool(changed)


async def _corrected(participant: Participant, details: Details) -> list[str]:
    new = columns_of(details)
    changed = [name for name in KEPT if getattr(participant, name) != new[name]]
    for name in changed:
        setattr(participant, name, new[name])
    if "email" in changed:
        participant.email_failed_at = None
    if participant.needs != details.needs:
        await keep_needs(participant, details.needs)
        changed.append("needs")
    if changed:
        participant.changed_at = clock.now()
        await participant.save()
    return changed


@unit_of_work
async def note_look(participant: Participant, *, by: Actor) -> None:
    """Write down that somebody is shown what she needs: once for each actor in a quarter of an hour."""
    if not participant.needs_sealed:
        return
    quarter = int(clock.now().timestamp()) // LOOK_SECONDS
    key = f"needs.seen:{participant.id}:{quarter}"
    if await once.claim(by, key, once.fingerprint(key)) is not None:
        return
    await audit.record(participant.city_id, by, "needs.seen", f"participant:{participant.id}")
    await once.keep(by, key, participant.id)
