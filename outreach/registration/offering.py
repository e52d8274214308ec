"""The only way from the waiting list to a seat: free seats are offered in the order of the list.

A seat is offered in the transaction that frees it. Whose whole party does not fit into the free seats keeps its number
and is passed over: an empty chair serves nobody.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from outreach import audit, clock
from outreach.audit import SYSTEM
from outreach.db import sql
from outreach.i18n import phrase as _
from outreach.lessons import office_hours
from outreach.refusal import Refusal
from outreach.registration import seats, series
from outreach.registration.parties import Entry, waiting

_LESSON = "SELECT status, starts_at, capacity - taken AS free, waiting FROM lessons WHERE id = ?"
_OFFER = (
    "UPDATE registrations SET status = 'offered', until = ?, offers = offers + 1 WHERE id = ? AND status = 'waiting'"
)
# With one sign-up for a whole series, she waits for a seat in each of its coming classes for which she has none; and
# so does who comes with her, also where that one has a seat in this class.
_WAITS = (
    "SELECT r.id, r.participant_id, r.party, r.lesson_id, r.city_id, l.starts_at, l.capacity - l.taken AS free"
    " FROM registrations r JOIN lessons l ON l.id = r.lesson_id"
    " WHERE r.status = 'waiting' AND l.status = 'published'"
    " AND (r.participant_id IN ({people}) OR r.party IN ({parties})) AND r.lesson_id IN ({lessons})"
    " ORDER BY r.lesson_id, r.id"
)


async def fill_each(lesson_ids: Iterable[int]) -> int:
    """Offer the free seats of each of these lessons, in the order of their ids; returns how many people were asked."""
    return sum([await fill(lesson_id) for lesson_id in sorted(lesson_ids)])


async def fill(lesson_id: int) -> int:
    """Offer the free seats of a lesson to its waiting list; returns to how many people. Run twice it does it once.

    In the caller's transaction. Nothing is offered from the cut-off on, and where the class is not held.
    """
    now = clock.now()
    lesson = await _stands(lesson_id)
    if not _has_room(lesson) or office_hours.offer_ends(now, sql.moment(lesson["starts_at"])) is None:
        return 0
    ids = await series.with_siblings([lesson_id])
    for one in ids:
        await seats.lock(one)
    asked = 0
    while (rows := await _next(lesson_id, ids, now)) is not None:
        await _offer(rows, now)
        asked += sum(row["lesson_id"] == lesson_id for row in rows)
    return asked


async def fits(lesson_id: int) -> Entry | None:
    """The first entry of the list that the free seats could take, of a lesson that is held."""
    ids = await series.with_siblings([lesson_id])
    return next((entry for entry, _rows in await _fitting(lesson_id, ids)), None)


def lapsed() -> Refusal:
    """What to raise where somebody answers an offer that is not (or no longer) made."""
    return Refusal(_("This seat is no longer kept for this person. Please look at the list again."), code="lapsed")


async def _stands(lesson_id: int) -> dict[str, Any]:
    return (await sql.rows(_LESSON, lesson_id))[0]


def _has_room(lesson: dict[str, Any]) -> bool:
    return bool(lesson["status"] == "published" and lesson["free"] > 0 and lesson["waiting"] > 0)


async def _next(lesson_id: int, ids: list[int], now: datetime) -> list[dict[str, Any]] | None:
    """The rows of the next who is to be asked, in each class for which she waits; None where nobody is."""
    if not _has_room(await _stands(lesson_id)):
        return None
    for _entry, rows in await _fitting(lesson_id, ids):
        if _ends(rows, now) is not None:
            return rows
    return None


async def _fitting(lesson_id: int, ids: list[int]) -> list[tuple[Entry, list[dict[str, Any]]]]:
    free = (await _stands(lesson_id))["free"]
    small = [entry for entry in await waiting(lesson_id) if entry.size <= free]
    if not small:
        return []
    wanted = await _waits(small, ids)
    found = [(entry, [row for row in wanted if entry.takes(row)]) for entry in small]
    return [(entry, rows) for entry, rows in found if _room_for(rows)]


async def _waits(entries: list[Entry], ids: list[int]) -> list[dict[str, Any]]:
    people = sorted({one for entry in entries for one in entry.participants})
    parties = sorted({entry.party for entry in entries if entry.party}) or ["-"]
    counts = {"people": len(people), "parties": len(parties), "lessons": len(ids)}
    query = _WAITS.format(**{name: ", ".join("?" * count) for name, count in counts.items()})
    return await sql.rows(query, *people, *parties, *ids)


def _room_for(rows: list[dict[str, Any]]) -> bool:
    wanted: dict[int, int] = {}
    for row in rows:
        wanted[row["lesson_id"]] = wanted.get(row["lesson_id"], 0) + 1
    return bool(rows) and all(wanted[row["lesson_id"]] <= row["free"] for row in rows)


def _ends(rows: list[dict[str, Any]], now: datetime) -> datetime | None:
    return office_hours.offer_ends(now, min(sql.moment(row["starts_at"]) for row in rows))


async def _offer(rows: list[dict[str, Any]], now: datetime) -> None:
    until = _ends(rows, now)
    for row in rows:
        if not await seats.claim_for_waiting(row["lesson_id"]):
            message = f"lesson {row['lesson_id']} had room while it was held"
            raise RuntimeError(message)
        await sql.run(_OFFER, until, row["id"])
        subject = f"registration:{row['id']}"
        await audit.record(row["city_id"], SYSTEM, "registration.offered", subject, lesson=row["lesson_id"])
