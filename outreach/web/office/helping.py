"""How a class stands with its helpers, as its page and the page of its helpers say."""

from dataclasses import dataclass

from outreach.lessons import Lesson, Shift, shifts, staffing


@dataclass(frozen=True, slots=True)
class Helping:
    """Who helps in a class; ``open`` places are left, and so many assistants are ``missing`` by the national rule."""

    shifts: list[Shift]
    open: int
    missing: int


async def helping_in(of: Lesson) -> Helping:
    """How a class stands with its helpers; the rule asks for those who would be needed if every seat were taken."""
    standing = await shifts.of_lesson(of.id)
    missing = staffing.missing(of.capacity, shifts.assistants(standing))
    return Helping(standing, shifts.open_of(of, {of.id: len(standing)}), missing)
