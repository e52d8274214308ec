"""Classes of whose course, centre or room something else is told bear a later stamp, for calendars and open data.

RFC 5546 section 2.1.5: of two events with the same number the later stamp wins. The number itself rises only where
people must come to another place or at another time.
"""

from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Literal

from outreach import clock
from outreach.db import sql

# How long feeds keep a class that is over.
BACK = timedelta(days=30)
_NAMING = {
    "course": "SELECT id FROM lessons WHERE course_id = ? AND day >= ? ORDER BY id",
    "centre": "SELECT id FROM lessons WHERE centre_id = ? AND day >= ? ORDER BY id",
    "room": "SELECT id FROM lessons WHERE room_id = ? AND day >= ? ORDER BY id",
}
_OF_CITY = "SELECT id, centre_id FROM lessons WHERE city_id = ? AND day >= ? ORDER BY id"
_STAMP = "UPDATE lessons SET changed_at = ? WHERE id = ?"


async def renew(what: Literal["course", "centre", "room"], row_id: int) -> None:
    """Stamp the classes that name this course, centre or room; belongs into the transaction that renamed it."""
    await _stamp([row["id"] for row in await sql.rows(_NAMING[what], row_id, clock.today() - BACK)])


async def renew_at(city_id: int, centre_ids: AbstractSet[int]) -> None:
    """The same for many centres of a city at once."""
    if centre_ids:
        rows = await sql.rows(_OF_CITY, city_id, clock.today() - BACK)
        await _stamp([row["id"] for row in rows if row["centre_id"] in centre_ids])


async def _stamp(ids: list[int]) -> None:
    now = clock.now()
    for number in ids:
        await sql.run(_STAMP, now, number)  # one by one in the order of their ids, as sign-ups to a series lock them
