"""How the names of a city's places are read, for the furigana on its pages: its own name and its centres' kana."""

from functools import lru_cache

from outreach.cities import City
from outreach.i18n.furigana import Dictionary, of_places
from outreach.venues.rows import Centre


async def words(city: City) -> Dictionary:
    """The city's places as words with their readings; one query."""
    centres = await Centre.filter(city_id=city.id).order_by("id").values_list("name", "kana")
    named = [(name.get("ja", ""), kana) for name, kana in centres]
    return _words(((city.name.get("ja", ""), city.name.get("ja_kana", "")), *named))


@lru_cache(maxsize=64)
def _words(named: tuple[tuple[str, str], ...]) -> Dictionary:
    return of_places(named)
