"""Consultation hours: a place, a helper and a span of time become one-to-one slots."""

from collections.abc import Mapping

from starlette.responses import Response

from outreach import courses as taught
from outreach import lessons
from outreach.i18n import pick
from outreach.lessons import Lesson, clean_hours
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.season_choices import offered
from outreach.web.visit import Visit

DEFAULTS = {"starts": "13:00", "ends": "16:00", "minutes": "30", "publish": "yes"}


async def consultation(visit: Visit) -> Response:
    """The form, and the slots that come of it."""
    if visit.request.method == "GET":
        return await _form(visit, visit.blank(**DEFAULTS, course_id=visit.query("course")))
    sheet = await visit.sheet()
    try:
        made = await _planned(visit, sheet)
    except (Refusal, Refusals) as refused:
        return await _form(visit, _at_place(sheet.refused(refused)), status=422)
    return visit.go("office:course", course_id=made[0].course_id)


async def _planned(visit: Visit, sheet: Sheet) -> list[Lesson]:
    hours = clean_hours(_typed(sheet.values))
    return await lessons.plan_hours(visit.city, hours, by=visit.actor, key=sheet.key)


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    centre, _dash, room = values.get("place", "").partition("-")
    kept = ("course_id", "instructor_id", "day", "starts", "ends", "minutes", "publish", "reason")
    return {name: values.get(name, "") for name in kept} | {"centre_id": centre, "room_id": room}


def _at_place(sheet: Sheet) -> Sheet:
    """What concerns the centre or its room stands at the one field that chooses both."""
    errors = {"place" if name in ("centre_id", "room_id") else name: said for name, said in sheet.errors.items()}
    return Sheet(sheet.values, sheet.several, errors)


async def _form(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    choices = await offered(visit)
    found = [one for one in await taught.planned(visit.city.id) if one.kind == "consultation"]
    courses = [(one.id, pick(one.title, visit.language).text) for one in found]
    return visit.render("office/consultation.html", status=status, sheet=sheet, **choices | {"courses": courses})


entries: list[Entry] = [Entry("/consultation", consultation, ("GET", "POST"))]
