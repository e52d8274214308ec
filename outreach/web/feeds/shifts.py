"""A helper's shifts in her own calendar, under a secret address that opens nothing else."""

from datetime import timedelta

from starlette.responses import Response

from outreach import clock, helpers
from outreach.lessons import briefs
from outreach.web.feeds.answering import private
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

BACK = timedelta(days=30)


async def shifts(visit: Visit) -> Response:
    """The classes in which she helps or which she leads, and those of the last 30 days; no names of anybody."""
    helper = await helpers.feed_holder_of(visit.city.id, visit.request.path_params["secret"])
    if helper is None:
        raise Mistake(404)
    return await private(visit, await briefs.helped_by(visit.city.id, helper.id, clock.today() - BACK))
