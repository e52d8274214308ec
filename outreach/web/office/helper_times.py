"""When a helper can come: her hours of the week and the days on which she is away."""

from starlette.responses import Response

from outreach import helpers as people
from outreach.helpers import Absence, Helper
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.helpers import of_visit, shown
from outreach.web.visit import Visit


async def helper_times(visit: Visit) -> Response:
    """Her hours by weekday; a day without hours is one on which she cannot come, no hours at all mean always."""
    of = await of_visit(visit)
    if visit.request.method == "GET":
        times = (await people.times_of([of.id]))[of.id]
        return _form(visit, of, visit.blank(**people.typed_week(times.week)))
    sheet = await visit.sheet()
    try:
        await people.set_week(of, people.clean_week(sheet.values), by=visit.actor)
    except Refusals as refused:
        return _form(visit, of, sheet.refused(refused), status=422)
    return visit.go("office:helper", helper_id=of.id, fragment="times")


def _form(visit: Visit, of: Helper, sheet: Sheet, status: int = 200) -> Response:
    return visit.render("office/helper_times.html", status=status, helper=of, sheet=sheet)


async def add_absence(visit: Visit) -> Response:
    """Days on which she cannot come."""
    of, sheet = await of_visit(visit), await visit.sheet()
    try:
        days = people.clean_days(sheet.value("first_day"), sheet.value("last_day"))
        await people.add_absence(of, *days, by=visit.actor)
    except Refusal as refused:
        return await shown(visit, of, sheet.refused(refused), status=422)
    return visit.go("office:helper", helper_id=of.id, fragment="times")


async def end_absence(visit: Visit) -> Response:
    """She can come after all; taken back twice it stays taken back."""
    of, absence_id = await of_visit(visit), visit.path("absence_id")
    if await Absence.exclude(helper_id=of.id).filter(id=absence_id).exists():
        raise Mistake(404)
    await people.end_absence(of, absence_id, by=visit.actor)
    return visit.go("office:helper", helper_id=of.id, fragment="times")


entries: list[Entry] = [
    Entry("/helpers/{helper_id:int}/times", helper_times, ("GET", "POST")),
    Entry("/helpers/{helper_id:int}/absences", add_absence, ("POST",)),
    Entry("/helpers/{helper_id:int}/absences/{absence_id:int}/end", end_absence, ("POST",)),
]
