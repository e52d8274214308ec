"""Which part of its series a lesson is: part 2 of 3, with the other dates."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from outreach import clock
from outreach.db import sql
from outreach.lessons.rows import Lesson, Meeting, Part

_OF_SERIES = (
    "SELECT s.id AS series_id, s.sign_up, l.id, l.status, l.starts_at, l.ends_at, l.intake_closes_at, l.capacity,"
    " l.taken, l.waiting, c.name AS place FROM series s JOIN lessons l ON l.series_id = s.id"
    " JOIN centres c ON c.id = l.centre_id WHERE s.id IN ({marks}) AND l.status <> 'cancelled'"
    " ORDER BY s.id, l.starts_at, l.id"
)


async def note_parts(lessons: Sequence[Lesson]) -> None:
    """Tell each of these lessons its ``part``, where it belongs to a series; one query for any number of them."""
    ids = sorted({one.series_id for one in lessons if one.series_id is not None})
    if not ids:
        return
    query = _OF_SERIES.format(marks=", ".join("?" * len(ids)))
    found = {key: list(rows) for key, rows in groupby(await sql.rows(query, *ids), key=lambda row: row["series_id"])}
    for lesson in lessons:
        lesson.part = _part(found.get(lesson.series_id or 0, []), lesson.id)


def _part(rows: list[dict[str, Any]], lesson_id: int) -> Part | None:
    order = [row["id"] for row in rows]
    if lesson_id not in order:
        return None
    coming = [row for row in rows if sql.moment(row["intake_closes_at"]) > clock.now()]
    return Part(
        series_id=rows[0]["series_id"],
        number=order.index(lesson_id) + 1,
        count=len(order),
        sign_up=rows[0]["sign_up"],
        left=min((_left(row) for row in coming), default=0),
        every_free=all(row["taken"] < row["capacity"] for row in coming),
        whole=all(row["status"] == "published" for row in coming),
        meetings=tuple(_meeting(row) for row in rows if row["status"] == "published"),
    )


def _left(row: dict[str, Any]) -> int:
    return 0 if row["waiting"] else max(0, row["capacity"] - row["taken"])


def _meeting(row: dict[str, Any]) -> Meeting:
    return Meeting(row["id"], sql.moment(row["starts_at"]), sql.moment(row["ends_at"]), sql.document(row["place"]))
