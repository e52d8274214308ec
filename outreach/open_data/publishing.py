"""All datasets of a city by name, made from its rows as they are now."""

from collections.abc import Awaitable, Callable

from outreach.cities import City
from outreach.open_data import catalogue, events, facilities, results
from outreach.open_data.datasets import ABOUT, Column, Dataset, Links
from outreach.open_data.licences import Licence

COLUMNS: dict[str, tuple[Column, ...]] = {
    "events": events.OLD,
    "events-new": events.NEW,
    "centres": facilities.COLUMNS,
    "results": results.COLUMNS,
    "catalogue": catalogue.COLUMNS,
}
_MADE: dict[str, Callable[[City, Links], Awaitable[Dataset]]] = {
    "events": events.events,
    "events-new": events.events_new,
    "centres": lambda city, _links: facilities.centres(city),
    "results": lambda city, _links: results.results(city),
}


async def dataset(city: City, name: str, licence: Licence, links: Links) -> Dataset:
    """One dataset; raises KeyError for a name that there is not."""
    if name != "catalogue":
        return await _MADE[name](city, links)
    return (await every(city, licence, links))[-1]


async def every(city: City, licence: Licence, links: Links) -> list[Dataset]:
    """All of them, the catalogue last."""
    found = [await _MADE[name](city, links) for name in ABOUT if name in _MADE]
    return [*found, catalogue.catalogue(city, found, licence, links)]
