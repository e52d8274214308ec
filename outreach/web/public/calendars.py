"""How residents get the classes into their own calendars: all of the city, of one centre or of one course."""

from datetime import timedelta

from starlette.responses import Response

from outreach import clock, venues
from outreach.i18n import pick
from outreach.lessons import briefs
from outreach.web.calendars import shown_course, subscription, title
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK = timedelta(days=30)


async def calendars(visit: Visit) -> Response:
    """The city's calendar, and those of the centres and courses that have classes in it."""
    found = await briefs.shown(visit.city.id, clock.today() - BACK)
    centres = {one.centre.id: one.centre for one in found}
    taught = {one.course.id: one.course for one in found}
    return visit.render(
        "public/calendars.html",
        feed=subscription(title(visit), visit.address("feeds:city")),
        centres=sorted(centres.values(), key=lambda one: (one.kana, one.key)),
        courses=sorted(taught.values(), key=lambda one: one.id),
    )


async def centre_calendar(visit: Visit) -> Response:
    """The calendar of one centre."""
    found = await venues.find(visit.city.id, visit.path("centre_id"))
    if found is None:
        raise Mistake(404)
    address = visit.address("feeds:centre", centre_id=found.id)
    name = title(visit, pick(found.name, visit.language).text)
    return visit.render("public/_calendar.html", feed=subscription(name, address), of=found.name)


async def course_calendar(visit: Visit) -> Response:
    """The calendar of one course for residents."""
    found = await shown_course(visit)
    address = visit.address("feeds:course", course_id=found.id)
    name = title(visit, pick(found.title, visit.language).text)
    return visit.render("public/_calendar.html", feed=subscription(name, address), of=found.title)
