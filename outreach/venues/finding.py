"""Finding a city's centres, and whether its classes remember a place."""

from typing import Literal

from tortoise.query_utils import Prefetch

from outreach.db import dialect, sql
from outreach.venues.rows import Centre, Room

# What became of classes is told higher up in the story; here it only matters whether it names a place.
_REMEMBERED = "SELECT 1 FROM changes c JOIN lessons l ON l.id = c.lesson_id WHERE l.city_id = ? AND ? IN ({}) LIMIT 1"
_NAMED = {
    "sqlite": "json_extract(c.before, '$.{0}'), json_extract(c.after, '$.{0}')",
    "postgres": "CAST(c.before ->> '{0}' AS integer), CAST(c.after ->> '{0}' AS integer)",
}


async def of_city(city_id: int) -> list[Centre]:
    """The city's centres with their rooms, in the order of their names' reading."""
    return await Centre.filter(city_id=city_id).order_by("kana", "key").prefetch_related("rooms")


async def find(city_id: int, centre_id: int) -> Centre | None:
    """A centre of this city with its rooms and former addresses, or None, also for another city's."""
    found = Centre.get_or_none(city_id=city_id, id=centre_id)
    return await found.prefetch_related(Prefetch("rooms", Room.all().order_by("floor", "id")), "former_addresses")


async def is_remembered(city_id: int, kind: Literal["centre_id", "room_id"], place_id: int) -> bool:
    """Whether a class of the city was there before or after one of its changes, though it may be elsewhere now."""
    return bool(await sql.rows(_REMEMBERED.format(_NAMED[dialect()].format(kind)), city_id, place_id))
