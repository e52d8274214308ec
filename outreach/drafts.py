"""What a clerk has typed and not sent yet: kept sealed, so that a crash or a closed window loses no call."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise import fields
from tortoise.models import Model

from outreach import clock, once, vault
from outreach.audit import Actor
from outreach.db import UtcDatetimeField, sql, unit_of_work

KEPT = timedelta(days=1)
# One clerk has one caller; who opens more windows than this loses the oldest.
MOST = 5
KEY_LENGTH = 64


class Draft(Model):
    """One form of one member of staff as it was last typed; gone once it is sent, put aside, or a day old."""

    id = fields.BigIntField(primary_key=True)
    scope = fields.CharField(max_length=48)
    key = fields.CharField(max_length=KEY_LENGTH)
    sealed = fields.TextField()
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "drafts"
        unique_together = (("scope", "key"),)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft that can be gone on with: when it was last typed, and nothing of what stands in it."""

    id: int
    at: datetime


_KEEP = (
    "INSERT INTO drafts (scope, key, sealed, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (scope, key) DO UPDATE SET sealed = excluded.sealed, at = excluded.at"
)
_CROWD_OUT = (
    "DELETE FROM drafts WHERE scope = ? AND id NOT IN"
    " (SELECT id FROM drafts WHERE scope = ? ORDER BY at DESC, id DESC LIMIT ?)"
)
_OPEN = (
    "SELECT d.id, d.at FROM drafts d WHERE d.scope = ? AND d.at > ?"
    " AND NOT EXISTS (SELECT 1 FROM operations o WHERE o.scope = d.scope AND o.key = d.key)"
    " ORDER BY d.at DESC, d.id DESC"
)


def _scope(by: Actor) -> str:
    return f"{by.city_id}:{by.reference}"


def _place(scope: str, key: str) -> str:
    return f"drafts|{scope}|{key}"


@unit_of_work
async def keep(by: Actor, key: str, values: Mapping[str, str]) -> bool:
    """Keep the form with this key as it stands now; False where it was sent already, or without a key."""
    if not key or len(key) > KEY_LENGTH or await once.used(by, key):
        return False
    scope = _scope(by)
    text = json.dumps(dict(values), ensure_ascii=False)
    await sql.run(_KEEP, scope, key, vault.sealed(text, _place(scope, key)), clock.now())
    await sql.run(_CROWD_OUT, scope, scope, MOST)
    return True


async def unfinished(by: Actor) -> list[Unfinished]:
    """The forms that she has not sent, the newest first."""
    found = await sql.rows(_OPEN, _scope(by), clock.now() - KEPT)
    return [Unfinished(row["id"], sql.moment(row["at"])) for row in found]


async def read(by: Actor, draft_id: int) -> dict[str, str] | None:
    """What stood in one of her own forms, with its ``key``; None for a form that is gone, sent or another's."""
    scope = _scope(by)
    found = await sql.rows("SELECT key, sealed, at FROM drafts WHERE id = ? AND scope = ?", draft_id, scope)
    if not found or sql.moment(found[0]["at"]) <= clock.now() - KEPT or await once.used(by, found[0]["key"]):
        return None
    try:
        values: dict[str, str] = json.loads(vault.opened(found[0]["sealed"], _place(scope, found[0]["key"])))
    except vault.CannotOpen:
        return None
    return {**values, "key": found[0]["key"]}


async def drop(by: Actor, draft_id: int) -> bool:
    """Put one of her own forms aside for good; returns whether this call did it."""
    return await sql.run("DELETE FROM drafts WHERE id = ? AND scope = ?", draft_id, _scope(by)) > 0


async def sent(by: Actor, key: str) -> None:
    """The form with this key was taken: what was typed is kept no longer."""
    await sql.run("DELETE FROM drafts WHERE scope = ? AND key = ?", _scope(by), key)


async def drop_old() -> int:
    """Erase what nobody came back to within a day; returns how many. The nightly job calls it."""
    return await sql.run("DELETE FROM drafts WHERE at <= ?", clock.now() - KEPT)
