"""The dry run of a change, the deed, and what came of it: one class, or everything in a place on some days."""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from outreach import changes as domain
from outreach import lessons, notices
from outreach.changes import Change, Facts, Preview, Selection, Wanted
from outreach.changes.selecting import MOST
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.notices import Ways
from outreach.refusal import Refusal, Refusals
from outreach.registration import Registration
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.change_forms import CHOICE, FORMS, WISH, asked, only, queried
from outreach.web.visit import Visit

MARK = "-"
LARGEST = 2**31 - 1
LONGEST = len(str(LARGEST))


async def dry_run(visit: Visit) -> Response:
    """What the change would do, to whom, and what stands in its way; nothing is written."""
    sheet = visit.blank(**queried(visit, CHOICE + WISH))
    try:
        wanted = domain.clean_wanted(sheet.values)
        ids = _ids(visit.request.query_params.getlist("ids")) or await _selected(visit)
        shown = await domain.preview(visit.city, list(ids), wanted, by=visit.actor)
    except (Refusal, Refusals) as refused:
        return await _back(visit, sheet.refused(refused))
    if not shown.rows:
        raise Mistake(404)
    return _shown(visit, shown, sheet)


async def _back(visit: Visit, sheet: Sheet) -> Response:
    """The form that the wish came from, with its sentences."""
    ids = list(_ids(visit.request.query_params.getlist("ids")))
    lesson = await Lesson.get_or_none(id=ids[0], city_id=visit.city.id) if len(ids) == 1 else None
    if lesson is not None and sheet.value("kind") in FORMS:
        found = await lessons.find(visit.city.id, lesson.id)
        return await FORMS[sheet.value("kind")](visit, found or lesson, sheet, 422)
    return await asked(visit, sheet, status=422)


async def _selected(visit: Visit) -> list[int]:
    first = domain.clean_day(visit.query("first").strip(), "first")
    last = domain.clean_day(visit.query("last").strip(), "last") or first
    if first is None or last is None:
        raise Refusal(_("Please choose a day."), field="first")
    centres = tuple(_ids(visit.request.query_params.getlist("centre")))
    chosen = Selection(
        first,
        last,
        centres,
        visit.query("district"),
        _number(visit.query("course"), "course"),
        _number(visit.query("department"), "department"),
    )
    return await domain.select(visit.city.id, chosen)


def _number(text: str, field: str) -> int | None:
    if not text:
        return None
    if not _is_id(text):
        raise Refusal(_("Please choose one of the answers."), field=field)
    return int(text)


def _ids(typed: list[str]) -> dict[int, str]:
    """The chosen classes, each with the mark of the facts that were shown, where there is one."""
    found: dict[int, str] = {}
    for text in typed:
        number, _dash, mark = text.partition(MARK)
        if _is_id(number):
            found[int(number)] = mark
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST and int(text) <= LARGEST


def _shown(
    visit: Visit, shown: Preview, sheet: Sheet, *, status: int = 200, ticked: set[int] | None = None
) -> Response:
    single = shown.rows[0] if len(shown.rows) == 1 else None
    return visit.render(
        "office/dry_run.html",
        status=status,
        sheet=sheet,
        shown=shown,
        single=single,
        others=shown.alternatives(single) if single and single.of_weight("hard") else [],
        ways=_ways(visit, shown.told),
        ways_of=lambda people: _ways(visit, people),
        ticked={row.lesson.id for row in shown.changing} if ticked is None else ticked,
        names=_names(shown),
        wish=[(name, sheet.value(name)) for name in WISH if sheet.value(name)],
        named_wanted=shown.is_below,
        reason_wanted=_asks_reason(shown),
    )


def _ways(visit: Visit, people: Iterable[Registration]) -> Ways:
    return notices.ways(people, mails=bool(visit.city.mail_from))


def _asks_reason(shown: Preview) -> bool:
    return shown.wanted.kind == "cancelled" or shown.asks_reason or shown.is_below


def _names(shown: Preview) -> dict[str, Any]:
    """What the picture of the day knows by name: the centres and rooms to which classes would go."""
    halls = shown.picture.halls if shown.picture else {}
    people = shown.picture.people if shown.picture else {}
    return {
        "centres": {id_: hall.centre.name for id_, hall in halls.items()},
        "rooms": {id_: room.name for hall in halls.values() for id_, room in hall.rooms.items()},
        "people": {id_: person.name for id_, person in people.items()},
    }


async def carry_out(visit: Visit) -> Response:
    """The deed, for the classes that are ticked: all of them or none."""
    sheet = await visit.sheet()
    chosen = _ids(sheet.all("ids"))
    seen = {lesson_id: mark for lesson_id, mark in chosen.items() if mark}
    try:
        wanted = domain.clean_wanted(sheet.values)
        batch = await domain.carry_out(
            visit.city,
            list(chosen),
            wanted,
            by=visit.actor,
            key=sheet.key,
            reason=sheet.value("reason"),
            seen=seen,
        )
    except (Refusal, Refusals) as refused:
        return await _again(visit, sheet, refused, chosen)
    return visit.go("office:changed", batch=batch)


async def _again(visit: Visit, sheet: Sheet, refused: Refusal | Refusals, chosen: dict[int, str]) -> Response:
    """The dry run once more, as it is by now, with what stood in the way."""
    marked = sheet.refused(refused)
    every = _ids(sheet.value("every").split(",")[:MOST]) or chosen
    try:
        shown = await domain.preview(visit.city, list(every), domain.clean_wanted(sheet.values), by=visit.actor)
    except (Refusal, Refusals):
        shown = Preview(Wanted(""), [])
    if not shown.rows:
        return await asked(visit, marked.without_fields(), status=422)
    return _shown(visit, shown, _fitting(marked, shown), status=422, ticked=set(chosen))


def _fitting(sheet: Sheet, shown: Preview) -> Sheet:
    """Sentences about fields that this page does not have are about the whole of it."""
    own = {"ids"} if shown.changing else set()
    own |= {"reason"} if shown.changing and _asks_reason(shown) else set()
    own |= {"named"} if shown.is_below else set()
    return only(sheet, own)


async def changed(visit: Visit) -> Response:
    """What was done, and who must be told now."""
    made = await domain.of_batch(visit.city.id, visit.request.path_params["batch"])
    if not made:
        raise Mistake(404)
    ids = {change.lesson_id for change in made}
    every = await notices.to_tell(visit.city.id)
    open_ = [one for one in every if one.topic == "change" and one.registration.lesson_id in ids]
    return visit.render(
        "office/changed.html",
        kind=made[0].kind,
        reason=made[0].reason,
        changes=made,
        story=await _story(made),
        ways=_ways(visit, [one.registration for one in open_]),
        left=len(open_),
        helpers=await domain.helpers_of(sorted(ids)),
    )


async def _story(made: list[Change]) -> dict[int, Any]:
    facts = {change.id: Facts.read(change.before) for change in made}
    known = await domain.places(facts.values())
    return {id_: known.occasion(one) for id_, one in facts.items()}


entries: list[Entry] = [
    Entry("/changes/dry-run", dry_run),
    Entry("/changes/carry-out", carry_out, ("POST",)),
    Entry("/changes/done/{batch}", changed),
]
