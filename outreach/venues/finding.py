"""Finding a city's centres."""

from tortoise.query_utils import Prefetch

from outreach.venues.rows import Centre, Room


async def of_city(city_id: int) -> list[Centre]:
    """The city's centres with their rooms, in the order of their names' reading."""
    return await Centre.filter(city_id=city_id).order_by("kana", "key").prefetch_related("rooms")


async def find(city_id: int, centre_id: int) -> Centre | None:
    """A centre of this city with its rooms and former addresses, or None, also for another city's."""
    found = Centre.get_or_none(city_id=city_id, id=centre_id)
    return await found.prefetch_related(Prefetch("rooms", Room.all().order_by("floor", "id")), "former_addresses")
