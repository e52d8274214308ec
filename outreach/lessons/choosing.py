"""Choosing among a city's classes: those of some days, of one course, centre, instructor, department or state."""

from dataclasses import dataclass
from datetime import date

from tortoise.queryset import QuerySet

from outreach.lessons.rows import Lesson

_WITH = ("course", "centre", "room", "instructor", "department")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which classes are wanted; None wants any. ``first`` and ``last`` are days in Japan."""

    first: date | None = None
    last: date | None = None
    course_id: int | None = None
    centre_id: int | None = None
    instructor_id: int | None = None
    department_id: int | None = None
    status: str | None = None

    def among(self, lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
        """Those of the lessons that are wanted."""
        names = ("course_id", "centre_id", "instructor_id", "department_id", "status")
        wanted = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        if self.first:
            wanted["day__gte"] = self.first
        if self.last:
            wanted["day__lte"] = self.last
        return lessons.filter(**wanted)


async def chosen(city_id: int, choice: Choice, *, skip: int = 0, most: int | None = None) -> list[Lesson]:
    """These classes with course, centre, room, instructor and department, soonest first; a fixed number of queries."""
    lessons = _ordered(choice.among(Lesson.filter(city_id=city_id))).offset(skip)
    return await (lessons if most is None else lessons.limit(most)).prefetch_related(*_WITH)


async def count(city_id: int, choice: Choice) -> int:
    """How many there are."""
    return await choice.among(Lesson.filter(city_id=city_id)).count()


async def first_of_days(city_id: int, choice: Choice, most: int) -> tuple[list[Lesson], dict[date, int]]:
    """The first ``most`` classes of each day, and how many each day has; a fixed number of queries."""
    every = _ordered(choice.among(Lesson.filter(city_id=city_id)))
    ids: list[int] = []
    counts: dict[date, int] = {}
    for lesson_id, day in await every.values_list("id", "day"):
        counts[day] = counts.get(day, 0) + 1
        if counts[day] <= most:
            ids.append(lesson_id)
    return await _ordered(Lesson.filter(id__in=ids)).prefetch_related(*_WITH), counts


def _ordered(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    return lessons.order_by("starts_at", "id")
