"""The rows of the audit trail and the seals that chain them; a trigger refuses to change or delete either."""

import json
from collections.abc import Sequence
from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach import clock
from outreach.audit.actor import Actor
from outreach.db import UtcDatetimeField, sql

Detail = str | int | bool | None


class AuditEntry(Model):
    """One deed. ``detail`` is canonical JSON without personal data."""

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField(null=True)
    at: datetime = UtcDatetimeField()
    actor = fields.CharField(max_length=40)
    action = fields.CharField(max_length=48)
    subject = fields.CharField(max_length=48)
    detail = fields.TextField()

    class Meta:
        table = "audit_entries"
        indexes = (("city_id", "id"),)


class AuditSeal(Model):
    """The link of one entry: SHA-256 over the previous seal's hash and the entry's canonical text."""

    seq = fields.BigIntField(primary_key=True, generated=False)
    entry_id = fields.BigIntField(unique=True)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "audit_seals"


_INSERT_MANY = "INSERT INTO audit_entries (city_id, at, actor, action, subject, detail) VALUES "
_INSERT = f"{_INSERT_MANY}(?, ?, ?, ?, ?, ?)"


def canonical(detail: dict[str, Detail]) -> str:
    """JSON with sorted keys and no spaces, so that equal details are equal texts."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


async def record(city_id: int | None, by: Actor, action: str, subject: str, **detail: Detail) -> None:
    """Write one deed in the caller's transaction.

    ``subject`` names a row, such as ``registration:7``. ``detail`` holds ids, numbers and states: never a
    name, a phone or a need.
    """
    await sql.run(_INSERT, city_id, clock.now(), by.reference, action, subject, canonical(detail))


async def record_all(
    city_id: int | None, by: Actor, action: str, deeds: Sequence[tuple[str, dict[str, Detail]]]
) -> None:
    """Write many deeds of one kind, each a subject with its details, in one statement."""
    if deeds:
        now = clock.now()
        values = [
            value
            for subject, detail in deeds
            for value in (city_id, now, by.reference, action, subject, canonical(detail))
        ]
        rows = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(deeds))
        await sql.run(f"{_INSERT_MANY}{rows}", *values)
