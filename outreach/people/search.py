"""Finding a participant while she is on the phone: by kana, by name, by the last digits of her phone."""

import hashlib
import unicodedata

from tortoise.expressions import Q

from outreach import audit, clock, vault
from outreach.audit import Actor
from outreach.db import Prepared, dialect, sql, unit_of_work
from outreach.people.details import PURPOSE_VERSION, Details
from outreach.people.rows import Participant
from outreach.spelling import kana_key

MOST = 20
FEWEST_DIGITS = 3


async def find(city_id: int, participant_id: int) -> Participant | None:
    """A participant of this city, or None, also for another city's."""
    return await Participant.get_or_none(city_id=city_id, id=participant_id)


async def look_up(city_id: int, typed: str) -> list[Participant]:
    """Up to 20 participants in kana order whose reading or name begins so, or whose phone ends so."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdigit())
    if len(digits) >= FEWEST_DIGITS:
        return await _by_phone(city_id, digits)
    text = typed.strip()
    if not text:
        return []
    key = kana_key(text)
    found = (
        await Participant.filter(city_id=city_id, kana_key__startswith=key).order_by("kana_key").limit(MOST)
        if key
        else []
    )
    return found or await Participant.filter(city_id=city_id, name__startswith=text).order_by("kana_key").limit(MOST)


async def _by_phone(city_id: int, digits: str) -> list[Participant]:
    if len(digits) < 4:
        return await Participant.filter(city_id=city_id, phone_last4__endswith=digits).order_by("kana_key").limit(MOST)
    rows = Participant.filter(city_id=city_id, phone_last4=digits[-4:])
    if len(digits) > 4:
        rows = rows.filter(phone_e164__endswith=digits.lstrip("0"))
    return await rows.order_by("kana_key").limit(MOST)


_SAME = Prepared(
    lambda city_id, last4, e164, key: Participant.filter(
        city_id=city_id, phone_last4=last4, phone_e164=e164, kana_key=key
    )
)


async def same_person(city_id: int, details: Details) -> Participant | None:
    """The participant with the same reading and the same phone, if the city knows her already.

    Within a transaction, whoever asks for the same person waits until this one has looked and stored.
    """
    if not details.e164:
        return None
    if dialect() == "postgres":
        await sql.rows("SELECT pg_advisory_xact_lock(?, ?)", city_id, _lock(details))
    return await _SAME.first(city_id, details.e164[-4:], details.e164, details.kana_key)


def _lock(details: Details) -> int:
    digest = hashlib.sha256(f"{details.kana_key}\n{details.e164}".encode()).digest()
    return int.from_bytes(digest[:4], signed=True)


async def similar(city_id: int, details: Details) -> list[Participant]:
    """Up to 20 participants who may be the same person: the same reading, or the same phone (couples share one)."""
    alike = Q(kana_key=details.kana_key)
    if details.e164:
        alike |= Q(phone_last4=details.e164[-4:], phone_e164=details.e164)
    return await Participant.filter(alike, city_id=city_id).order_by("kana_key", "id").limit(MOST)


async def keep_needs(person: Participant, needs: str) -> None:
    """Seal what she needs into her row."""
    person.needs_sealed = vault.sealed(needs, f"participants|needs|{person.id}")
    await sql.run("UPDATE participants SET needs_sealed = ? WHERE id = ?", person.needs_sealed, person.id)


@unit_of_work
async def store(city_id: int, details: Details, *, by: Actor, is_sample: bool = False) -> Participant:
    """Keep a participant's details, with the version of the purpose text that she was told."""
    now = clock.now()
    person = await Participant.create(
        city_id=city_id,
        name=details.name,
        kana=details.kana,
        kana_key=details.kana_key,
        phone=details.phone.typed if details.phone else "",
        phone_e164=details.e164,
        phone_last4=details.e164[-4:],
        town=details.town,
        age_band=details.age_band,
        device=details.device,
        language=details.language,
        email=details.email,
        postcode=details.postcode,
        address=details.address,
        purpose_version=PURPOSE_VERSION,
        purpose_at=now,
        created_at=now,
        is_sample=is_sample,
    )
    if details.needs:
        await keep_needs(person, details.needs)
    await audit.record(city_id, by, "participant.stored", f"participant:{person.id}")
    return person
