"""What is taught: the list of courses, one course with its classes, and the form that adds and changes it."""

from typing import Any

from starlette.responses import Response

from outreach import clock, departments, lessons, organisations
from outreach import courses as taught
from outreach.courses import Course
from outreach.i18n import LANGUAGES, pick
from outreach.refusal import Refusal, Refusals
from outreach.spelling import typed_texts
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

DEFAULTS = {"minutes": "90", "device": "any", "level": "basic", "kind": "class", "audience": "residents"}


async def courses(visit: Visit) -> Response:
    """All courses, those that are planned no longer at the end; a fixed number of queries."""
    found = await taught.listed(visit.city.id)
    return visit.render(
        "office/courses.html",
        courses=sorted(found, key=lambda one: one.retired),
        missing={one.id: taught.missing(one) for one in found},
        languages_written=[(tag, info.name) for tag, info in LANGUAGES.items()],
        coming=await lessons.coming_by_course(visit.city.id),
    )


async def of_visit(visit: Visit) -> Course:
    """The course of the path; Mistake 404 also for another city's."""
    found = await taught.find(visit.city.id, visit.path("course_id"))
    if found is None:
        raise Mistake(404)
    return found


async def course(visit: Visit) -> Response:
    """One course: what it is, what its texts lack, its classes and series."""
    return await _shown(visit, await of_visit(visit), visit.blank())


async def _shown(visit: Visit, of: Course, sheet: Sheet, status: int = 200) -> Response:
    return visit.render(
        "office/course.html",
        status=status,
        sheet=sheet,
        course=of,
        missing=taught.missing(of),
        languages_written=[(tag, info.name) for tag, info in LANGUAGES.items()],
        lessons=[one for one in await lessons.of_one_course(of.id) if one.starts_at > clock.now()],
        series=await lessons.of_course(of.id),
        may_change=departments.may_change(visit.actor, of.department_id),
    )


async def new_course(visit: Visit) -> Response:
    """The form for a new course."""
    if visit.request.method == "GET":
        return await _form(visit, "office/new_course.html", visit.blank(**DEFAULTS))
    sheet = await visit.sheet()
    try:
        facts = taught.clean_facts(sheet.values, sheet.all("cohosts"))
        made = await taught.add(visit.city, facts, by=visit.actor, key=sheet.key)
    except (Refusal, Refusals) as refused:
        return await _form(visit, "office/new_course.html", sheet.refused(refused), status=422)
    return visit.go("office:course", course_id=made.id)


async def change_course(visit: Visit) -> Response:
    """The same form with what the course is now."""
    of = await of_visit(visit)
    if visit.request.method == "GET":
        return await _form(visit, "office/change_course.html", _as_typed(visit, of), course=of)
    sheet = await visit.sheet()
    try:
        await taught.change(of, taught.clean_facts(sheet.values, sheet.all("cohosts")), by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _form(visit, "office/change_course.html", sheet.refused(refused), status=422, course=of)
    return visit.go("office:course", course_id=of.id)


def _as_typed(visit: Visit, of: Course) -> Sheet:
    values = {name: str(getattr(of, name) or "") for name in ("level", "device", "minutes", "kind", "audience")}
    for name in ("title", "description", "bring"):
        values |= typed_texts(name, getattr(of, name))
    sheet = visit.blank(**values, department_id=str(of.department_id or ""))
    return Sheet(sheet.values, {"cohosts": [str(one.organisation_id) for one in of.cohosts]})


async def _form(visit: Visit, template: str, sheet: Sheet, status: int = 200, **more: Any) -> Response:
    def said(texts: dict[str, str]) -> str:
        return pick(texts, visit.language).text

    return visit.render(
        template,
        status=status,
        sheet=sheet,
        languages_written=[(tag, info.name) for tag, info in LANGUAGES.items()],
        departments=[(one.id, said(one.name)) for one in await departments.of_city(visit.city.id)],
        organisations=[(one.id, said(one.name)) for one in await organisations.of_city(visit.city.id)],
        **more,
    )


async def retire_course(visit: Visit) -> Response:
    """Plan it no longer; its history stays."""
    return await _turned(visit, taught.retire)


async def bring_back_course(visit: Visit) -> Response:
    """Plan it again."""
    return await _turned(visit, taught.bring_back)


async def _turned(visit: Visit, verb: Any) -> Response:
    of = await of_visit(visit)
    try:
        await verb(of, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, of, visit.blank().refused(refusal).without_fields(), status=422)
    return visit.go("office:course", course_id=of.id)


entries: list[Entry] = [
    Entry("/courses", courses),
    Entry("/courses/new", new_course, ("GET", "POST")),
    Entry("/courses/{course_id:int}", course),
    Entry("/courses/{course_id:int}/change", change_course, ("GET", "POST")),
    Entry("/courses/{course_id:int}/retire", retire_course, ("POST",)),
    Entry("/courses/{course_id:int}/back", bring_back_course, ("POST",)),
]
