"""Which courses a goal counts: classes of one audience, and never a consultation."""

from outreach import audit
from outreach.audit import Actor
from outreach.courses import Course
from outreach.db import sql, unit_of_work
from outreach.goal.rows import Goal, GoalCourse
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

# Held from here on: it cannot become a consultation while it is named.
_CLASS = "UPDATE courses SET slug = slug WHERE id = ? AND kind = 'class'"
_OTHERS = (
    "SELECT c.id FROM goal_courses gc JOIN courses c ON c.id = gc.course_id WHERE gc.goal_id = ? AND c.audience <> ?"
)


@unit_of_work
async def count_course(goal: Goal, course: Course, *, by: Actor) -> None:
    """From now on the goal counts this course's classes; harmless where it does.

    Raises Refusal for a consultation (``consultation``), and for training of staff beside classes for residents
    (``audience``): each has a goal of its own.
    """
    if not await sql.run(_CLASS, course.id):
        raise Refusal(_("Consultations are never counted as classes."), code="consultation")
    if await sql.rows(_OTHERS, goal.id, course.audience):
        raise Refusal(
            _("Classes for residents and training for staff are counted by goals of their own."), code="audience"
        )
    _row, is_new = await GoalCourse.get_or_create(goal=goal, course=course)
    if is_new:
        await audit.record(course.city_id, by, "goal.course", f"goal:{goal.id}", course=course.id)
