"""Finding a city's courses, and what their texts lack."""

from outreach.courses.rows import Cohost, Course
from outreach.i18n import LANGUAGES
from outreach.organisations import Organisation

TEXTS = ("title", "description", "bring")


async def of_city(city_id: int) -> list[Course]:
    """The city's courses, in the order in which they were added."""
    return await Course.filter(city_id=city_id).order_by("id")


async def planned(city_id: int) -> list[Course]:
    """The courses that may be planned: those that are not retired."""
    return await Course.filter(city_id=city_id, retired=False).order_by("id")


async def listed(city_id: int) -> list[Course]:
    """All courses with their departments and the organisations that host them too."""
    return await Course.filter(city_id=city_id).order_by("id").prefetch_related("department", "cohosts__organisation")


async def find(city_id: int, course_id: int) -> Course | None:
    """A course of this city with its department and co-hosts, or None, also for another city's."""
    found = Course.get_or_none(city_id=city_id, id=course_id)
    return await found.prefetch_related("department", "cohosts__organisation")


async def hosts(course_id: int) -> list[Organisation]:
    """The organisations that hold this course together with the city."""
    found = await Cohost.filter(course_id=course_id).order_by("id").select_related("organisation")
    return [one.organisation for one in found]


def missing(course: Course) -> dict[str, list[str]]:
    """By language, which texts nobody has written yet; readers of that language see another one instead."""
    lacking = {tag: [name for name in TEXTS if not getattr(course, name).get(tag, "").strip()] for tag in LANGUAGES}
    return {tag: names for tag, names in lacking.items() if names}
