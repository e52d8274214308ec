"""After the class: the ticks of a list on paper, entered by one person and checked by another."""

from starlette.responses import Response

from outreach import clock
from outreach.accounts import Account
from outreach.checkin import PaperEntry, Roster, paper, rosters, ticks, walk_ins
from outreach.checkin.rosters import Line
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.desk import offers
from outreach.web.desk.papers import of_list
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

MOST_FIELDS = 1000


async def attendance(visit: Visit) -> Response:
    """What is ticked on this list: typed as numbers of lines, or ticked as on the paper."""
    of, lesson = await of_list(visit)
    if visit.request.method == "GET":
        return await _entering(visit, of, lesson, visit.blank())
    sheet = await visit.sheet(MOST_FIELDS)
    try:
        read = ticks.read_ticks(sheet.value("lines"), _numbers(sheet, "line"), _numbers(sheet, "other"))
        await paper.enter(
            visit.city.id,
            of.id,
            read,
            ticks.read_walk_ins(sheet.value("walk_ins")),
            by=visit.actor,
            key=offers.key(sheet),
            sure=sheet.value("sure") == "yes",
        )
    except Refusal as refusal:
        return await _entering(visit, of, lesson, sheet.refused(refusal), 422)
    return visit.go("desk:attendance_check", roster_id=of.id)


def _numbers(sheet: Sheet, name: str) -> list[int]:
    return [number for value in sheet.all(name) if (number := offers.number(value)) is not None]


async def _entering(visit: Visit, of: Roster, lesson: Lesson, sheet: Sheet, status: int = 200) -> Response:
    entry, newest = await paper.entry_of(lesson.id), await rosters.newest(lesson.id)
    over = lesson.status == "published" and lesson.starts_at <= clock.now()
    can_enter = over and not (entry and entry.checked_at)
    by_phones = await walk_ins.count(lesson.id)
    return visit.render(
        "desk/attendance.html",
        status=status,
        sheet=sheet if can_enter else sheet.without_fields(),
        lesson=lesson,
        list=of,
        by_phones=by_phones,
        walk_ins=sheet.value("walk_ins") if visit.request.method == "POST" else str(by_phones or ""),
        newer=newest if newest and newest.id != of.id else None,
        lines=await rosters.lines(of, lesson),
        entry=entry,
        over=over,
        can_enter=can_enter,
    )


async def attendance_check(visit: Visit) -> Response:
    """A second person looks at the paper beside what was entered."""
    of, lesson = await of_list(visit)
    entry, lines = await paper.entry_of(lesson.id), await rosters.lines(of, lesson)
    if visit.request.method == "GET":
        return await _checking(visit, (of, lesson, lines), entry, visit.blank(), entry.came if entry else [])
    sheet = await visit.sheet(MOST_FIELDS)
    came = _numbers(sheet, "came")
    try:
        without = ticks.read_walk_ins(sheet.value("walk_ins"))
        if entry and _is_other(entry, came, without) and sheet.value("sure") != _mark(came, without):
            return await _checking(visit, (of, lesson, lines), entry, sheet, came, 422)
        entry_id = offers.number(sheet.value("entry_id")) or 0
        await paper.check(visit.city.id, entry_id, came, without, by=visit.actor, key=offers.key(sheet))
    except Refusal as refusal:
        return await _checking(visit, (of, lesson, lines), entry, sheet.refused(refusal), came, 422)
    return visit.go("desk:attendance_check", roster_id=of.id)


def _is_other(entry: PaperEntry, came: list[int], without: int) -> bool:
    return not entry.checked_at and (entry.came, entry.walk_ins) != (sorted(came), without)


def _mark(came: list[int], without: int) -> str:
    """What the second person was shown as different and says yes to."""
    return ".".join(map(str, [without, *sorted(came)]))


async def _checking(
    visit: Visit,
    on: tuple[Roster, Lesson, list[Line]],
    entry: PaperEntry | None,
    sheet: Sheet,
    came: list[int],
    status: int = 200,
) -> Response:
    of, lesson, lines = on
    typed = sheet.value("walk_ins") if visit.request.method == "POST" else str(entry.walk_ins if entry else 0)
    asks = status == 422 and not sheet.errors and entry is not None
    own = entry is not None and entry.entered_by == visit.actor.reference
    can_check = entry is not None and not entry.checked_at and not own
    return visit.render(
        "desk/attendance_check.html",
        status=status,
        sheet=sheet if can_check else sheet.without_fields(),
        lesson=lesson,
        list=of,
        lines=lines,
        entry=entry,
        came=came,
        walk_ins=typed,
        by_phones=await walk_ins.count(lesson.id),
        can_check=can_check,
        own=own,
        asks=asks,
        mark=_mark(came, ticks.read_walk_ins(typed)) if asks else "",
        differences=rosters.differences(lines, entry.came, came) if asks and entry else [],
        entered_by=await _name(entry.entered_by if entry else ""),
        checked_by=await _name(entry.checked_by if entry else ""),
        without_seat=await paper.without_seat(lesson.id),
    )


async def _name(reference: str) -> str:
    kind, _colon, number = reference.partition(":")
    who = await Account.get_or_none(id=int(number)) if kind == "account" and number.isdigit() else None
    return who.name if who else ""
