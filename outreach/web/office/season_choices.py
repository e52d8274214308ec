"""What the forms for many classes offer to choose from: courses, places, people, phones, past years."""

from typing import Any

from outreach import clock, courses, departments, helpers, kits, lessons, venues
from outreach.i18n import Own, Phrase, own, pick
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.i18n.words import fiscal_year, fiscal_year_words
from outreach.lessons import Series, copying
from outreach.venues import Centre, Room
from outreach.web.office.season_rows import Place
from outreach.web.visit import Visit

YEARS_BACK = 3


async def offered(visit: Visit) -> dict[str, Any]:
    """Everything that can be chosen, as pairs of value and words: a fixed number of queries."""

    def said(texts: dict[str, str]) -> str:
        return pick(texts, visit.language).text

    city_id = visit.city.id
    places = [place for centre in await venues.of_city(city_id) for place in _places(centre, visit.language)]
    taught = [(one.id, said(one.title)) for one in await courses.planned(city_id)]
    return {
        "courses": taught,
        "titles": dict(taught),
        "place_pairs": [(place.value, place.words) for place in places],
        "places": places,
        "instructors": [(one.id, one.name) for one in await helpers.instructors(city_id)],
        "departments": [(one.id, said(one.name)) for one in await departments.of_city(city_id)],
        "kits": [(one.id, said(one.name)) for one in await kits.of_city(city_id)],
        "years": [(str(year), fiscal_year_words(year, visit.language)) for year in _years()],
        "series": [(one.id, said(one.course.title)) for one in await _series(city_id)],
    }


async def copied(visit: Visit) -> dict[str, str]:
    """A form filled in as one class was planned, where the address names one of this city; the day is left open."""
    number = visit.query("copy")
    known = number.isascii() and number.isdecimal() and len(number) <= 9
    found = await lessons.find(visit.city.id, int(number)) if known else None
    return copying.prefilled(found) if found else {}


def _years() -> list[int]:
    now = fiscal_year(clock.today())
    return [now - back for back in range(YEARS_BACK)]


async def _series(city_id: int) -> list[Series]:
    return await Series.filter(city_id=city_id).prefetch_related("course").order_by("-id").limit(50)


def _places(centre: Centre, language: str) -> list[Place]:
    name = pick(centre.name, language).text
    rooms = [(f"{centre.id}-{room.id}", _room(room)) for room in sorted(centre.rooms, key=_number)]
    named = [(value, _("{centre} {room}", centre=name, room=room), room) for value, room in rooms]
    undecided = _("{centre} (room not decided)", centre=name)
    offered = [*named, (str(centre.id), undecided, _("room not decided"))]
    return [Place(value, words.text(language), room.text(language), centre.id) for value, words, room in offered]


def _number(room: Room) -> int:
    return room.id


def _room(room: Room) -> Phrase | Own:
    name = own(room.name)
    if room.capacity is None:
        return name
    return _n("{room} ({n} seat)", "{room} ({n} seats)", room.capacity, room=name)
