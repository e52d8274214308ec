"""The seat counter of a lesson: claimed and freed by conditional updates, never read and then written."""

from outreach.db import sql

# The guard against overselling: the database itself decides whether a seat is left.
_CLAIM = "UPDATE lessons SET taken = taken + 1 WHERE id = ? AND taken < capacity AND waiting = 0"
_CLAIM_FOR_WAITING = "UPDATE lessons SET taken = taken + 1, waiting = waiting - 1 WHERE id = ? AND taken < capacity"
_QUEUE = (
    "UPDATE lessons SET waiting = waiting + 1, last_place = last_place + 1 WHERE id = ? RETURNING last_place AS place"
)


async def claim(lesson_id: int) -> bool:
    """Take a seat; False where none is free or others wait for it."""
    return await sql.run(_CLAIM, lesson_id) == 1


async def claim_for_waiting(lesson_id: int) -> bool:
    """Turn one waiting place into a seat; False where none is free."""
    return await sql.run(_CLAIM_FOR_WAITING, lesson_id) == 1


async def queue(lesson_id: int) -> int:
    """Join the waiting list; returns the place's number, which nobody had before."""
    place: int = (await sql.rows(_QUEUE, lesson_id))[0]["place"]
    return place


async def lock(lesson_id: int) -> None:
    """Hold the lesson's row until the transaction ends, on both databases."""
    await sql.run("UPDATE lessons SET taken = taken WHERE id = ?", lesson_id)


async def free(lesson_id: int, status: str) -> None:
    """Give back what a registration in this status held."""
    column = {"confirmed": "taken", "waiting": "waiting"}[status]
    await sql.run(f"UPDATE lessons SET {column} = {column} - 1 WHERE id = ?", lesson_id)  # noqa: S608 - a fixed word
