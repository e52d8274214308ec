"""A member of staff's own calendar under a secret address, drafts included."""

from datetime import timedelta

from starlette.responses import Response

from outreach import accounts, clock, helpers
from outreach.audit import Actor
from outreach.lessons import Brief, briefs
from outreach.web.feeds.answering import private
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK, AHEAD = timedelta(days=30), timedelta(days=400)


async def personal(visit: Visit) -> Response:
    """A coordinator's calendar has all classes of the city, anybody else's those that she leads.

    Raises Mistake 404 also for who no longer works here: without a role that has a calendar, or gone as an instructor.
    """
    owner = await accounts.feed_owner(visit.city.id, visit.request.path_params["secret"])
    if owner is None or await _has_left(owner):
        raise Mistake(404)
    return await private(visit, await _classes(visit.city.id, owner))


async def _has_left(owner: Actor) -> bool:
    return not owner.may("coordinator", "clerk") and await helpers.has_left(owner.account_id)


async def _classes(city_id: int, owner: Actor) -> list[Brief]:
    first, last = clock.today() - BACK, clock.today() + AHEAD
    if owner.may("coordinator"):
        return await briefs.of_city(city_id, first, last)
    return await briefs.led_by(city_id, owner.account_id, first, last)
