"""On which other days somebody could come instead: the same course, with a seat for everybody who comes together."""

from outreach import clock, lessons, venues
from outreach.lessons import Lesson
from outreach.registration import Registration

MOST = 12
# Whose registration may be changed to another day; of a series with one sign-up no class stands alone.
MOVABLE = ("confirmed", "waiting", "offered", "applied")


async def other_days(found: Registration, people: int) -> list[Lesson]:
    """The next classes of the same course that take sign-ups now and have so many seats left, soonest first."""
    of = found.lesson
    if found.status not in MOVABLE or of.ends_at <= clock.now() or _is_whole_series(of):
        return []
    coming = await lessons.coming(of.city_id, course_id=of.course_id, kind=of.course.kind, audience=of.course.audience)
    fitting = [one for one in coming if one.id != of.id and _takes(one, people)][:MOST]
    await venues.recall(one.centre for one in fitting)
    return fitting


def _takes(lesson: Lesson, people: int) -> bool:
    draws = lesson.draws_at is not None and clock.now() < lesson.draws_at
    return lessons.open_now(lesson) and not draws and not _is_whole_series(lesson) and lesson.seats_left >= people


def _is_whole_series(lesson: Lesson) -> bool:
    return lesson.part is not None and lesson.part.is_all
