"""The sealer chains audit rows in batches after they are committed, so that no sign-up waits for another's."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from outreach.audit.entries import AuditEntry, AuditSeal
from outreach.db import dialect, sql, unit_of_work

START = "0" * 64
BATCH = 1000
# A row may commit after one with a higher id was sealed; the everyday look reaches this far back, verify all the way.
LATE = 10_000
_SEALER_LOCK = 0x5EA1
_HEAD = "SELECT seq, entry_id, hash FROM audit_seals ORDER BY seq DESC LIMIT 1"
_UNSEALED = (
    "SELECT e.id, e.city_id, e.at, e.actor, e.action, e.subject, e.detail FROM audit_entries e"
    " WHERE e.id > ? AND NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.entry_id = e.id)"
    " ORDER BY e.id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the chain, and at which entry or seal."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: its number in the chain and its hash."""

    seq: int
    hash: str


def link(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the previous hash and the entry's canonical JSON."""
    at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"])
    fields = [row["id"], row["city_id"], at.astimezone(UTC).isoformat(timespec="microseconds")]
    fields += [row["actor"], row["action"], row["subject"], row["detail"]]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


async def head() -> Head:
    """The end of the chain as it stands; seq 0 where nothing was sealed yet."""
    rows = await sql.rows(_HEAD)
    return Head(rows[0]["seq"], rows[0]["hash"]) if rows else Head(0, START)


@unit_of_work
async def seal(*, everything: bool = False) -> int:
    """Chain up to a batch of entries that have no seal yet; returns how many. Safe with many nodes."""
    if dialect() == "postgres":
        held = await sql.rows("SELECT pg_try_advisory_xact_lock(?) AS held", _SEALER_LOCK)
        if not held[0]["held"]:
            return 0
    last = await head()
    rows = await sql.rows(_UNSEALED, 0 if everything else await _watermark(), BATCH)
    await _append(last, rows)
    return len(rows)


async def _watermark() -> int:
    rows = await sql.rows("SELECT max(entry_id) AS newest FROM audit_seals")
    return max(0, (rows[0]["newest"] or 0) - LATE)


async def _append(last: Head, rows: list[dict[str, Any]]) -> None:
    seq, previous, seals = last.seq, last.hash, []
    for row in rows:
        seq, previous = seq + 1, link(previous, row)
        seals.append(AuditSeal(seq=seq, entry_id=row["id"], hash=previous))
    if seals:
        await AuditSeal.bulk_create(seals)


async def verify() -> list[Fault]:
    """Walk the whole chain; every changed, missing, swapped, inserted or unsealed entry is a fault."""
    faults, previous, expected = [], START, 1
    async for row in _sealed():
        if row["seq"] != expected:
            faults.append(Fault("missing seal", expected))
        if row["id"] is None:
            faults.append(Fault("entry deleted", row["entry_id"]))
        elif link(previous, row) != row["hash"]:
            faults.append(Fault("entry changed", row["entry_id"]))
        previous, expected = row["hash"], row["seq"] + 1
    return faults + await _unsealed_faults()


async def _sealed() -> AsyncIterator[dict[str, Any]]:
    after = 0
    while rows := await sql.rows(
        "SELECT s.seq, s.entry_id, s.hash, e.id, e.city_id, e.at, e.actor, e.action, e.subject, e.detail"
        " FROM audit_seals s LEFT JOIN audit_entries e ON e.id = s.entry_id"
        " WHERE s.seq > ? ORDER BY s.seq LIMIT ?",
        after,
        BATCH,
    ):
        for row in rows:
            yield row
        after = rows[-1]["seq"]


async def _unsealed_faults() -> list[Fault]:
    rows = await sql.rows(_UNSEALED, 0, BATCH)
    return [Fault("entry not sealed", row["id"]) for row in rows]


async def entry_count() -> int:
    """How many deeds are on record."""
    return await AuditEntry.all().count()
