"""The lists of the door: today's classes, who came to this one, who is looked for by name."""

from typing import Any

from starlette.responses import Response

from outreach import checkin, clock, lessons, registration
from outreach.checkin import Arrival
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.door import bounds
from outreach.web.forms import Sheet
from outreach.web.visit import Visit


async def today(visit: Visit) -> Response:
    """Today's classes to choose from; a volunteer has only one and goes there at once."""
    if visit.actor.lesson_id is not None:
        return visit.go("door:lesson", lesson_id=visit.actor.lesson_id)
    classes = await lessons.of_day(visit.city.id, clock.today())
    return visit.render("door/today.html", lessons=[one for one in classes if one.status != "draft"])


async def lesson(visit: Visit) -> Response:
    """The door of one class: how many came, the code to type, the name to look for."""
    return await shown(visit, await bounds.of_visit(visit), visit.blank())


async def shown(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    """The door's page with a form as it stands."""
    rows = await registration.expected(visit.city.id, of.id)
    came = await checkin.arrived(of.id)
    arrivals = [(row, came[row.id], may_undo(visit, came[row.id])) for row in rows if row.id in came]
    return visit.render(
        "door/lesson.html",
        status=status,
        lesson=of,
        sheet=sheet if of.status == "published" else sheet.without_fields(),
        arrivals=sorted(arrivals, key=lambda one: one[1].id, reverse=True),
        expected=sum(row.status == "confirmed" for row in rows),
    )


def may_undo(visit: Visit, arrival: Arrival) -> bool:
    """A volunteer takes back her own mistakes; staff take back anybody's."""
    return visit.actor.kind != "pass" or arrival.by == visit.actor.reference


async def find(visit: Visit) -> Response:
    """Look for somebody who has no ticket with her."""
    of = await bounds.of_visit(visit)
    context: dict[str, Any] = {"lesson": of, "found": None, "came": {}}
    if visit.request.method == "GET":
        return visit.render("door/find.html", sheet=visit.blank(), **context)
    sheet = await visit.sheet()
    try:
        found = await checkin.look_up(of, sheet.value("name"), by=visit.actor)
    except Refusal as refusal:
        return visit.render("door/find.html", status=422, sheet=sheet.refused(refusal), **context)
    came = await checkin.arrived(of.id)
    return visit.render("door/find.html", sheet=sheet, **context | {"found": found, "came": came})
