"""Promising a draw: the seed is chosen, sealed and named by its hash before anybody can sign up."""

import hashlib
import secrets
from datetime import datetime

from outreach import clock, vault
from outreach.db import sql
from outreach.i18n import phrase as _
from outreach.lessons.rows import Lesson, Lottery
from outreach.refusal import Refusal

SEED_BYTES = 32
_COMMIT = (
    "INSERT INTO lotteries (lesson_id, seed_sealed, seed_hash, committed_at, last_number) VALUES (?, ?, ?, ?, 0)"
    " ON CONFLICT (lesson_id) DO NOTHING"
)


async def commit(lesson_id: int, *, at: datetime | None = None) -> None:
    """Choose the seed of this class's draw, in the caller's transaction; harmless where it was chosen before.

    ``at`` is the moment of that transaction, now unless told. Raises Refusal (``opened``) where people can sign up
    already: whoever chose the seed could know who applied.
    """
    at = at or clock.now()
    if await Lottery.filter(lesson_id=lesson_id).exists():
        return
    if await Lesson.filter(id=lesson_id, status="published", intake_opens_at__lt=at).exists():
        raise opened()
    await choose(lesson_id, at)


def opened() -> Refusal:
    """What to raise where it is too late to say that lots decide, or not."""
    sentence = _(
        "People can sign up for this class already. Whether seats are drawn, and when, cannot change any more."
    )
    return Refusal(sentence, field="draws_day", code="opened")


async def choose(lesson_id: int, at: datetime) -> None:
    """The seed itself, whoever has signed up; of two that choose at once one counts."""
    seed = secrets.token_bytes(SEED_BYTES).hex()
    await sql.run(_COMMIT, lesson_id, vault.sealed(seed, place_of(lesson_id)), hash_of(seed), at)


def place_of(lesson_id: int) -> str:
    """Where the vault keeps the seed."""
    return f"lotteries|seed|{lesson_id}"


def hash_of(seed: str) -> str:
    """SHA-256 of the seed as it is written in hex: what is public before it is revealed."""
    return hashlib.sha256(seed.encode()).hexdigest()
