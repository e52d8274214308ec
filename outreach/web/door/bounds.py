"""A volunteer's pass opens one class; staff open every class of their own city."""

from outreach import lessons
from outreach.lessons import Lesson
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def of_visit(visit: Visit) -> Lesson:
    """The class of the path; Mistake 404 for another city's or a draft, 403 outside of the pass."""
    found = await lessons.find(visit.city.id, visit.path("lesson_id"))
    if found is None or found.status == "draft":
        raise Mistake(404)
    if not within(visit, found.id):
        raise Mistake(403)
    return found


def within(visit: Visit, lesson_id: int) -> bool:
    """Whether this visitor may work at the door of this class."""
    return visit.actor.kind != "pass" or visit.actor.lesson_id == lesson_id
