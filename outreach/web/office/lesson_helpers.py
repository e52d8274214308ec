"""Who helps in one class: how many are wanted, who comes, whom the coordinator adds or takes off."""

from starlette.responses import Response

from outreach import clock
from outreach import helpers as people
from outreach.helpers import Helper, helps_on
from outreach.lessons import Lesson, Shift, shifts
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.helping import helping_in
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit


async def lesson_helpers(visit: Visit) -> Response:
    """The class's helpers, and adding one; what speaks against her is told in a sentence."""
    of = await of_visit(visit)
    if visit.request.method == "GET":
        return await _shown(visit, of, visit.blank(helpers_wanted=str(of.helpers_wanted)))
    sheet = await visit.sheet()
    try:
        chosen = await _chosen(visit, sheet)
        role = sheet.value("role") or shifts.role_of(chosen)
        await shifts.take(of, chosen, role, by=visit.actor, reason=sheet.value("reason"))
    except (Refusal, Refusals) as refused:
        return await _shown(visit, of, _at_helper(sheet.refused(refused)), status=422)
    return visit.go("office:lesson_helpers", lesson_id=of.id)


async def _chosen(visit: Visit, sheet: Sheet) -> Helper:
    typed = sheet.value("helper_id")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0
    found = await people.find(visit.city.id, number)
    if found is None:
        raise people.none_of_these("helper_id")
    return found


def _at_helper(sheet: Sheet) -> Sheet:
    """What was refused of the class or of the helper stands at the choice of the helper."""
    if "" in sheet.errors and "helper_id" not in sheet.errors:
        sheet.errors["helper_id"] = sheet.errors.pop("")
    return sheet


async def _shown(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    helping = await helping_in(of)
    return visit.render(
        "office/lesson_helpers.html",
        status=status,
        sheet=sheet,
        lesson=of,
        helping=helping,
        choices=await _choices(of, {one.helper_id for one in helping.shifts}),
        has_begun=of.starts_at <= clock.now(),
    )


async def _choices(of: Lesson, taken: set[int]) -> list[tuple[Helper, bool]]:
    """Who could be added, those who can come at this time first."""
    everyone = [
        one
        for one in await people.of_city(of.city_id)
        if one.id not in taken and one.id != of.instructor_id and helps_on(one, of.day)
    ]
    times = await people.times_of(one.id for one in everyone)
    fitting = [(one, times[one.id].fits(of.starts_at, of.ends_at)) for one in everyone]
    return sorted(fitting, key=lambda pair: not pair[1])


async def want_helpers(visit: Visit) -> Response:
    """How many are wanted besides the instructor."""
    of, sheet = await of_visit(visit), await visit.sheet()
    typed = sheet.value("helpers_wanted").strip()
    try:
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else -1
        await shifts.want(of, number, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, of, sheet.refused(refused), status=422)
    return visit.go("office:lesson_helpers", lesson_id=of.id)


async def remove_helper(visit: Visit) -> Response:
    """Take a helper off a class; once it has begun, with the reason."""
    of, sheet = await of_visit(visit), await visit.sheet()
    shift = await shifts.find(visit.city.id, visit.path("shift_id"))
    if shift is None or shift.lesson_id != of.id:
        raise Mistake(404)
    try:
        await shifts.give_back(shift, by=visit.actor, reason=sheet.value(f"reason_{shift.id}"))
    except Refusal as refused:
        return await _shown(visit, of, _of_shift(sheet.refused(refused), shift), status=422)
    return visit.go("office:lesson_helpers", lesson_id=of.id)


def _of_shift(sheet: Sheet, shift: Shift) -> Sheet:
    """The page has a field for the reason at each helper: what was refused stands at this one's."""
    errors = {f"reason_{shift.id}" if name == "reason" else name: said for name, said in sheet.errors.items()}
    return Sheet(sheet.values, sheet.several, errors)


entries: list[Entry] = [
    Entry("/classes/{lesson_id:int}/helpers", lesson_helpers, ("GET", "POST")),
    Entry("/classes/{lesson_id:int}/helpers/wanted", want_helpers, ("POST",)),
    Entry("/classes/{lesson_id:int}/helpers/{shift_id:int}/remove", remove_helper, ("POST",)),
]
