"""How the seats of one class are given: by lot, or first come first served with some kept for the phone."""

from datetime import datetime

from starlette.responses import Response

from outreach import clock, lessons
from outreach.lessons import Lesson
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit


async def giving(visit: Visit) -> Response:
    """The form, and what becomes of it."""
    of = await of_visit(visit)
    if visit.request.method == "GET":
        return _shown(visit, of, visit.blank(**_typed(of)))
    sheet = await visit.sheet()
    try:
        await lessons.give(of, lessons.clean_giving(sheet.values), by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return _shown(visit, of, sheet.refused(refused), status=422)
    return visit.go("office:lesson", lesson_id=of.id)


def _shown(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    opened = of.status == "published" and of.intake_opens_at <= clock.now()
    return visit.render("office/giving.html", status=status, lesson=of, sheet=sheet, opened=opened)


def _typed(of: Lesson) -> dict[str, str]:
    seats = {"phone_seats": str(of.phone_seats)} if of.phone_seats else {}
    return {**_moment("draws", of.draws_at), **seats, **_moment("phone", of.phone_until)}


def _moment(name: str, at: datetime | None) -> dict[str, str]:
    if at is None:
        return {}
    there = at.astimezone(clock.TOKYO)
    return {f"{name}_day": f"{there:%Y-%m-%d}", f"{name}_time": f"{there:%H:%M}"}


entries: list[Entry] = [Entry("/classes/{lesson_id:int}/giving", giving, ("GET", "POST"))]
