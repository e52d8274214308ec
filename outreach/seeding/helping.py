"""What a folder says of its helpers: what they can do, when they can come, and in which sample classes they help."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from outreach import clock
from outreach.audit import SYSTEM
from outreach.helpers import Absence, Availability, Helper, Week, clean_week
from outreach.lessons import Lesson, Shift, staffing
from outreach.seeding.folder import Row
from outreach.spelling import clean_phone


def facts(row: Row, area_code: str) -> dict[str, Any]:
    """A helper's own facts; older folders have none of them."""
    phone = row.get("phone", "")
    return {
        "phone": clean_phone(phone, area_code, field="phone").typed if phone else "",
        "languages": row.get("languages", ["ja"]),
        "skills": row.get("skills", ""),
        "away_from": row.get("away_from"),
    }


async def plant_times(helper: Helper, row: Row) -> None:
    """Her hours of the week and her days away."""
    for weekday, spans in _week(row.get("hours", [])).items():
        for starts, ends in spans:
            await Availability.create(helper=helper, weekday=weekday, starts=starts, ends=ends)
    for first, last in row.get("away", []):
        await Absence.create(helper=helper, first_day=first, last_day=last)


def _week(rows: Sequence[Sequence[str]]) -> Week:
    """The hours as a form would send them, so that the same rules hold; ValueError for more than a form can hold."""
    typed: dict[str, str] = {}
    count = Counter[str]()
    for weekday, starts, ends in rows:
        count[weekday] += 1
        typed |= {f"{weekday}_{count[weekday]}_from": starts, f"{weekday}_{count[weekday]}_to": ends}
    week = clean_week(typed)
    if sum(map(len, week.values())) != len(rows):
        raise ValueError(rows)
    return week


async def plant_shifts(lesson: Lesson, row: Row, helpers: Mapping[str, Helper]) -> None:
    """Who helps in a sample class; as many are wanted as the national rule asks for, unless the row says otherwise."""
    names = row.get("assistants", [])
    wanted = row.get("helpers_wanted", max(len(names), staffing.wanted(lesson.capacity)))
    await Lesson.filter(id=lesson.id).update(helpers_wanted=wanted)
    at = min(lesson.starts_at, clock.now())
    await Shift.bulk_create(
        [
            Shift(lesson=lesson, helper=helpers[name], role="assistant", taken_at=at, taken_by=SYSTEM.reference)
            for name in names
        ]
    )
