"""Reading what a change touches, in a fixed number of queries for any number of classes."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.db import sql
from outreach.helpers import Helper
from outreach.lessons import Lesson, Shift
from outreach.registration import ACTIVE, Registration, halved


@dataclass(frozen=True, slots=True)
class Touched:
    """The chosen classes with who is in them, and which of them somebody came to or reported already.

    Where a class of ``halved`` were held after all, somebody would have half a series.
    """

    lessons: list[Lesson]
    people: dict[int, list[Registration]]
    helpers: dict[int, list[Helper]]
    arrived: frozenset[int]
    reported: frozenset[int]
    halved: frozenset[int]


async def gather(city_id: int, lesson_ids: Sequence[int]) -> Touched:
    """All that is touched; ids of another city are left out."""
    found = Lesson.filter(city_id=city_id, id__in=sorted(set(lesson_ids))).order_by("starts_at", "id")
    lessons = await found.prefetch_related("course", "centre", "room", "instructor")
    ids = [lesson.id for lesson in lessons]
    return Touched(
        lessons,
        await _people(ids),
        await _helpers(ids),
        await _having("arrivals", ids),
        await _having("reports", ids),
        await halved(ids),
    )


async def _people(ids: Sequence[int]) -> dict[int, list[Registration]]:
    found: dict[int, list[Registration]] = {}
    rows = Registration.filter(lesson_id__in=ids, status__in=ACTIVE).select_related("participant")
    for row in await rows.order_by("status", "place", "id"):
        found.setdefault(row.lesson_id, []).append(row)
    return found


async def _helpers(ids: Sequence[int]) -> dict[int, list[Helper]]:
    found: dict[int, list[Helper]] = {}
    for shift in await Shift.filter(lesson_id__in=ids, standing=True).select_related("helper").order_by("id"):
        found.setdefault(shift.lesson_id, []).append(shift.helper)
    return found


async def _having(table: str, ids: Sequence[int]) -> frozenset[int]:
    # Arrivals and reports are told higher up in the story; here it only matters whether there are any.
    if not ids:
        return frozenset()
    marks = ", ".join("?" * len(ids))
    query = f"SELECT DISTINCT lesson_id FROM {table} WHERE standing AND lesson_id IN ({marks})"  # noqa: S608 - fixed words
    return frozenset(row["lesson_id"] for row in await sql.rows(query, *ids))
