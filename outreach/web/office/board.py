"""The coordinator's board: how far each goal is, where it leads, what waits for a signature, and who is not reached."""

from starlette.responses import Response

from outreach import clock, goal
from outreach.i18n.words import fiscal_year
from outreach.open_data import reach
from outreach.web.guard import Entry
from outreach.web.outlook import outlook
from outreach.web.visit import Visit


async def board(visit: Visit) -> Response:
    """All goals that run; a fixed number of queries, whatever the rows."""
    running = [one for one in await goal.progress(visit.city.id) if not one.is_over]
    where = await goal.places(visit.city.id)
    return visit.render(
        "office/board.html",
        agreement=await goal.agreement(visit.city.id),
        goals=[(outlook(one, visit.language), goal.breakdown(one, where)) for one in running],
    )


async def reached(visit: Visit) -> Response:
    """Who came in this fiscal year or the last one, as it stands today."""
    now = fiscal_year(clock.today())
    year = now - 1 if visit.query("year") == str(now - 1) else now
    return visit.render(
        "office/reached.html",
        years=[now, now - 1],
        found=await reach.now(visit.city.id, year),
    )


entries: list[Entry] = [Entry("/progress", board), Entry("/progress/reach", reached)]
