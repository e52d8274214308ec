"""One class on its own page: what, when, where, how to come, and whether a seat is left."""

from starlette.responses import Response

from outreach import changes, clock, courses, goal, registration
from outreach.lessons import Lesson
from outreach.open_data import structured
from outreach.web.calendars import links
from outreach.web.public.cards import seats_word, shown_lesson
from outreach.web.visit import Visit


async def lesson(visit: Visit) -> Response:
    """The class's page."""
    found = await shown_lesson(visit)
    word = seats_word(found)
    return visit.render(
        "public/lesson.html",
        lesson=found,
        event=structured.event(visit.city, found, visit.address("public:lesson", lesson_id=found.id), visit.language),
        seats_word=await _outcome(found) if word == "closed" else word,
        phone_only=word == "open" and await _phone_only(found),
        calendar=visit.url("feeds:lesson", lesson_id=found.id),
        links=links(visit, found),
        story=await changes.story(found),
        cohosts=await courses.hosts(found.course_id),
    )


async def _phone_only(found: Lesson) -> bool:
    """Whether all seats that are left are kept for who phones."""
    kept = found.phone_share
    return kept > 0 and await registration.seats.by_web(found.id) >= found.capacity - kept


async def _outcome(found: Lesson) -> str:
    """``held`` or ``not-held`` as two people signed it; ``over`` before that, ``closed`` before the class ends."""
    report = await goal.report_of(found.id)
    if report is not None and report.confirmation is not None:
        return "held" if report.held else "not-held"
    return "over" if found.ends_at <= clock.now() else "closed"
