"""A helper's shifts in her own calendar, under a secret address that opens nothing else."""

import hashlib
from datetime import timedelta

from starlette.responses import Response

from outreach import clock, helpers, venues
from outreach.lessons import Lesson, Shift
from outreach.web.feeds.personal import PRIVATE
from outreach.web.feeds.public import answer, calendar
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK = timedelta(days=30)


async def shifts(visit: Visit) -> Response:
    """The classes in which she helps or which she leads, and those of the last 30 days; no names of anybody."""
    helper = await helpers.feed_holder_of(visit.city.id, visit.request.path_params["secret"])
    if helper is None:
        raise Mistake(404)
    feed = calendar(visit).written(await _classes(helper.id))
    etag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
    fresh = etag in visit.request.headers.get("if-none-match", "")
    made = Response(status_code=304) if fresh else answer(feed, visit.city.slug)
    made.headers.update(PRIVATE | {"ETag": etag})
    return made


async def _classes(helper_id: int) -> list[Lesson]:
    """Cancelled ones too, since her calendar must learn of it; drafts only where she has a shift already."""
    since = clock.now() - BACK
    standing = Shift.filter(helper_id=helper_id, standing=True, lesson__starts_at__gt=since)
    led = Lesson.filter(instructor_id=helper_id, starts_at__gt=since).exclude(status="draft")
    of_shifts = await standing.select_related("lesson", "lesson__course", "lesson__centre", "lesson__room")
    found = {one.id: one for one in await led.select_related("course", "centre", "room")}
    found |= {one.lesson_id: one.lesson for one in of_shifts}
    await venues.recall(one.centre for one in found.values())
    return sorted(found.values(), key=lambda one: (one.starts_at, one.id))
