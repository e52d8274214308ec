"""A form sent twice has one effect: the key that came with it, what it asked, and what came of it."""

import hashlib
import json
from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach import clock, vault
from outreach.audit import Actor
from outreach.db import UtcDatetimeField, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

KEY_LENGTH = 64
_PURPOSE = "operations"
# What stands under a key that was asked about before anything came with it.
NOTHING_CAME = "-"


class Operation(Model):
    """One key used by one actor, kept in the same transaction as its effect.

    The fingerprint follows the IETF draft "The Idempotency-Key HTTP Header Field" (-07, 2025). It is kept as the
    vault's mark of it: a bare hash would let whoever reads the database try what a person may have told us.
    """

    id = fields.BigIntField(primary_key=True)
    scope = fields.CharField(max_length=48)
    key = fields.CharField(max_length=KEY_LENGTH)
    fingerprint = fields.CharField(max_length=64)
    result: int | None = fields.BigIntField(null=True)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "operations"
        unique_together = (("scope", "key"),)


_CLAIM = (
    "INSERT INTO operations (scope, key, fingerprint, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (scope, key) DO NOTHING RETURNING id"
)


def fingerprint(*what: object) -> str:
    """SHA-256 of what was asked, in canonical JSON."""
    text = json.dumps(what, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(key: str) -> str:
    """The key as it is stored; empty for one that no form of ours has, so that nobody shares it with a stranger."""
    if not all("!" <= sign <= "~" for sign in key):
        return ""
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


async def claim(by: Actor, key: str, print_: str) -> int | None:
    """Take the key in the caller's transaction; returns the stored result where it was used before.

    A form without a key is taken as a new one. On PostgreSQL a second sender waits here until the first has
    committed. Raises Refusal (code ``key-reused``) where the same key comes with another request.
    """
    scope, key = f"{by.city_id}:{by.reference}", _kept(key)
    if not key:
        return None
    if await sql.rows(_CLAIM, scope, key, vault.mark(print_, _PURPOSE), clock.now()):
        return None
    seen = (await sql.rows("SELECT fingerprint, result FROM operations WHERE scope = ? AND key = ?", scope, key))[0]
    if not vault.marks(seen["fingerprint"], print_, _PURPOSE):
        raise reused()
    result: int = seen["result"]
    return result


def reused() -> Refusal:
    """What to raise where the same key comes with another request."""
    sentence = _(
        "This form was already sent with other details. Please check them, and send it again if they are right."
    )
    return Refusal(sentence, code="key-reused")


async def used(by: Actor, key: str) -> bool:
    """Whether a form with this key was taken before; never without a key, as ``claim`` takes that for a new one."""
    scope, key = f"{by.city_id}:{by.reference}", _kept(key)
    return bool(key) and await Operation.filter(scope=scope, key=key).exists()


async def keep(by: Actor, key: str, result: int) -> None:
    """Write down what came of the key, as a row's id."""
    scope = f"{by.city_id}:{by.reference}"
    await sql.run("UPDATE operations SET result = ? WHERE scope = ? AND key = ?", result, scope, _kept(key))


@unit_of_work
async def settle(by: Actor, key: str) -> int | None:
    """What came of the key, for good; None where nothing did.

    Then the key is used up: a request that is still on its way with it is refused as ``key-reused``, so that
    "it was not saved" stays true. One that is just being carried out is waited for.
    """
    try:
        return await claim(by, key, NOTHING_CAME)
    except Refusal:
        scope = f"{by.city_id}:{by.reference}"
        found = await sql.rows("SELECT result FROM operations WHERE scope = ? AND key = ?", scope, _kept(key))
        result: int | None = found[0]["result"]
        return result
