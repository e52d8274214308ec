"""Whose classes they are: a coordinator changes those of her own department, and those of none."""

from outreach import departments
from outreach.audit import Actor
from outreach.lessons.rows import Lesson


def may_change(by: Actor, of: Lesson | int | None) -> bool:
    """Whether somebody may change this class, or the classes of this department (None: of no department)."""
    return departments.may_change(by, of.department_id if isinstance(of, Lesson) else of)


def check_may_change(by: Actor, of: Lesson | int | None) -> None:
    """Raises Refusal where another department alone may change it."""
    departments.check_may_change(by, of.department_id if isinstance(of, Lesson) else of)
