"""A confirmed report was wrong: somebody asks for another number, another person signs, and both stay on record."""

from outreach import audit, cities, clock
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.goal import ledger, outcomes
from outreach.goal.ledger_rows import Correction
from outreach.goal.rows import Confirmation, Report
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.spelling import clean_line

_ASK = (
    "INSERT INTO corrections (report_id, held, attendance, reason, by_account_id, at, settled)"
    " VALUES (?, ?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING RETURNING id"
)
_CLAIM = "UPDATE corrections SET settled = ?, settled_by = ?, settled_at = ? WHERE id = ? AND settled = ''"
# Held from here on: nobody else corrects it meanwhile.
_HELD = "UPDATE reports SET standing = standing WHERE id = ? AND standing"


@unit_of_work
async def correct(lesson: Lesson, *, held: bool, attendance: int, reason: str, by: Actor) -> int:
    """Ask that a confirmed report be counted otherwise; returns the correction's id.

    Until it is signed, nothing changes. Raises Refusal without a reason, where the report is not confirmed, says the
    same already, or has been asked about by somebody else (``asked``).
    """
    reason = clean_line(reason, 400, field="reason", required=False)
    if not reason:
        raise Refusal(_("Please write what needs to be corrected."), field="reason")
    outcomes.check_numbers(held=held, attendance=attendance, note=reason)
    await cities.hold(lesson.city_id)  # first of all, as everybody who changes a class or the count does
    report = await _confirmed(lesson)
    if (bool(report.held), report.attendance) == (held, attendance):
        raise Refusal(_("The report says this already."), field="attendance", code="same")
    inserted = await sql.rows(_ASK, report.id, held, attendance, reason, by.account_id, clock.now())
    if not inserted:
        return await _asked_before(report.id, (held, attendance, reason, by.account_id))
    number: int = inserted[0]["id"]
    await audit.record(lesson.city_id, by, "correction.asked", f"report:{report.id}", held=held, attendance=attendance)
    await ledger.asked(lesson, await Correction.get(id=number), by=by)
    return number


async def _confirmed(lesson: Lesson) -> Report:
    """The report of this class that counts, held until the transaction ends."""
    report = await outcomes.report_of(lesson.id)
    if report is None or getattr(report, "confirmation", None) is None or not await sql.run(_HELD, report.id):
        raise Refusal(_("Only a confirmed report is corrected. Please send this one back."), code="not-confirmed")
    return report


async def _asked_before(report_id: int, same: tuple[bool, int, str, int]) -> int:
    """The open correction, where it is this very one: the form was sent twice."""
    row = await Correction.get(report_id=report_id, settled="")
    if (bool(row.held), row.attendance, row.reason, row.by_account_id) != same:
        raise Refusal(_("Somebody has already asked for a correction of this report."), code="asked")
    return row.id


@unit_of_work
async def confirm_correction(city_id: int, correction_id: int, *, by: Actor) -> bool:
    """Sign a correction as the second person: from now on the class counts so. False where this was done before.

    Raises Refusal for one's own correction (two persons must sign, unless the city's rule is one) and for one that was
    turned down.
    """
    await cities.hold(city_id)
    row = await _of_city(city_id, correction_id)
    await outcomes.check_other_person(city_id, row.by_account_id, by)
    if not await _settle(row, "confirmed", by):
        return False
    before = await Report.get(id=row.report_id)
    if not await ledger.was_asked(before.lesson_id, row):
        raise Refusal(_("This correction no longer stands. Please open the list again."), code="gone")
    await Report.filter(id=before.id).update(standing=False)
    after = await Report.create(
        lesson_id=before.lesson_id,
        held=row.held,
        attendance=row.attendance,
        note=row.reason,
        by_account_id=row.by_account_id,
        at=row.at,
    )
    alone = row.by_account_id == by.id
    await Confirmation.create(report=after, by_account_id=by.account_id, at=clock.now(), alone=alone)
    lesson = await Lesson.get(id=before.lesson_id)
    await audit.record(city_id, by, "correction.signed", f"report:{after.id}", lesson=lesson.id, before=before.id)
    await ledger.corrected(lesson, after, row, by=by)
    return True


@unit_of_work
async def drop_correction(city_id: int, correction_id: int, *, by: Actor) -> bool:
    """Turn a correction down, or take back one's own: the count stays. False where this was done before."""
    await cities.hold(city_id)
    row = await _of_city(city_id, correction_id)
    if not await _settle(row, "dropped", by):
        return False
    report = await Report.get(id=row.report_id).select_related("lesson")
    await audit.record(city_id, by, "correction.dropped", f"report:{report.id}")
    await ledger.dropped(report.lesson, row, by=by)
    return True


async def _of_city(city_id: int, correction_id: int) -> Correction:
    row = await Correction.get_or_none(id=correction_id, report__lesson__city_id=city_id)
    if row is None:
        raise Refusal(_("This correction no longer stands. Please open the list again."), code="gone")
    return row


async def _settle(row: Correction, how: str, by: Actor) -> bool:
    """End an open correction; False where it ended so before, Refusal where it ended otherwise."""
    await sql.run("UPDATE reports SET standing = standing WHERE id = ?", row.report_id)
    if await sql.run(_CLAIM, how, by.account_id, clock.now(), row.id):
        return True
    if (await Correction.get(id=row.id)).settled == how:
        return False
    raise Refusal(_("This correction no longer stands. Please open the list again."), code="gone")


async def to_correct(city_id: int) -> list[Correction]:
    """Corrections that wait for another person, oldest first, with their reports and classes."""
    rows = Correction.filter(report__lesson__city_id=city_id, settled="")
    return await rows.select_related("report__lesson__course", "report__lesson__centre").order_by("at")


async def open_of(report_id: int) -> Correction | None:
    """The correction of this report that waits for another person, if there is one."""
    return await Correction.get_or_none(report_id=report_id, settled="")


async def history(lesson_id: int) -> list[Report]:
    """What the reports of a class said before they were corrected or sent back, newest first."""
    return await Report.filter(lesson_id=lesson_id, standing=False).order_by("-id")
