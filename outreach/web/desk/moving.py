"""Another class instead of the one that she has."""

from starlette.responses import Response

from outreach import registration as registrations
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.desk import offers
from outreach.web.desk.people import class_of
from outreach.web.desk.registrations import can_move, find
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

MOST_CLASSES = 9


async def move(visit: Visit) -> Response:
    """Another class instead, for her and those who come with her."""
    row = await find(visit)
    if visit.request.method == "GET":
        return await _elsewhere(visit, row, visit.blank())
    sheet = await visit.sheet()
    try:
        lesson_id = class_of(sheet)
        key = offers.key_for(offers.key(sheet), lesson_id)
        made = await registrations.move_to(row, lesson_id, key=key, by=visit.actor, channel="phone")
    except Refusal as refusal:
        return await _elsewhere(visit, row, sheet.refused(refusal), status=422)
    return visit.go("desk:registration", registration_id=made)


async def _elsewhere(visit: Visit, row: Registration, sheet: Sheet, status: int = 200) -> Response:
    party = await registrations.party_of(row)
    history = await registrations.history(visit.city.id, row.participant_id)
    coming = await offers.offers(visit.city.id, row.participant.town, history)
    free = [one for one in coming if one.can_hold and one.lesson.seats_left >= len(party)]
    same_course = sorted(free, key=lambda one: one.lesson.course_id != row.lesson.course_id)
    if not free or not can_move(row):
        sheet = sheet.without_fields()
    return visit.render(
        "desk/move.html",
        status=status,
        row=row,
        sheet=sheet,
        offers=same_course[:MOST_CLASSES] if can_move(row) else [],
        party=[one for one in party if one.id != row.id],
    )
