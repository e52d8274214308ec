"""The calendars that everybody may subscribe: all classes of the city, of one centre or course, or a single class."""

from datetime import date, timedelta

from starlette.responses import Response

from outreach import clock, lessons, venues
from outreach.i18n import pick
from outreach.lessons import briefs
from outreach.web.calendars import public_feed, shown_course
from outreach.web.feeds.answering import answer
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK = timedelta(days=30)


async def city(visit: Visit) -> Response:
    """Coming classes and those of the last 30 days."""
    found = await briefs.shown(visit.city.id, _since())
    feed = public_feed(visit, visit.address("feeds:city"))
    return answer(await feed.gathered(found), visit.city.slug)


async def centre(visit: Visit) -> Response:
    """The same at one centre."""
    place = await venues.find(visit.city.id, visit.path("centre_id"))
    if place is None:
        raise Mistake(404)
    found = await briefs.shown(visit.city.id, _since(), centre_id=place.id)
    address = visit.address("feeds:centre", centre_id=place.id)
    feed = public_feed(visit, address, pick(place.name, visit.language).text)
    return answer(await feed.gathered(found), f"{visit.city.slug}-centre-{place.id}")


async def course(visit: Visit) -> Response:
    """The same of one course for residents."""
    taught = await shown_course(visit)
    found = await briefs.shown(visit.city.id, _since(), course_id=taught.id)
    address = visit.address("feeds:course", course_id=taught.id)
    feed = public_feed(visit, address, pick(taught.title, visit.language).text)
    return answer(await feed.gathered(found), f"{visit.city.slug}-{taught.slug}")


async def lesson(visit: Visit) -> Response:
    """One class, to put into a calendar once."""
    found = await lessons.shown(visit.city.id, visit.path("lesson_id"))
    if found is None:
        raise Mistake(404)
    return answer(public_feed(visit).written([found]), f"{visit.city.slug}-{found.id}")


def _since() -> date:
    return clock.today() - BACK
