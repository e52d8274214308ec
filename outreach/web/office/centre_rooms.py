"""The rooms of a centre."""

from datetime import date

from starlette.responses import Response

from outreach import clock, venues
from outreach.lessons import at_centres
from outreach.refusal import Refusal, Refusals
from outreach.spelling import typed_texts
from outreach.venues import Centre, Room, wording
from outreach.venues.facts import clean_day
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.centres import of_visit
from outreach.web.visit import Visit


async def new_room(visit: Visit) -> Response:
    """Add a room."""
    found = await of_visit(visit)
    if visit.request.method == "GET":
        return visit.render("office/new_room.html", centre=found, sheet=visit.blank(), equipment=wording.EQUIPMENT)
    sheet = await visit.sheet()
    try:
        facts = venues.clean_room(sheet.values, sheet.all("equipment"))
        await venues.add_room(found, facts, by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        shown = sheet.refused(refused)
        return visit.render("office/new_room.html", status=422, centre=found, sheet=shown, equipment=wording.EQUIPMENT)
    return visit.go("office:centre", centre_id=found.id)


def _of_path(visit: Visit, centre: Centre) -> Room:
    number = visit.path("room_id")
    found = next((one for one in centre.rooms if one.id == number), None)
    if found is None:
        raise Mistake(404)
    return found


async def room(visit: Visit) -> Response:
    """One room: its facts, closing and deleting it."""
    centre = await of_visit(visit)
    row = _of_path(visit, centre)
    if visit.request.method == "GET":
        return await _shown(visit, centre, row, visit.blank(**_typed(row)))
    sheet = await visit.sheet()
    try:
        facts = venues.clean_room(sheet.values, sheet.all("equipment"))
        await venues.change_room(centre, row, facts, by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, centre, row, sheet.refused(refused), status=422)
    return visit.go("office:centre", centre_id=centre.id)


def _typed(row: Room) -> dict[str, str]:
    names = typed_texts("name", row.name)
    return names | {"capacity": str(row.capacity or ""), "floor": row.floor, "closed_from": str(row.closed_from or "")}


async def _shown(visit: Visit, centre: Centre, row: Room, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/room.html",
        status=status,
        centre=centre,
        room=row,
        sheet=Sheet(_typed(row) | sheet.values, sheet.several, sheet.errors),
        chosen=sheet.all("equipment") if "name_ja" in sheet.several else row.equipment,
        equipment=wording.EQUIPMENT,
        lessons=await at_centres.planned_from(centre.id, row.closed_from or clock.today(), row.id),
    )


async def close_room(visit: Visit) -> Response:
    """Close a room for good from a day on, or open it again."""
    centre = await of_visit(visit)
    row, sheet = _of_path(visit, centre), await visit.sheet()
    try:
        first: date | None = None if sheet.value("open") else clean_day(sheet.values, "closed_from")
        await venues.close_room(centre, row, first, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, centre, row, sheet.refused(refused), status=422)
    return visit.go("office:room", centre_id=centre.id, room_id=row.id)


async def delete_room(visit: Visit) -> Response:
    """Take away a room that was added by mistake."""
    centre = await of_visit(visit)
    row, sheet = _of_path(visit, centre), await visit.sheet()
    try:
        await venues.delete_room(centre, row, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, centre, row, sheet.refused(refused), status=422)
    return visit.go("office:centre", centre_id=centre.id)


entries: list[Entry] = [
    Entry("/centres/{centre_id:int}/rooms/new", new_room, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/rooms/{room_id:int}", room, ("GET", "POST")),
    Entry("/centres/{centre_id:int}/rooms/{room_id:int}/close", close_room, ("POST",)),
    Entry("/centres/{centre_id:int}/rooms/{room_id:int}/delete", delete_room, ("POST",)),
]
