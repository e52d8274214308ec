"""Was the class held? Its instructor reports, another person confirms; then it counts."""

from outreach import audit, cities, clock
from outreach.audit import Actor
from outreach.checkin import phones
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.goal import ledger
from outreach.goal.rows import Report
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.spelling import clean_line

MOST_PEOPLE = 1000
_REPORT = (
    "INSERT INTO reports (lesson_id, held, attendance, note, by_account_id, at, standing, sent_back_reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, '') ON CONFLICT DO NOTHING RETURNING id"
)
_SAME = (
    "SELECT id FROM reports WHERE standing AND lesson_id = ? AND held = ? AND attendance = ? AND note = ?"
    " AND by_account_id = ?"
)
_SENT_BACK = (
    "SELECT r.id FROM reports r JOIN lessons l ON l.id = r.lesson_id WHERE NOT r.standing AND r.id = ?"
    " AND l.city_id = ? AND r.sent_back_by = ? AND r.sent_back_reason = ?"
)
# Held from here on: it cannot be cancelled while it is being reported.
_HELD = "UPDATE lessons SET taken = taken WHERE id = ? AND status = 'published'"
_CONFIRMED = "SELECT id FROM confirmations WHERE report_id = ?"
_CONFIRM = (
    "INSERT INTO confirmations (report_id, by_account_id, at, alone) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING id"
)


@unit_of_work
async def report(lesson: Lesson, *, held: bool, attendance: int, note: str, by: Actor) -> int:
    """Say whether a class was held and how many came; returns the report's id.

    Raises Refusal: before the class begins, without anybody and without a reason, from an instructor who
    does not lead it, where a report stands already, or where the class is cancelled.
    """
    note = clean_line(note, 400, field="note", required=False)
    await cities.hold(lesson.city_id)  # first of all, as everybody who changes a class or the count does
    await _check_report(lesson, by=by)
    check_numbers(held=held, attendance=attendance, note=note)
    if not await sql.run(_HELD, lesson.id):
        raise Refusal(_("This class is cancelled."), code="off")
    row = (lesson.id, held, attendance, note, by.id, clock.now(), True)
    inserted = await sql.rows(_REPORT, *row)
    if not inserted:
        return await _sent_before(row)
    report_id: int = inserted[0]["id"]
    await audit.record(
        lesson.city_id,
        by,
        "report.made",
        f"report:{report_id}",
        lesson=lesson.id,
        held=held,
        attendance=attendance,
    )
    await ledger.reported(lesson, await Report.get(id=report_id), by=by)
    return report_id


async def _sent_before(row: tuple[object, ...]) -> int:
    """The standing report, where it is this very one: the form was sent twice."""
    found = await sql.rows(_SAME, *row[:5])
    if not found:
        raise Refusal(_("This class has been reported already."), code="already")
    report_id: int = found[0]["id"]
    return report_id


async def _check_report(lesson: Lesson, *, by: Actor) -> None:
    if lesson.status != "published" or clock.now() < lesson.starts_at:
        raise Refusal(_("A class can be reported once it has begun."), code="early")
    if not (by.may("coordinator") or await _leads(lesson, by)):
        raise Refusal(_("Only the instructor of this class can report it."), code="not-yours")


def check_numbers(*, held: bool, attendance: int, note: str) -> None:
    """Raise Refusal for a number that cannot be, and where a reason is missing."""
    if not 0 <= attendance <= MOST_PEOPLE:
        raise Refusal(
            _("Please write how many came, as a number from 0 to {most}.", most=MOST_PEOPLE),
            field="attendance",
        )
    if held and attendance == 0 and not note:
        raise Refusal(_("Nobody came: please write a reason why the class counts as held."), field="note")
    if not held and (attendance or not note):
        sentence = _("Please write why the class was not held, and 0 as the number of people.")
        raise Refusal(sentence, field="note" if not note else "attendance")


async def _leads(lesson: Lesson, by: Actor) -> bool:
    leader = await sql.rows("SELECT account_id FROM helpers WHERE id = ?", lesson.instructor_id)
    return bool(leader) and leader[0]["account_id"] == by.id


@unit_of_work
async def confirm(city_id: int, report_id: int, *, by: Actor) -> bool:
    """Sign a report as the second person; False where it was signed before.

    Raises Refusal for one's own report (two persons must sign, unless the city's rule is one), for one that no longer
    stands, and ``phones`` for a class as held whose phones at the door have not sent everything.
    """
    await cities.hold(city_id)
    row = await _standing(city_id, report_id)
    await check_other_person(city_id, row.by_account_id, by)
    lesson = await Lesson.get(id=row.lesson_id, city_id=city_id)
    if row.held and not await sql.rows(_CONFIRMED, report_id):
        await _check_phones(lesson)
    if not await sql.rows(_CONFIRM, report_id, by.id, clock.now(), row.by_account_id == by.id):
        return False
    await audit.record(city_id, by, "report.confirmed", f"report:{report_id}", lesson=row.lesson_id)
    await ledger.confirmed(lesson, row, by=by)
    return True


async def check_other_person(city_id: int, first_id: int, by: Actor) -> None:
    """Raise Refusal where the first one to sign signs again, and the city's rule wants two people."""
    if first_id == by.id and (await City.get(id=city_id)).signatures > 1:
        raise Refusal(_("You reported this class yourself. Another person must confirm it."), code="own-report")


async def _check_phones(lesson: Lesson) -> None:
    waiting = [str(row.number) for row in await phones.not_in(lesson)]
    if waiting:
        sentence = phrase_n(
            "Phone {numbers} at the door may hold records that have not come yet. Please have it opened where there is"
            " a network, or declare it lost on the page of the door.",
            "The phones {numbers} at the door may hold records that have not come yet. Please have them opened where"
            " there is a network, or declare them lost on the page of the door.",
            len(waiting),
            numbers=", ".join(waiting),
        )
        raise Refusal(sentence, code="phones")


@unit_of_work
async def send_back(city_id: int, report_id: int, reason: str, *, by: Actor) -> bool:
    """Return a report to its instructor with a reason; it stays on record. Refusal where it is confirmed.

    Returns False where the same person sent it back for the same reason before.
    """
    await cities.hold(city_id)
    try:
        row = await _standing(city_id, report_id)
    except Refusal:
        if await sql.rows(_SENT_BACK, report_id, city_id, by.id, clean_line(reason, 200, field="reason")):
            return False
        raise
    if await sql.rows(_CONFIRMED, report_id):
        raise Refusal(_("This report is confirmed already."), code="confirmed")
    reason = clean_line(reason, 200, field="reason", required=False)
    if not reason:
        raise Refusal(_("Please write what needs to be corrected."), field="reason")
    statement = (
        "UPDATE reports SET standing = NOT standing, sent_back_by = ?, sent_back_at = ?, sent_back_reason = ?"
        " WHERE id = ? AND standing"
    )
    if not await sql.run(statement, by.id, clock.now(), reason, report_id):
        return False
    await audit.record(city_id, by, "report.sent_back", f"report:{report_id}")
    await ledger.returned(await Lesson.get(id=row.lesson_id), row, reason, by=by)
    return True


async def _standing(city_id: int, report_id: int) -> Report:
    row = await Report.get_or_none(id=report_id, lesson__city_id=city_id, standing=True)
    # The row is held from here on; another one may have sent it back since it was read.
    held = row and await sql.run("UPDATE reports SET standing = standing WHERE id = ? AND standing", report_id)
    if row is None or not held:
        raise Refusal(_("This report no longer stands. Please open the list again."), code="gone")
    return row


async def report_of(lesson_id: int) -> Report | None:
    """The standing report of a class, with its confirmation under ``confirmation`` where there is one."""
    return await Report.filter(lesson_id=lesson_id, standing=True).prefetch_related("confirmation").first()


async def to_report(city_id: int, account_id: int | None = None) -> list[Lesson]:
    """Published classes that have begun and have no standing report; of one instructor's account if given."""
    reported = await sql.rows(
        "SELECT l.id FROM lessons l LEFT JOIN reports r ON r.lesson_id = l.id AND r.standing"
        " WHERE l.city_id = ? AND l.status = 'published' AND l.starts_at <= ? AND r.id IS NULL",
        city_id,
        clock.now(),
    )
    lessons = Lesson.filter(id__in=[row["id"] for row in reported])
    if account_id is not None:
        lessons = lessons.filter(instructor__account_id=account_id)
    return await lessons.select_related("course", "centre", "room", "instructor").order_by("starts_at")


async def to_confirm(city_id: int) -> list[Report]:
    """Standing reports without a second signature, oldest first, with their classes."""
    rows = Report.filter(lesson__city_id=city_id, standing=True, confirmation__isnull=True)
    return await rows.select_related("lesson__course", "lesson__centre", "lesson__room", "lesson__instructor").order_by(
        "at"
    )
