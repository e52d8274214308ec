"""The classes of a goal by where they were, what was taught, and who looks after them."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from outreach.courses import Course
from outreach.departments import Department
from outreach.goal.progress import Counted, GoalProgress
from outreach.venues import Centre

Key = TypeVar("Key", bound=Hashable)
BY = ("district", "centre", "course", "department")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a goal's classes: its name by language (empty where nobody has written one), and how many."""

    name: dict[str, str]
    held: int
    planned: int
    attendances: int


@dataclass(frozen=True, slots=True)
class Places:
    """What the numbers in a class stand for, in one city: where it was, what was taught, who looks after it."""

    centres: dict[int, Centre]
    courses: dict[int, dict[str, str]]
    departments: dict[int, dict[str, str]]


async def places(city_id: int) -> Places:
    """The centres, courses and departments of a city; three queries, whatever the rows."""
    centres = await Centre.filter(city_id=city_id).only("id", "name", "district")
    courses = await Course.filter(city_id=city_id).only("id", "title")
    departments = await Department.filter(city_id=city_id).only("id", "name")
    return Places(
        {one.id: one for one in centres},
        {one.id: one.title for one in courses},
        {one.id: one.name for one in departments},
    )


def breakdown(progress: GoalProgress, where: Places) -> dict[str, list[Share]]:
    """The shares under each name of BY, the largest first."""
    lessons, centres = progress.lessons, where.centres
    return {
        "district": _shares(lessons, lambda one: centres[one.centre_id].district, lambda key: {"ja": key}),
        "centre": _shares(lessons, lambda one: one.centre_id, lambda key: centres[key].name),
        "course": _shares(lessons, lambda one: one.course_id, lambda key: where.courses[key]),
        "department": _shares(
            lessons, lambda one: one.department_id, lambda key: where.departments[key] if key is not None else {}
        ),
    }


def _shares(
    lessons: Iterable[Counted], key_of: Callable[[Counted], Key], name_of: Callable[[Key], dict[str, str]]
) -> list[Share]:
    """Grouped; what has no name comes last."""
    parts: dict[Key, list[Counted]] = {}
    for lesson in lessons:
        parts.setdefault(key_of(lesson), []).append(lesson)
    made = [_share(name_of(key), of) for key, of in parts.items()]
    return sorted(made, key=lambda one: (not any(one.name.values()), -one.held, -one.planned, one.name.get("ja", "")))


def _share(name: dict[str, str], of: list[Counted]) -> Share:
    return Share(
        {language: text for language, text in name.items() if text},
        sum(one.state == "held" for one in of),
        sum(one.state == "planned" for one in of),
        sum(one.worth("attendances") for one in of),
    )
