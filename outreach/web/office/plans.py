"""Planning a class: what, where, when, for how many, who leads it, and what is in the way."""

from typing import Any

from starlette.responses import Response

from outreach import courses, departments, helpers, kits, lessons, venues
from outreach.i18n import pick
from outreach.lessons import Lesson
from outreach.lessons.planning import clean_plan
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.clash_answer import Answer, answer, as_typed, shown_again, taken
from outreach.web.office.season_choices import copied
from outreach.web.visit import Visit

DEFAULTS = {"starts": "13:30", "ends": "15:00", "capacity": "10", "publish": "yes"}
ASKED = ("day", "starts", "ends", "place", "course_id", "instructor_id")


async def plan(visit: Visit) -> Response:
    """The form, what is in the way of it, and what becomes of it."""
    if visit.request.method == "GET":
        asked = {name: visit.query(name) for name in ASKED if visit.query(name)}
        return await _shown(visit, visit.blank(**{**DEFAULTS, **await copied(visit), **asked}))
    sheet = await visit.sheet()
    if sheet.value("take") or sheet.value("do") == "check":
        return await _shown(visit, shown_again(sheet, **taken(sheet)))
    try:
        made = await _planned(visit, sheet)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, _at_place(sheet, refused), status=422)
    return visit.go("office:lesson", lesson_id=made.id)


async def _planned(visit: Visit, sheet: Sheet) -> Lesson:
    return await lessons.plan(visit.city, clean_plan(as_typed(sheet.values)), by=visit.actor, key=sheet.key)


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    found: Answer = await answer(visit, sheet.values)
    return visit.render("office/plan.html", status=status, sheet=sheet, answer=found, **await _choices(visit))


def _at_place(sheet: Sheet, refused: Refusal | Refusals) -> Sheet:
    marked = sheet.refused(refused)
    place = marked.errors.pop("centre_id", None) or marked.errors.pop("room_id", None)
    marked.errors.pop("room_id", None)
    if place:
        marked.errors["place"] = place
    return marked


async def _choices(visit: Visit) -> dict[str, Any]:
    def said(texts: dict[str, str]) -> str:
        return pick(texts, visit.language).text

    city_id = visit.city.id
    centres = await venues.of_city(city_id)
    return {
        "courses": [(one.id, said(one.title)) for one in await courses.planned(city_id)],
        "instructors": [(one.id, one.name) for one in await helpers.instructors(city_id)],
        "departments": [(one.id, said(one.name)) for one in await departments.of_city(city_id)],
        "kits": [(one.id, said(one.name)) for one in await kits.of_city(city_id)],
        "centres": [
            (said(one.name), [(f"{one.id}-{room.id}", said(room.name), room.capacity) for room in one.rooms], one.id)
            for one in centres
        ],
    }


entries: list[Entry] = [
    Entry("/classes/new", plan, ("GET", "POST")),
]
