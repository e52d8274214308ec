"""How far the city is: all its goals on one page, each with a page of its own, and who was reached."""

from itertools import groupby

from starlette.responses import Response

from outreach import goal as goals
from outreach.goal import GoalProgress
from outreach.open_data import reach
from outreach.open_data.promised import in_public
from outreach.web.mistakes import Mistake
from outreach.web.outlook import Outlook, outlook
from outreach.web.visit import Visit

Grouped = list[list[Outlook]]


async def progress(visit: Visit) -> Response:
    """Every goal with its fiscal years; plans that have ended come last."""
    found = [outlook(one, visit.language) for one in await _goals(visit)]
    plans = [list(of) for _plan_id, of in groupby(found, key=lambda one: one.progress.plan.id)]
    return visit.render(
        "public/progress.html",
        agreement=await goals.agreement(visit.city.id),
        running=[plan for plan in plans if not plan[0].progress.is_over],
        ended=[plan for plan in plans if plan[0].progress.is_over],
    )


async def goal(visit: Visit) -> Response:
    """One goal: its way so far and to come, and its classes by where they were and what was taught."""
    number = visit.path("goal_id")
    found = next((one for one in await _goals(visit) if one.goal.id == number), None)
    if found is None:
        raise Mistake(404)
    return visit.render(
        "public/goal.html",
        agreement=await goals.agreement(visit.city.id),
        one=outlook(found, visit.language),
        shares=goals.breakdown(found, await goals.places(visit.city.id)),
    )


async def _goals(visit: Visit) -> list[GoalProgress]:
    return await in_public(visit.city.id, await goals.progress(visit.city.id))


async def reached(visit: Visit) -> Response:
    """Who came in a fiscal year that is over, beside who lives in the city."""
    years = await reach.years(visit.city.id)
    asked = visit.query("year")
    known = {str(year): year for year in years}
    year = known.get(asked, max(years, default=None))
    return visit.render(
        "public/reached.html",
        years=years,
        found=await reach.published(visit.city.id, year) if year is not None else None,
    )
