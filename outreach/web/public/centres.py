"""The community centres where classes are held, with what is known about each."""

from datetime import date, timedelta

from starlette.responses import Response

from outreach import clock, lessons, venues
from outreach.venues.opening import CLOSED_FOR_GOOD
from outreach.web.mistakes import Mistake
from outreach.web.public.cards import cards
from outreach.web.visit import Visit

# The national map of the Geospatial Information Authority of Japan: https://maps.gsi.go.jp/help/
MAP = "https://maps.gsi.go.jp/#17/{latitude:.6f}/{longitude:.6f}/"
# People who knew the old place come for a while after a move.
REMEMBERED = timedelta(days=366)


async def centres(visit: Visit) -> Response:
    """All centres of the city by their reading."""
    return visit.render("public/centres.html", centres=await venues.of_city(visit.city.id))


async def centre(visit: Visit) -> Response:
    """One centre and its coming classes."""
    found = await venues.find(visit.city.id, visit.path("centre_id"))
    if found is None:
        raise Mistake(404)
    today = clock.today()
    here, last = venues.address_on(found, today), _end_of_next_month(today)
    closures = await venues.closures_of(found.id, since=today)
    return visit.render(
        "public/centre.html",
        centre=found,
        here=here,
        way=venues.way(found, here),
        map_href=map_href(here) if venues.is_exact(found, here) else None,
        opening=venues.opening_words(found),
        closed=[row for row in venues.unusual(found, closures, today, last) if row[2] != CLOSED_FOR_GOOD],
        last=last,
        moves=[move for move in venues.moves(found) if move[0] > today - REMEMBERED],
        access=venues.access_words(found.access),
        lessons=cards(visit, await lessons.coming(visit.city.id, centre_id=found.id, cancelled=True)),
    )


def _end_of_next_month(day: date) -> date:
    after_next = (day.replace(day=1) + timedelta(days=62)).replace(day=1)
    return after_next - timedelta(days=1)


def map_href(place: venues.Place) -> str | None:
    """The address of a map around a place; None where its position is not known."""
    if place.latitude is None or place.longitude is None:
        return None
    return MAP.format(latitude=place.latitude, longitude=place.longitude)
