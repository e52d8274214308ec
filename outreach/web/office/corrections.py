"""A confirmed report was wrong: one person asks for a correction, another signs it or turns it down."""

from starlette.responses import Response

from outreach import goal
from outreach.accounts import Account
from outreach.goal import Report, correcting
from outreach.goal.ledger_rows import Correction
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit


async def correct(visit: Visit) -> Response:
    """What is counted of a class, and the form to have it corrected; or the correction that waits."""
    of = await of_visit(visit)
    standing = await _confirmed(of.id)
    if visit.request.method == "GET":
        first = visit.blank(held="yes" if standing.held else "no", attendance=str(standing.attendance))
        return await _shown(visit, of, standing, first)
    sheet = await visit.sheet()
    try:
        await _asked(visit, of, sheet)
    except Refusal as refusal:
        refused = sheet.refused(refusal)
        refused = refused.without_fields() if await correcting.open_of(standing.id) else refused
        return await _shown(visit, of, standing, refused, status=422)
    return visit.go("office:correct", lesson_id=of.id)


async def _confirmed(lesson_id: int) -> Report:
    standing = await goal.report_of(lesson_id)
    if standing is None or getattr(standing, "confirmation", None) is None:
        raise Mistake(404)
    return standing


async def _asked(visit: Visit, of: Lesson, sheet: Sheet) -> None:
    typed = sheet.value("attendance").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
        raise Refusal(_("Please write how many people came, as a number."), field="attendance")
    if sheet.value("held") not in ("yes", "no"):
        raise Refusal(_("Please choose one of the answers."), field="held")
    held = sheet.value("held") == "yes"
    await goal.correct(of, held=held, attendance=int(typed), reason=sheet.value("reason"), by=visit.actor)


async def _shown(visit: Visit, of: Lesson, standing: Report, sheet: Sheet, status: int = 200) -> Response:
    waiting = await correcting.open_of(standing.id)
    names = {one.id: one.name for one in await Account.filter(city_id=visit.city.id)}
    return visit.render(
        "office/correct.html",
        status=status,
        sheet=sheet,
        lesson=of,
        report=standing,
        waiting=waiting,
        may_sign=waiting is not None and (waiting.by_account_id != visit.actor.id or visit.city.signatures == 1),
        history=await correcting.history(of.id),
        names=names,
    )


async def _of_visit(visit: Visit) -> Correction:
    rows = Correction.filter(id=visit.path("correction_id"), report__lesson__city_id=visit.city.id)
    row = await rows.select_related("report__lesson").first()
    if row is None:
        raise Mistake(404)
    return row


async def confirm_correction(visit: Visit) -> Response:
    """The second signature; from now on the class counts so."""
    return await _settled(visit, await _of_visit(visit), sign=True)


async def drop_correction(visit: Visit) -> Response:
    """Turn a correction down, or take one's own back."""
    return await _settled(visit, await _of_visit(visit), sign=False)


async def _settled(visit: Visit, row: Correction, *, sign: bool) -> Response:
    settle = goal.confirm_correction if sign else goal.drop_correction
    try:
        await settle(visit.city.id, row.id, by=visit.actor)
    except Refusal as refusal:
        of, sheet = row.report.lesson, visit.blank().refused(refusal).without_fields()
        await of.fetch_related("course", "centre")
        return await _shown(visit, of, await _confirmed(of.id), sheet, status=422)
    return visit.go("office:correct", lesson_id=row.report.lesson_id)


entries: list[Entry] = [
    Entry("/classes/{lesson_id:int}/report/correct", correct, ("GET", "POST")),
    Entry("/corrections/{correction_id:int}/confirm", confirm_correction, ("POST",)),
    Entry("/corrections/{correction_id:int}/drop", drop_correction, ("POST",)),
]
