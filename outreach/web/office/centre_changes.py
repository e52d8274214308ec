"""A centre moves, closes for good, or was added by mistake."""

from starlette.responses import Response

from outreach import clock, venues
from outreach.lessons import at_centres
from outreach.refusal import Refusal, Refusals
from outreach.venues import Centre
from outreach.venues.facts import clean_day
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.centres import of_visit
from outreach.web.visit import Visit


async def move_centre(visit: Visit) -> Response:
    """The new address and the first day there; classes before it keep the old one. Names the classes after it."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return await _moving(visit, found, visit.blank())
    sheet = await visit.sheet()
    try:
        await venues.move_centre(found, venues.clean_move(sheet.values), by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _moving(visit, found, sheet.refused(refused), status=422)
    return visit.go("office:move_centre", centre_id=found.id)


async def _moving(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    move = next(reversed(venues.moves(centre)), None)
    lessons = await at_centres.planned_from(centre.id, move[0]) if move else []
    return visit.render(
        "office/move_centre.html", status=status, centre=centre, sheet=sheet, move=move, lessons=lessons
    )


async def close_centre(visit: Visit) -> Response:
    """Close for good from a day on, or open again."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return await _shown(visit, found, visit.blank(closed_from=str(found.closed_from or "")))
    sheet = await visit.sheet()
    try:
        first = None if sheet.value("open") else clean_day(sheet.values, "closed_from")
        await venues.close_centre(found, first, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, found, sheet.refused(refused), status=422)
    return visit.go("office:close_centre", centre_id=found.id)


async def _shown(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    first = centre.closed_from or clock.today()
    lessons = await at_centres.planned_from(centre.id, first)
    return visit.render("office/close_centre.html", status=status, centre=centre, sheet=sheet, lessons=lessons)


async def delete_centre(visit: Visit) -> Response:
    """Take away a centre that was added by mistake; where classes were planned, offer to close it from a day on."""
    found, sheet = await of_visit(visit), await visit.sheet()
    try:
        await venues.delete_centre(found, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, found, sheet.refused(refused), status=422)
    return visit.go("office:centres")


entries: list[Entry] = [
    Entry("/centres/{centre_id:int}/move", move_centre, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/close", close_centre, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/delete", delete_centre, ("POST",)),
]
