"""The calendars that everybody may subscribe: all classes of the city, or one."""

from datetime import timedelta

from starlette.responses import Response

from outreach import clock, lessons, venues
from outreach.calendars import Feed
from outreach.i18n import phrase as _
from outreach.i18n import pick
from outreach.lessons import Lesson
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK = timedelta(days=30)
TYPE = "text/calendar; charset=utf-8"


async def city(visit: Visit) -> Response:
    """Coming classes and those of the last 30 days."""
    found = await lessons.shown_since(visit.city.id, clock.today() - BACK)
    await venues.recall(one.centre for one in found)
    return answer(calendar(visit, visit.address("feeds:city")).written(found), visit.city.slug)


async def lesson(visit: Visit) -> Response:
    """One class, to put into a calendar once."""
    found = await lessons.shown(visit.city.id, visit.path("lesson_id"))
    if found is None:
        raise Mistake(404)
    return answer(calendar(visit).written([found]), f"{visit.city.slug}-{found.id}")


def calendar(visit: Visit, source: str = "") -> Feed:
    """The city's calendar in the visitor's language; each class leads to its public page."""
    name = _("Smartphone classes in {city}", city=pick(visit.city.name, visit.language).text)
    return Feed(name.text(visit.language), visit.language, lambda one: _page(visit, one), source)


def _page(visit: Visit, one: Lesson) -> str:
    if one.status == "draft" or one.course.audience != "residents":
        return ""
    return visit.address("public:lesson", lesson_id=one.id)


def answer(feed: bytes, name: str) -> Response:
    """A calendar as calendar programs expect it (RFC 5545 section 8.1)."""
    return Response(feed, headers={"Content-Type": TYPE, "Content-Disposition": f'inline; filename="{name}.ics"'})
