"""A member of staff's own calendar under a secret address, drafts included."""

import hashlib
from datetime import timedelta

from starlette.responses import Response

from outreach import accounts, clock, lessons, venues
from outreach.audit import Actor
from outreach.lessons import Lesson
from outreach.web.feeds.public import answer, calendar
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK, AHEAD = timedelta(days=30), timedelta(days=400)
# The address is the key: it must not travel in referrers, into shared caches or into search engines.
PRIVATE = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def personal(visit: Visit) -> Response:
    """A coordinator's calendar has all classes of the city, anybody else's those that she leads."""
    owner = await accounts.feed_owner(visit.city.id, visit.request.path_params["secret"])
    if owner is None:
        raise Mistake(404)
    found = await _classes(visit.city.id, owner)
    await venues.recall(one.centre for one in found)
    feed = calendar(visit).written(found)
    etag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
    fresh = etag in visit.request.headers.get("if-none-match", "")
    made = Response(status_code=304) if fresh else answer(feed, visit.city.slug)
    made.headers.update(PRIVATE | {"ETag": etag})
    return made


async def _classes(city_id: int, owner: Actor) -> list[Lesson]:
    first, last = clock.today() - BACK, clock.today() + AHEAD
    if owner.may("coordinator"):
        return await lessons.span(city_id, first, last)
    led = await lessons.led_by(city_id, owner.id or 0)
    return sorted((one for one in led if first <= one.day <= last), key=lambda one: (one.starts_at, one.id))
