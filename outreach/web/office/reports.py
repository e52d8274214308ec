"""Was it held? The instructor reports, another person confirms or sends it back."""

from starlette.responses import Response

from outreach import checkin, goal, lessons
from outreach.accounts import Account
from outreach.checkin import phones
from outreach.goal import Report
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit


async def reports(visit: Visit) -> Response:
    """What is to be confirmed, and what is still to be reported."""
    return visit.render(
        "office/reports.html",
        to_confirm=await goal.to_confirm(visit.city.id),
        to_report=await goal.to_report(visit.city.id),
        to_correct=await goal.to_correct(visit.city.id),
    )


async def report(visit: Visit) -> Response:
    """The report of a class: to be made, or made and to be confirmed."""
    of = await of_visit(visit)
    if not (visit.actor.may("coordinator") or of.instructor.account_id == visit.actor.id):
        raise Mistake(403)
    if visit.request.method == "GET":
        came = await checkin.present(of.id) + await checkin.walk_ins.without_seat(of.id)
        return await _shown(visit, of, visit.blank(held="yes", attendance=str(came)))
    sheet = await visit.sheet()
    try:
        await _reported(visit, of, sheet)
    except Refusal as refusal:
        refused = sheet.refused(refusal)
        refused = refused.without_fields() if await goal.report_of(of.id) else refused
        return await _shown(visit, of, refused, status=422)
    return visit.go("office:report", lesson_id=of.id)


async def _reported(visit: Visit, of: Lesson, sheet: Sheet) -> None:
    typed = _attendance(of, sheet)
    if not (typed.isdecimal() and len(typed) <= 6):
        raise Refusal(_("Please write how many people came, as a number."), field="attendance")
    if sheet.value("held") not in ("yes", "no"):
        raise Refusal(_("Please choose one of the answers."), field="held")
    held, note = sheet.value("held") == "yes", sheet.value("note")
    await goal.report(of, held=held, attendance=int(typed), note=note, by=visit.actor)


def _attendance(of: Lesson, sheet: Sheet) -> str:
    """A consultation is short to report: held is one person."""
    if of.course.kind == "consultation":
        return "1" if sheet.value("held") == "yes" else "0"
    return sheet.value("attendance").strip()


async def _shown(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    standing = await goal.report_of(of.id)
    returned = await Report.filter(lesson_id=of.id, standing=False).order_by("-sent_back_at").first()
    author = await Account.get_or_none(id=standing.by_account_id) if standing else None
    return visit.render(
        "office/report.html",
        status=status,
        sheet=sheet,
        lesson=of,
        report=standing,
        author=author.name if author else None,
        returned=returned,
        came=await checkin.present(of.id),
        without_seat=await checkin.walk_ins.without_seat(of.id),
        not_in=await phones.not_in(of) if standing is None or not _is_confirmed(standing) else [],
        may_confirm=_may_confirm(visit, standing),
    )


def _is_confirmed(report: Report) -> bool:
    return bool(getattr(report, "confirmation", None))


def _may_confirm(visit: Visit, standing: Report | None) -> bool:
    if standing is None or _is_confirmed(standing):
        return False
    other = standing.by_account_id != visit.actor.id or visit.city.signatures == 1
    return visit.actor.may("coordinator") and other


async def _of_visit(visit: Visit) -> Report:
    row = await Report.get_or_none(id=visit.path("report_id"), lesson__city_id=visit.city.id)
    if row is None:
        raise Mistake(404)
    return row


async def confirm(visit: Visit) -> Response:
    """The second signature; from now on the class counts."""
    row = await _of_visit(visit)
    try:
        await goal.confirm(visit.city.id, row.id, by=visit.actor)
    except Refusal as refusal:
        of = await lessons.find(visit.city.id, row.lesson_id)
        return await _shown(visit, of or row.lesson, visit.blank().refused(refusal).without_fields(), status=422)
    return visit.go("office:report", lesson_id=row.lesson_id)


async def send_back(visit: Visit) -> Response:
    """Return a report to its instructor, with what needs to be corrected."""
    row, sheet = await _of_visit(visit), await visit.sheet()
    try:
        await goal.send_back(visit.city.id, row.id, sheet.value("reason"), by=visit.actor)
    except Refusal as refusal:
        of = await lessons.find(visit.city.id, row.lesson_id)
        return await _shown(visit, of or row.lesson, sheet.refused(refusal), status=422)
    return visit.go("office:report", lesson_id=row.lesson_id)


entries: list[Entry] = [
    Entry("/classes/{lesson_id:int}/report", report, ("GET", "POST")),
    Entry("/reports", reports),
    Entry("/reports/{report_id:int}/confirm", confirm, ("POST",)),
    Entry("/reports/{report_id:int}/send-back", send_back, ("POST",)),
]
