"""One class as the office sees it: its facts, its seats, its helpers' links, its report."""

from markupsafe import Markup
from starlette.responses import Response

from outreach import checkin, goal, lessons, tickets
from outreach.checkin import DoorPass
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.arranged import arranged
from outreach.web.office.helping import helping_in
from outreach.web.office.history import changing
from outreach.web.visit import Visit


async def of_visit(visit: Visit) -> Lesson:
    """The class of the path; Mistake 404 also for another city's."""
    found = await lessons.find(visit.city.id, visit.path("lesson_id"))
    if found is None:
        raise Mistake(404)
    return found


async def lesson(visit: Visit) -> Response:
    """The class with everything that can be done about it."""
    return await _shown(visit, await of_visit(visit), visit.blank())


async def _shown(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/lesson.html",
        status=status,
        sheet=sheet,
        lesson=of,
        passes=await checkin.of_lesson(of.id),
        came=await checkin.present(of.id),
        report=await goal.report_of(of.id),
        **await arranged(of),
        helping=await helping_in(of),
        **await changing(visit, of),
    )


async def publish(visit: Visit) -> Response:
    """Show a draft to everybody."""
    of = await of_visit(visit)
    try:
        await lessons.publish(of, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, of, visit.blank().refused(refusal).without_fields(), status=422)
    return visit.go("office:lesson", lesson_id=of.id)


async def issue_pass(visit: Visit) -> Response:
    """A helper's link, shown this once."""
    of, sheet = await of_visit(visit), await visit.sheet()
    try:
        secret = await checkin.issue_pass(of, sheet.value("label"), by=visit.actor, key=sheet.key)
    except Refusal as refusal:
        refused = sheet.refused(refusal)
        shown = refused if refusal.field == "label" else refused.without_fields()
        return await _shown(visit, of, shown, status=422)
    address = visit.address("door:enter", secret=secret)
    title = _("QR code of the helper's link").text(visit.language)
    drawing = Markup(tickets.link_svg(address, title))  # noqa: S704 - our own drawing of our own address
    return visit.render("office/issue_pass.html", lesson=of, address=address, qr=drawing)


async def revoke_pass(visit: Visit) -> Response:
    """End a helper's link at once."""
    of = await of_visit(visit)
    if not await DoorPass.filter(id=visit.path("pass_id"), city_id=visit.city.id, lesson_id=of.id).exists():
        raise Mistake(404)
    try:
        await checkin.revoke_pass(visit.city.id, visit.path("pass_id"), by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, of, visit.blank().refused(refusal).without_fields(), status=422)
    return visit.go("office:lesson", lesson_id=of.id)


entries: list[Entry] = [
    Entry("/classes/{lesson_id:int}", lesson),
    Entry("/classes/{lesson_id:int}/publish", publish, ("POST",)),
    Entry("/classes/{lesson_id:int}/passes", issue_pass, ("POST",)),
    Entry("/classes/{lesson_id:int}/passes/{pass_id:int}/revoke", revoke_pass, ("POST",)),
]
