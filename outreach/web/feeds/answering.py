"""How a feed is answered: whole, or not at all where the calendar has it already."""

import hashlib

from starlette.responses import Response

from outreach.lessons import Brief
from outreach.web.calendars import own_feed
from outreach.web.visit import Visit

TYPE = "text/calendar; charset=utf-8"
# The address is the key: it must not travel in referrers, into shared caches or into search engines.
PRIVATE = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def answer(feed: bytes, name: str) -> Response:
    """A calendar as calendar programs expect it (RFC 5545 section 8.1)."""
    return Response(feed, headers={"Content-Type": TYPE, "Content-Disposition": f'inline; filename="{name}.ics"'})


async def private(visit: Visit, found: list[Brief]) -> Response:
    """The feed behind a secret address: made for each who asks, so that an ended address ends at once."""
    feed = await own_feed(visit).gathered(found)
    etag = f'"{hashlib.sha256(feed).hexdigest()[:32]}"'
    fresh = etag in visit.request.headers.get("if-none-match", "")
    made = Response(status_code=304) if fresh else answer(feed, visit.city.slug)
    made.headers.update(PRIVATE | {"ETag": etag})
    return made
