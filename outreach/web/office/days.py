"""What the office has before it: today's work."""

from datetime import timedelta

from starlette.responses import Response

from outreach import clock, goal, lessons, notices
from outreach.web.guard import Entry
from outreach.web.office import marks
from outreach.web.visit import Visit

AHEAD = timedelta(days=14)


async def today(visit: Visit) -> Response:
    """Classes today, reports to make and to confirm, people who wait; an instructor sees her own classes."""
    if not visit.actor.may("coordinator"):
        return await _instructors_day(visit)
    coming = await lessons.coming(visit.city.id)
    return visit.render(
        "office/today.html",
        day=clock.today(),
        classes=await lessons.of_day(visit.city.id, clock.today()),
        to_confirm=await goal.to_confirm(visit.city.id),
        to_report=await goal.to_report(visit.city.id),
        waiting=[lesson for lesson in coming if lesson.waiting],
        left_to_tell=await notices.left(visit.city.id),
        ahead=await marks.ahead(visit.city.id, clock.today(), clock.today() + AHEAD),
        now=clock.now(),
        own=None,
    )


async def _instructors_day(visit: Visit) -> Response:
    own = await lessons.led_by(visit.city.id, visit.actor.id or 0)
    return visit.render(
        "office/today.html",
        day=clock.today(),
        classes=[lesson for lesson in own if lesson.day == clock.today()],
        to_confirm=[],
        to_report=await goal.to_report(visit.city.id, visit.actor.id),
        waiting=[],
        own=[lesson for lesson in own if lesson.day > clock.today() and lesson.status == "published"],
    )


entries: list[Entry] = [
    Entry("", today),
]
