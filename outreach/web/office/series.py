"""Series: classes of one course that belong together, with one sign-up for each or for all."""

from starlette.responses import Response

from outreach import lessons
from outreach.i18n import phrase as _
from outreach.lessons import Lesson, Series
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office import courses
from outreach.web.visit import Visit


async def new_series(visit: Visit) -> Response:
    """Choose among the coming classes of a course."""
    of = await courses.of_visit(visit)
    sheet = visit.blank(sign_up="all") if visit.request.method == "GET" else await visit.sheet()
    if visit.request.method == "POST":
        try:
            ids = _ids(sheet)
            made = await lessons.make_series(visit.city, of, ids, sheet.value("sign_up"), by=visit.actor, key=sheet.key)
        except (Refusal, Refusals) as refused:
            sheet = sheet.refused(refused)
        else:
            return visit.go("office:series", series_id=made.id)
    found = await lessons.candidates(of)
    status = 422 if sheet.errors else 200
    return visit.render("office/new_series.html", status=status, sheet=sheet, course=of, lessons=found)


async def series(visit: Visit) -> Response:
    """The classes of a series, and which others could join."""
    of = await _of_visit(visit)
    own = await lessons.members(of.id)
    if visit.request.method == "GET":
        ticked = [str(one.id) for one in own]
        return await _shown(visit, of, own, Sheet(visit.blank(sign_up=of.sign_up).values, {"lessons": ticked}))
    sheet = await visit.sheet()
    try:
        await lessons.change_series(of, _ids(sheet), sheet.value("sign_up"), by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, of, own, sheet.refused(refused), status=422)
    return visit.go("office:series", series_id=of.id)


async def _shown(visit: Visit, of: Series, own: list[Lesson], sheet: Sheet, status: int = 200) -> Response:
    others = await lessons.candidates(of.course)
    return visit.render("office/series.html", status=status, sheet=sheet, series=of, own=own, others=others)


async def _of_visit(visit: Visit) -> Series:
    found = await lessons.find_series(visit.city.id, visit.path("series_id"))
    if found is None:
        raise Mistake(404)
    return found


def _ids(sheet: Sheet) -> list[int]:
    ticked = sheet.all("lessons")
    if not all(one.isascii() and one.isdecimal() and len(one) <= 9 for one in ticked):
        raise Refusal(_("Please choose one of the answers."), field="lessons")
    return [int(one) for one in ticked]


entries: list[Entry] = [
    Entry("/courses/{course_id:int}/series", new_series, ("GET", "POST")),
    Entry("/series/{series_id:int}", series, ("GET", "POST")),
]
