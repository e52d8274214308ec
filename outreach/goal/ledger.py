"""The ledger: every report, signature and correction as one chained line, written with the deed itself.

The count is the sum of its lines. A correction takes the old line back and adds a new one; a line of a month that is
sealed stands in the first month that is still open.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from outreach import checkin, cities, clock, vault
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.db import sql, unit_of_work
from outreach.goal import verifier
from outreach.goal.ledger_rows import Correction, LedgerEntry, Statement
from outreach.goal.rows import Report
from outreach.lessons import Lesson

_LAST = "SELECT seq, hash FROM ledger_entries WHERE city_id = ? ORDER BY seq DESC LIMIT 1"
_SEALED = "SELECT max(month) AS month FROM statements WHERE city_id = ?"
_STANDING = (
    "SELECT seq, classes, attendances FROM ledger_entries WHERE city_id = ? AND lesson_id = ?"
    " AND kind IN ('confirmed', 'corrected') ORDER BY seq DESC LIMIT 1"
)
PURPOSE = "ledger"


@dataclass(frozen=True, slots=True)
class Draft:
    """A line to be written: what it adds to the count, its facts, and a text that it binds without telling it."""

    kind: str
    lesson: Lesson | None = None
    classes: int = 0
    attendances: int = 0
    detail: dict[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a chain: how many it has, and the hash of the last one."""

    seq: int
    hash: str


async def head(city: City) -> End:
    """The end of the city's ledger as it stands."""
    rows = await sql.rows(_LAST, city.id)
    return End(rows[0]["seq"], rows[0]["hash"]) if rows else End(0, verifier.start(city.code))


async def first_open(city_id: int) -> date | None:
    """The first month that may still be sealed, where one was sealed; what is late is booked there."""
    sealed = (await sql.rows(_SEALED, city_id))[0]["month"]
    return next_month(sql.day(sealed)) if sealed else None


def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@unit_of_work
async def book(city_id: int, drafts: Sequence[Draft], *, by: Actor) -> None:
    """Write these lines at the end of the city's ledger, in the caller's transaction; others wait until it ends."""
    await cities.hold(city_id)
    end, opened = await head(await City.get(id=city_id)), await first_open(city_id)
    rows: list[LedgerEntry] = []
    for draft in drafts:
        row = _row(draft, opened, by)
        row.city_id, row.seq = city_id, end.seq + 1
        row.hash = verifier.link(end.hash, facts(row))
        end = End(row.seq, row.hash)
        rows.append(row)
    await LedgerEntry.bulk_create(rows)


def _row(draft: Draft, opened: date | None, by: Actor) -> LedgerEntry:
    of = draft.lesson
    month = of.day.replace(day=1) if of else None
    return LedgerEntry(
        at=clock.now(),
        kind=draft.kind,
        by=by.reference,
        lesson_id=of.id if of else None,
        course_id=of.course_id if of else None,
        day=of.day if of else None,
        year=verifier.fiscal_year(of.day) if of else None,
        booked=max(month, opened or month) if month else None,
        classes=draft.classes,
        attendances=draft.attendances,
        detail=verifier.canonical(draft.detail),
        pledge=vault.mark(draft.text, PURPOSE) if draft.text else "",
    )


def facts(row: LedgerEntry) -> dict[str, Any]:
    """A line as it is chained, exported and verified."""
    return {
        "seq": row.seq,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": row.kind,
        "by": row.by,
        "lesson": row.lesson_id,
        "course": row.course_id,
        "day": row.day.isoformat() if row.day else None,
        "year": row.year,
        "booked": f"{row.booked:%Y-%m}" if row.booked else None,
        "classes": row.classes,
        "attendances": row.attendances,
        "detail": row.detail,
        "pledge": row.pledge,
    }


async def reported(lesson: Lesson, report: Report, *, by: Actor) -> None:
    """A report was made; it counts nothing yet."""
    detail = {"report": report.id, "held": bool(report.held), "attendance": report.attendance}
    await book(lesson.city_id, [Draft("reported", lesson, detail=detail, text=report.note)], by=by)


async def returned(lesson: Lesson, report: Report, reason: str, *, by: Actor) -> None:
    """A report was sent back."""
    await book(lesson.city_id, [Draft("returned", lesson, detail={"report": report.id}, text=reason)], by=by)


async def confirmed(lesson: Lesson, report: Report, *, by: Actor) -> None:
    """A report was signed: from this line on the class counts, where it was held and is no consultation."""
    await book(lesson.city_id, [await signed("confirmed", lesson, report, by)], by=by)


async def asked(lesson: Lesson, correction: Correction, *, by: Actor) -> None:
    """Somebody asked for a correction; it counts nothing yet."""
    await book(lesson.city_id, [Draft("asked", lesson, detail=_wish(correction), text=correction.reason)], by=by)


async def dropped(lesson: Lesson, correction: Correction, *, by: Actor) -> None:
    """A correction was turned down; the line binds its reason as well."""
    detail = {"report": correction.report_id, "correction": correction.id}
    await book(lesson.city_id, [Draft("dropped", lesson, detail=detail, text=correction.reason)], by=by)


async def corrected(lesson: Lesson, report: Report, correction: Correction, *, by: Actor) -> None:
    """Another report stands in the place of a confirmed one: its line is taken back, and a new one added."""
    before = (await sql.rows(_STANDING, lesson.city_id, lesson.id))[0]
    back = Draft("reversed", lesson, -before["classes"], -before["attendances"], {"of": before["seq"]})
    after = await signed("corrected", lesson, report, by)
    after.detail["correction"] = correction.id
    await book(lesson.city_id, [back, after], by=by)


async def was_asked(lesson_id: int, correction: Correction) -> bool:
    """Whether a correction is still what was asked for, as the ledger has it."""
    row = await LedgerEntry.filter(lesson_id=lesson_id, kind="asked").order_by("-seq").first()
    return (
        row is not None
        and json.loads(row.detail) == _wish(correction)
        and row.by == f"account:{correction.by_account_id}"
        and vault.marks(row.pledge, correction.reason, PURPOSE)
    )


def _wish(correction: Correction) -> dict[str, Any]:
    counted = {"held": bool(correction.held), "attendance": correction.attendance}
    return {"report": correction.report_id, "correction": correction.id, **counted}


async def signed(kind: str, lesson: Lesson, report: Report, by: Actor) -> Draft:
    """The line of a report that two people signed, or one where her city's rule is so."""
    counts = report.held and (await Course.get(id=lesson.course_id)).kind == "class"
    reporter = f"account:{report.by_account_id}"
    detail = {
        "report": report.id,
        "held": bool(report.held),
        "attendance": report.attendance,
        "arrived": await checkin.present(lesson.id),
        "starts": clock_time(lesson.starts_at),
        "ends": clock_time(lesson.ends_at),
        "centre": lesson.centre_id,
        "instructor": lesson.instructor_id,
        "reporter": reporter,
        "signatures": 1 if reporter == by.reference else 2,
    }
    return Draft(kind, lesson, int(counts), report.attendance if counts else 0, detail, report.note)


def clock_time(at: datetime) -> str:
    """A time of day as lines tell it, on the clock on the wall."""
    return f"{at.astimezone(clock.TOKYO):%H:%M}"


async def lines(city_id: int, *, after: int = 0, most: int = 1000) -> list[LedgerEntry]:
    """Lines of a city in their order."""
    return await LedgerEntry.filter(city_id=city_id, seq__gt=after).order_by("seq").limit(most)


async def last_statement(city_id: int) -> Statement | None:
    """The newest month that was sealed."""
    return await Statement.filter(city_id=city_id).order_by("-number").first()
