"""Whether the rows still say what the ledger says: notes and reasons by their marks, the rest by its facts."""

import json
from typing import Any

from outreach import vault
from outreach.goal.ledger import PURPOSE, clock_time
from outreach.goal.ledger_rows import Correction, LedgerEntry
from outreach.goal.rows import Report

_TEXTS = ("reported", "returned", "confirmed", "asked", "dropped", "corrected")
_TOLD = ("returned", "confirmed", "asked", "dropped", "corrected")
_HOW = {"corrected": "confirmed", "dropped": "dropped"}
Place = tuple[str, int]
# By what is told: the class it is about, and what is said of it.
Said = dict[Place, tuple[Any, ...]]


async def rewritten(city_id: int) -> list[int]:
    """Lines whose note or reason says something else in words than when the line was written.

    A text that was emptied says nothing, and a line whose key has left the key file can no longer tell.
    """
    keys = {"", *(str(number) for number in vault.numbers())}
    found = await LedgerEntry.filter(city_id=city_id, kind__in=_TEXTS).order_by("seq")
    rows = [row for row in found if row.pledge.partition(":")[0] in keys]
    texts = await _texts(city_id)
    told = [(row, texts.get(_text_of(row), "")) for row in rows]
    return [row.seq for row, text in told if text and not vault.marks(row.pledge, text, PURPOSE)]


def _text_of(row: LedgerEntry) -> Place:
    """Where the text lies that this line binds."""
    detail = json.loads(row.detail)
    if row.kind in ("asked", "dropped"):
        return "asked", detail["correction"]
    return ("returned" if row.kind == "returned" else "report"), detail["report"]


async def _texts(city_id: int) -> dict[Place, str]:
    reports = await Report.filter(lesson__city_id=city_id)
    asked = await Correction.filter(report__lesson__city_id=city_id)
    notes = {("report", one.id): one.note for one in reports}
    returned = {("returned", one.id): one.sent_back_reason for one in reports}
    return notes | returned | {("asked", one.id): one.reason for one in asked}


async def mismatched(city_id: int) -> list[int]:
    """Classes of which the ledger and the rows say different things: when, where, how many and by whom, which report
    was sent back, and which correction was asked for, signed or turned down.
    """
    booked: Said = {}
    for row in await LedgerEntry.filter(city_id=city_id, kind__in=_TOLD).order_by("seq"):
        booked |= _booked(row)
    standing = await _standing(city_id)
    places = [one for one in booked.keys() | standing.keys() if booked.get(one) != standing.get(one)]
    return sorted({said[one][0] for one in places for said in (booked, standing) if one in said})


def _booked(row: LedgerEntry) -> Said:
    detail, of = json.loads(row.detail), row.lesson_id
    if of is None:
        return {}
    if row.kind == "returned":
        return {("returned", detail["report"]): (of, row.by)}
    if row.kind == "asked":
        facts = (detail["report"], detail["held"], detail["attendance"])
        return {("asked", detail["correction"]): (of, *facts, row.by)}
    signed: Said = {}
    if "correction" in detail:
        signed["settled", detail["correction"]] = (of, _HOW[row.kind], row.by)
    if row.kind == "dropped":
        return signed
    names = ("report", "held", "attendance", "starts", "ends", "centre", "instructor", "reporter")
    facts = tuple(detail.get(name) for name in names)
    return signed | {("class", of): (of, row.day, row.course_id, row.classes, row.attendances, *facts, row.by)}


async def _standing(city_id: int) -> Said:
    said: Said = {}
    signed = Report.filter(
        lesson__city_id=city_id, lesson__status="published", standing=True, confirmation__isnull=False
    )
    for one in await signed.select_related("lesson__course", "confirmation"):
        said["class", one.lesson_id] = _stands(one)
    for one in await Report.filter(lesson__city_id=city_id, sent_back_by__isnull=False):
        said["returned", one.id] = (one.lesson_id, f"account:{one.sent_back_by}")
    for asked in await Correction.filter(report__lesson__city_id=city_id).select_related("report"):
        said |= _asked(asked)
    return said


def _stands(report: Report) -> tuple[Any, ...]:
    of, counts = report.lesson, int(report.held and report.lesson.course.kind == "class")
    where = (clock_time(of.starts_at), clock_time(of.ends_at), of.centre_id, of.instructor_id)
    people = (f"account:{report.by_account_id}", f"account:{report.confirmation.by_account_id}")
    counted = (counts, report.attendance * counts, report.id, bool(report.held), report.attendance)
    return (of.id, of.day, of.course_id, *counted, *where, *people)


def _asked(row: Correction) -> Said:
    of = row.report.lesson_id
    facts = (row.report_id, bool(row.held), row.attendance)
    said: Said = {("asked", row.id): (of, *facts, f"account:{row.by_account_id}")}
    if row.settled:
        said["settled", row.id] = (of, row.settled, f"account:{row.settled_by}")
    return said
