"""The seat counter of a lesson: claimed and freed by conditional updates, never read and then written."""

from dataclasses import dataclass

from outreach import clock
from outreach.db import sql
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration.rows import SEATED

# The guard against overselling: the database itself decides whether so many seats are left.
_CLAIM = "UPDATE lessons SET taken = taken + ? WHERE id = ? AND taken + ? <= capacity AND waiting = 0"
_CLAIM_PAST = "UPDATE lessons SET taken = taken + ? WHERE id = ? AND taken + ? <= capacity"
_CLAIM_FOR_WAITING = (
    "UPDATE lessons SET taken = taken + ?, waiting = waiting - ? WHERE id = ? AND taken + ? <= capacity"
)
_QUEUE = (
    "UPDATE lessons SET waiting = waiting + ?, last_place = last_place + 1 WHERE id = ? RETURNING last_place AS place"
)
_BACK = "UPDATE lessons SET taken = taken - ?, waiting = waiting + ? WHERE id = ?"
_STANDS = "SELECT status, ends_at FROM lessons WHERE id = ?"
_LEFT = "SELECT capacity - taken AS free, waiting FROM lessons WHERE id = ?"
_BY_WEB = (
    "SELECT count(*) AS n FROM registrations WHERE lesson_id = ? AND channel = 'web'"
    " AND status IN ('confirmed', 'offered', 'held')"
)


@dataclass(frozen=True, slots=True)
class Left:
    """How many seats of a lesson are free, and how many people wait."""

    free: int
    waiting: int


async def claim(lesson_id: int, seats: int = 1) -> bool:
    """Take seats; False where so many are not free or others wait."""
    return await sql.run(_CLAIM, seats, lesson_id, seats) == 1


async def claim_past(lesson_id: int, seats: int = 1) -> bool:
    """Take seats that nobody who waits fits into; False where so many are not free."""
    return await sql.run(_CLAIM_PAST, seats, lesson_id, seats) == 1


async def claim_for_waiting(lesson_id: int, seats: int = 1) -> bool:
    """Turn waiting places into seats; False where so many are not free."""
    return await sql.run(_CLAIM_FOR_WAITING, seats, seats, lesson_id, seats) == 1


async def queue(lesson_id: int, people: int = 1) -> int:
    """Join the waiting list; returns the place's number, which nobody had before."""
    place: int = (await sql.rows(_QUEUE, people, lesson_id))[0]["place"]
    return place


async def back(lesson_id: int, people: int = 1) -> None:
    """Turn seats that were only offered into waiting places again."""
    await sql.run(_BACK, people, people, lesson_id)


async def left(lesson_id: int) -> Left:
    """How it stands now; good for deciding only while the lesson is held."""
    row = (await sql.rows(_LEFT, lesson_id))[0]
    return Left(row["free"], row["waiting"])


async def by_web(lesson_id: int) -> int:
    """How many seats were taken on the web."""
    taken: int = (await sql.rows(_BY_WEB, lesson_id))[0]["n"]
    return taken


async def check_to_come(lesson_id: int) -> None:
    """Raises Refusal ``off`` where the class is cancelled, ``over`` where it has ended: nobody gets a seat in it."""
    row = (await sql.rows(_STANDS, lesson_id))[0]
    if row["status"] == "cancelled":
        raise Refusal(_("This class is cancelled."), code="off")
    if sql.moment(row["ends_at"]) <= clock.now():
        raise Refusal(_("This class is over."), code="over")


async def lock(lesson_id: int) -> None:
    """Hold the lesson's row until the transaction ends, on both databases."""
    await sql.run("UPDATE lessons SET taken = taken WHERE id = ?", lesson_id)


async def free(lesson_id: int, status: str) -> None:
    """Give back what a registration in this status held."""
    if status == "applied":
        return
    column = "taken" if status in SEATED else "waiting"
    await sql.run(f"UPDATE lessons SET {column} = {column} - 1 WHERE id = ?", lesson_id)  # noqa: S608 - a fixed word
