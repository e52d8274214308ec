"""Closing a centre or a room for some days, and the classes that this hits."""

from starlette.responses import Response

from outreach import venues
from outreach.lessons import at_centres
from outreach.refusal import Refusal, Refusals
from outreach.venues import Centre, Closure
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.centres import of_visit
from outreach.web.visit import Visit


async def centre_closure(visit: Visit) -> Response:
    """Close on some days; then its page tells which classes are hit."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return _shown(visit, found, visit.blank(first_day=visit.query("day")[:10], room_id=visit.query("room")[:9]))
    sheet = await visit.sheet()
    try:
        facts = venues.clean_closure(sheet.values)
        made = await venues.add_closure(found, facts, by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return _shown(visit, found, sheet.refused(refused), status=422)
    return visit.go("office:closure", centre_id=found.id, closure_id=made.id)


def _shown(visit: Visit, centre: Centre, sheet: Sheet, status: int = 200) -> Response:
    return visit.render("office/centre_closure.html", status=status, centre=centre, sheet=sheet)


async def closure(visit: Visit) -> Response:
    """One closure and the classes that fall into it."""
    found = await of_visit(visit)
    row = await Closure.get_or_none(id=visit.path("closure_id"), centre_id=found.id)
    if row is None:
        raise Mistake(404)
    return visit.render(
        "office/closure.html",
        centre=found,
        closure=row,
        room=next((room for room in found.rooms if room.id == row.room_id), None),
        lessons=await at_centres.hit_by(row),
    )


async def remove_closure(visit: Visit) -> Response:
    """Open again; harmless where it was removed before."""
    found, closure_id = await of_visit(visit), visit.path("closure_id")
    if await Closure.filter(id=closure_id).exclude(centre_id=found.id).exists():
        raise Mistake(404)
    await venues.remove_closure(found, closure_id, by=visit.actor)
    return visit.go("office:centre", centre_id=found.id)


entries: list[Entry] = [
    Entry("/centres/{centre_id:int}/closures/new", centre_closure, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/closures/{closure_id:int}", closure),
    Entry("/centres/{centre_id:int}/closures/{closure_id:int}/remove", remove_closure, ("POST",)),
]
