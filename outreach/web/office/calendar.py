"""One's own classes in one's own calendar, by an address that only its owner knows."""

from starlette.responses import Response

from outreach import accounts, calendars
from outreach.web.guard import Entry
from outreach.web.visit import Visit


async def feed(visit: Visit) -> Response:
    """Whether there is an address, and how to get one."""
    return visit.render("office/feed.html", exists=await accounts.has_feed(visit.actor.id or 0))


async def new_feed(visit: Visit) -> Response:
    """A new address, shown this once; the old one ends."""
    secret = await accounts.new_feed(by=visit.actor)
    address = visit.address("feeds:personal", secret=secret)
    return visit.render("office/new_feed.html", address=address, webcal=calendars.webcal(address))


async def end_feed(visit: Visit) -> Response:
    """End the address; calendars that read it stay empty from now on."""
    await accounts.end_feed(by=visit.actor)
    return visit.go("office:feed")


entries: list[Entry] = [
    Entry("/calendar", feed),
    Entry("/calendar/new", new_feed, ("POST",)),
    Entry("/calendar/end", end_feed, ("POST",)),
]
