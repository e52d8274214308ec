"""Somebody stands at the door: show her ticket, let her in, take a mistake back."""

from typing import Any

from starlette.responses import Response

from outreach import checkin, lessons, registration, tickets
from outreach.checkin import Arrival, Verdict
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.door import bounds
from outreach.web.door.lists import may_undo, shown
from outreach.web.forms import Sheet
from outreach.web.held import registration_of
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def ticket(visit: Visit) -> Response:
    """Who holds this ticket, and one big button; looking at a ticket is not arriving."""
    held = await registration_of(visit)
    if held.lesson.status == "draft":
        raise Mistake(404)
    if not bounds.within(visit, held.lesson_id):
        own = await lessons.find(visit.city.id, visit.actor.lesson_id or 0)
        return visit.render("door/check_in.html", verdict=Verdict("other"), lesson=own, other=held.lesson)
    came = (await checkin.arrived(held.lesson_id)).get(held.id)
    return visit.render("door/ticket.html", lesson=held.lesson, registration=held, arrival=came)


async def check_in(visit: Visit) -> Response:
    """Let her in by ticket, code or name; the answer may be asked for again, it stays the same arrival."""
    of, sheet = await bounds.of_visit(visit), await visit.sheet()
    try:
        held = await _meant(visit, sheet)
    except Refusal as refusal:
        return await shown(visit, of, sheet.refused(refusal), status=422)
    method = sheet.value("method") if sheet.value("method") in checkin.DOOR_METHODS else "code"
    verdict = await checkin.check_in(visit.city.id, of.id, held.id, method=method, by=visit.actor)
    return await _said(visit, of, held, verdict)


async def _meant(visit: Visit, sheet: Sheet) -> Registration:
    given = sheet.value("registration_id")
    if given:
        number = int(given) if given.isdecimal() and len(given) < 18 else 0
        held = await registration.by_id(visit.city.id, number)
    else:
        code = tickets.read_code(sheet.value("code"), field="code")
        held = await registration.by_code(visit.city.id, code)
        if held is None:
            await registration.check_not_replaced(visit.city.id, code, "code")
    if held is None:
        raise Refusal(_("No ticket has this number. Please read it once more, or look for the name."), "code")
    return held


async def _said(visit: Visit, of: Lesson, held: Registration, verdict: Verdict) -> Response:
    is_ours = held.lesson_id == of.id
    return visit.render(
        "door/check_in.html",
        verdict=verdict,
        lesson=of,
        other=held.lesson,
        person=held.participant if is_ours else None,
        place=held.place,
        came=await checkin.present(of.id),
        expected=of.taken,
    )


async def undo(visit: Visit) -> Response:
    """Take back a mistaken arrival, with a reason; it stays on record."""
    of = await bounds.of_visit(visit)
    arrival = await Arrival.get_or_none(
        id=visit.path("arrival_id"), city_id=visit.city.id, lesson_id=of.id
    ).select_related("registration__participant")
    if arrival is None:
        raise Mistake(404)
    if not may_undo(visit, arrival):
        raise Mistake(403)
    return await _undone(visit, of, arrival)


async def _undone(visit: Visit, of: Lesson, arrival: Arrival) -> Response:
    context: dict[str, Any] = {"lesson": of, "arrival": arrival}
    if visit.request.method == "GET":
        return visit.render("door/undo.html", sheet=visit.blank(), **context)
    if not arrival.standing:
        return visit.go("door:lesson", lesson_id=of.id)
    sheet = await visit.sheet()
    try:
        await checkin.undo(visit.city.id, of.id, arrival.id, sheet.value("reason"), by=visit.actor)
    except Refusal as refusal:
        return visit.render("door/undo.html", status=422, sheet=sheet.refused(refusal), **context)
    return visit.go("door:lesson", lesson_id=of.id)
