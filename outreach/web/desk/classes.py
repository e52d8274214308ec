"""The coming classes, who has a seat in one, and who is to be called next."""

from starlette.responses import Response

from outreach import changes, notices, registration
from outreach import lessons as timetable
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.desk import offers
from outreach.web.desk.registrations import find
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def lessons(visit: Visit) -> Response:
    """The coming classes with their seats; consultations and training for staff apart."""
    coming, apart = await offers.offers(visit.city.id), await offers.apart(visit.city.id)
    return visit.render("desk/lessons.html", coming=coming, apart=apart)


async def lesson(visit: Visit) -> Response:
    """One class: seats in kana order, then the waiting list by its numbers."""
    return await _shown(visit, await _lesson(visit, visit.path("lesson_id")), visit.blank())


async def give_seat(visit: Visit) -> Response:
    """She takes the seat that is offered to her, kept for her, or free for the first who waits."""
    row = await find(visit)
    try:
        if row.status == "held":
            await registration.confirm_hold(row, by=visit.actor)
        else:
            await registration.give_seat(row, by=visit.actor)
    except Refusal as refusal:
        refused = visit.blank().refused(refusal)
        return await _shown(visit, await _lesson(visit, row.lesson_id), refused, status=422)
    return visit.go("desk:registration", registration_id=row.id)


async def _lesson(visit: Visit, lesson_id: int) -> Lesson:
    found = await timetable.find(visit.city.id, lesson_id)
    if found is None or found.status == "draft":
        raise Mistake(404)
    return found


def _first(shown: Lesson, rows: list[registration.Registration]) -> frozenset[int]:
    """Who is to be called now: the first of the list whose whole party the free seats would take."""
    if not offers.to_call(shown):
        return frozenset()
    free = shown.capacity - shown.taken
    waiting = [row for row in rows if row.status == "waiting"]
    for row in waiting:
        together = [one.id for one in waiting if one.id == row.id or (row.party and one.party == row.party)]
        if len(together) <= free:
            return frozenset(together)
    return frozenset()


async def _shown(visit: Visit, shown: Lesson, sheet: Sheet, status: int = 200) -> Response:
    rows = await registration.expected(visit.city.id, shown.id)
    return visit.render(
        "desk/lesson.html",
        status=status,
        lesson=shown,
        standing=offers.standing(shown),
        to_call=offers.to_call(shown),
        story=await changes.story(shown),
        reached=(await notices.reached(visit.city.id, [shown.id])).get(shown.id),
        seats=[row for row in rows if row.status == "confirmed"],
        asked=sorted((row for row in rows if row.status in ("offered", "held")), key=lambda row: row.until or row.at),
        waiting=[row for row in rows if row.status == "waiting"],
        applied=[row for row in rows if row.status == "applied"],
        first=_first(shown, rows),
        sheet=sheet,
    )
