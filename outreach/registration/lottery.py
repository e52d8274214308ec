"""Drawing lots for a class: everybody who applied in time has a number, and the server draws when the time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from outreach import audit, clock, vault
from outreach.audit import SYSTEM
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson, Lottery
from outreach.lessons.lots import choose, commit, place_of
from outreach.refusal import Refusal
from outreach.registration import seats
from outreach.registration.lots import VERSION, Entry, Facts, Outcome, record, verify

__all__ = ["commit", "draw", "due", "next_number", "of_lesson", "published", "verify"]

# Whoever comes for the first time has two chances.
NEWCOMER, SERVED = 2, 1
_NEXT = (
    "UPDATE lotteries SET last_number = last_number + 1 WHERE lesson_id = ? AND drawn_at IS NULL"
    " RETURNING last_number AS number"
)
_DUE = (
    "SELECT l.id FROM lessons l LEFT JOIN lotteries o ON o.lesson_id = l.id"
    " WHERE l.draws_at <= ? AND l.starts_at > ? AND l.status = 'published' AND o.drawn_at IS NULL"
    " ORDER BY l.draws_at, l.id"
)
_APPLIED = (
    "SELECT r.id, r.number, r.party, EXISTS (SELECT 1 FROM arrivals a JOIN registrations s ON s.id = a.registration_id"
    " WHERE s.participant_id = r.participant_id AND a.city_id = r.city_id AND a.standing) AS served"
    " FROM registrations r WHERE r.lesson_id = ? AND r.status = 'applied' ORDER BY r.number, r.party, r.id"
)
_SETTLE = "UPDATE registrations SET status = ?, place = ?, number = ? WHERE id = ? AND status = 'applied'"
_COUNT = (
    "UPDATE lessons SET taken = taken + ?, waiting = waiting + ?, last_place = CASE WHEN last_place > ?"
    " THEN last_place ELSE ? END WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class _Applied:
    entry: Entry
    ids: tuple[int, ...]


async def next_number(lesson_id: int) -> int:
    """The next number of this class's draw, which nobody had before, in the caller's transaction.

    Raises Refusal (``changed``) where the lots have just been drawn, by another node whose clock is ahead of ours.
    """
    if not (rows := await sql.rows(_NEXT, lesson_id)):
        await choose(lesson_id, clock.now())  # where no seed was promised; whoever runs the draw again is told so
        rows = await sql.rows(_NEXT, lesson_id)
    if not rows:
        raise Refusal(_("The seats of this class have just been drawn. Please try again."), code="changed")
    number: int = rows[0]["number"]
    return number


async def of_lesson(lesson_id: int) -> Lottery | None:
    """The draw of a class, promised or done; None where seats are not drawn."""
    return await Lottery.get_or_none(lesson_id=lesson_id)


def published(lesson: Lesson, lottery: Lottery) -> dict[str, Any]:
    """What everybody may know: the record of the draw, and before it what was promised."""
    if lottery.record is not None:
        return lottery.record
    return {
        "version": VERSION,
        "class": lesson.uid,
        "committed_at": lottery.committed_at.isoformat(),
        "intake_opens_at": lesson.intake_opens_at.isoformat(),
        "draws_at": lesson.draws_at.isoformat() if lesson.draws_at else None,
        "seed_hash": lottery.seed_hash,
    }


async def due() -> list[int]:
    """The classes whose lots are to be drawn now."""
    now = clock.now()
    return [row["id"] for row in await sql.rows(_DUE, now, now)]


@unit_of_work
async def draw(lesson_id: int) -> bool:
    """Draw the lots where their time has come; returns whether this call did it. Safe on every node at once.

    Seats go in drawn order to whoever's whole party fits; everybody else gets a numbered place on the waiting list.
    A class that is cancelled, or that is no draw, is left alone.
    """
    await seats.lock(lesson_id)
    if lesson_id not in await due():
        return False
    await choose(lesson_id, clock.now())
    lesson, lottery = await Lesson.get(id=lesson_id), await Lottery.get(lesson_id=lesson_id)
    applied = await _applied(lesson_id)
    made = record(_facts(lesson, lottery), [one.entry for one in applied])
    await _settle(lesson_id, applied, [Outcome(**one) for one in made["result"]])
    await Lottery.filter(id=lottery.id).update(record=made, drawn_at=clock.now())
    await audit.record(
        lesson.city_id,
        SYSTEM,
        "lottery.drawn",
        f"lesson:{lesson_id}",
        fingerprint=made["fingerprint"],
        entries=len(applied),
        seats=made["seats"],
    )
    return True


def _facts(lesson: Lesson, lottery: Lottery) -> Facts:
    seed = vault.opened(lottery.seed_sealed, place_of(lesson.id))
    return Facts(
        uid=lesson.uid,
        seats=max(0, lesson.capacity - lesson.taken),
        committed_at=lottery.committed_at,
        intake_opens_at=lesson.intake_opens_at,
        draws_at=lesson.draws_at or lottery.committed_at,
        seed_hash=lottery.seed_hash,
        seed=seed,
    )


async def _applied(lesson_id: int) -> list[_Applied]:
    """Who applied, by entry. People who have parted since (one number, several parties) get a number each."""
    rows = await sql.rows(_APPLIED, lesson_id)
    entries: list[_Applied] = []
    seen: set[int] = set()
    for (number, _party), people in groupby(rows, key=lambda row: (row["number"], row["party"] or row["id"])):
        own = number if number and number not in seen else await next_number(lesson_id)
        seen.add(own)
        entries.append(_entry(own, list(people)))
    return entries


def _entry(number: int, people: Sequence[dict[str, Any]]) -> _Applied:
    weight = SERVED if any(row["served"] for row in people) else NEWCOMER
    return _Applied(Entry(number, len(people), weight), tuple(row["id"] for row in people))


async def _settle(lesson_id: int, applied: Sequence[_Applied], result: Sequence[Outcome]) -> None:
    of = {one.entry.number: one for one in applied}
    seated = sum(of[one.number].entry.size for one in result if one.outcome == "seat")
    places = [one.place for one in result if one.place is not None]
    for one in result:
        for registration_id in of[one.number].ids:
            status = "confirmed" if one.outcome == "seat" else "waiting"
            await sql.run(_SETTLE, status, one.place, one.number, registration_id)
    waiting = sum(one.entry.size for one in applied) - seated
    last = max(places, default=0)
    await sql.run(_COUNT, seated, waiting, last, last, lesson_id)
