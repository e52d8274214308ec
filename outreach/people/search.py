"""Finding a participant while she is on the phone: by kana, by name, by the last digits of her phone."""

import hashlib
import unicodedata

from tortoise.queryset import QuerySet

from outreach.db import dialect, sql
from outreach.people.details import Details
from outreach.people.rows import Participant
from outreach.spelling import kana_key

MOST = 20
FEWEST_DIGITS = 3


# Whom a search may find: her record was not merged into another one, and she was not erased.
_HERE = {"merged_into_id": None, "erased_at": None}


def everybody(city_id: int) -> QuerySet[Participant]:
    """All whom a search may find: records that were merged or erased are left out."""
    return Participant.filter(city_id=city_id, **_HERE)


async def find(city_id: int, participant_id: int) -> Participant | None:
    """A participant of this city, or None, also for another city's and for a record that was merged or erased."""
    return await everybody(city_id).get_or_none(id=participant_id)


_HOLD = "SELECT id FROM participants WHERE city_id = ? AND id = ? AND merged_into_id IS NULL AND erased_at IS NULL"
_HOLDS = {"postgres": f"{_HOLD} FOR KEY SHARE", "sqlite": _HOLD}


async def hold(city_id: int, participant_id: int) -> bool:
    """Whether she is on record, and stays so until the transaction ends: nobody merges or erases her meanwhile.

    Called before any class is held, as merging does.
    """
    return bool(await sql.rows(_HOLDS[dialect()], city_id, participant_id))


async def look_up(city_id: int, typed: str) -> list[Participant]:
    """Up to 20 participants in kana order whose reading or name begins so, or whose phone ends so."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdigit())
    if len(digits) >= FEWEST_DIGITS:
        return await _by_phone(city_id, digits)
    text = typed.strip()
    if not text:
        return []
    key = kana_key(text)
    found = await _asked(_BY_KANA, city_id, key, key + _LAST) if key else []
    return found or await _asked(_BY_NAME, city_id, text, text + _LAST)


# Each is answered by an index, on both databases: a kana_key with + (or || '') keeps the database from walking through
# everybody in kana order, and a stretch by code points needs no LIKE, which an index answers only now and then.
_LAST = "\U0010ffff"
_WHO = "SELECT * FROM participants WHERE city_id = ? AND merged_into_id IS NULL AND erased_at IS NULL AND"
_ORDERS = {
    "sqlite": {"kana": "kana_key", "name": "name", "sorted": "+kana_key"},
    "postgres": {
        "kana": 'kana_key COLLATE "C"',
        "name": 'name COLLATE "C"',
        "sorted": """(kana_key || '') COLLATE "C\"""",
    },
}
_BY_KANA = f"{_WHO} {{kana}} >= ? AND {{kana}} < ? ORDER BY {{kana}} LIMIT {MOST}"
_BY_NAME = f"{_WHO} {{name}} >= ? AND {{name}} < ? ORDER BY {{sorted}} LIMIT {MOST}"
_BY_LAST4 = f"{_WHO} phone_last4 = ? AND phone_e164 LIKE ? ORDER BY {{sorted}} LIMIT {MOST}"
_BY_LAST3 = f"{_WHO} phone_last4 IN ({', '.join('?' * 10)}) ORDER BY {{sorted}} LIMIT {MOST}"
# What a merged record says leads to the one that was kept: she may still give her old number.
_KEPT = "SELECT COALESCE(merged_into_id, id) FROM participants WHERE city_id = ? AND erased_at IS NULL AND"
_STAYED = "SELECT * FROM participants WHERE merged_into_id IS NULL AND erased_at IS NULL AND"
_EITHER = f"{_KEPT} kana_key = ? UNION {_KEPT} phone_last4 = ? AND phone_e164 = ?"
_ALIKE = f"{_STAYED} id IN ({_EITHER}) ORDER BY {{sorted}}, id LIMIT {MOST}"
_SAME = (
    "SELECT k.* FROM participants p JOIN participants k ON k.id = COALESCE(p.merged_into_id, p.id)"
    " WHERE p.city_id = ? AND p.phone_last4 = ? AND p.phone_e164 = ? AND p.kana_key = ?"
    " AND p.erased_at IS NULL AND k.erased_at IS NULL AND k.merged_into_id IS NULL"
    " ORDER BY p.merged_into_id IS NOT NULL, k.id LIMIT 1"
)


async def _asked(query: str, *values: object) -> list[Participant]:
    return await sql.models(Participant, query.format(**_ORDERS[dialect()]), *values)


async def _by_phone(city_id: int, digits: str) -> list[Participant]:
    if len(digits) < 4:
        return await _asked(_BY_LAST3, city_id, *(f"{first}{digits}" for first in range(10)))
    return await _asked(_BY_LAST4, city_id, digits[-4:], f"%{digits.lstrip('0')}" if len(digits) > 4 else "%")


async def same_person(city_id: int, details: Details) -> Participant | None:
    """The participant with the same reading and the same phone, if the city knows her already.

    What a record that was merged into hers says is hers, too. Within a transaction, whoever asks for the same person
    waits until this one has looked and stored.
    """
    if not details.e164:
        return None
    if dialect() == "postgres":
        await sql.rows("SELECT pg_advisory_xact_lock(?, ?)", city_id, _lock(details))
    found = await sql.models(Participant, _SAME, city_id, details.e164[-4:], details.e164, details.kana_key)
    return found[0] if found else None


def _lock(details: Details) -> int:
    digest = hashlib.sha256(f"{details.kana_key}\n{details.e164}".encode()).digest()
    return int.from_bytes(digest[:4], signed=True)


async def similar(city_id: int, details: Details) -> list[Participant]:
    """Up to 20 participants who may be the same person: the same reading, or the same phone (couples share one)."""
    no_phone = "-"  # equal to nobody's
    last4, e164 = details.e164[-4:] or no_phone, details.e164 or no_phone
    return await _asked(_ALIKE, city_id, details.kana_key, city_id, last4, e164)
