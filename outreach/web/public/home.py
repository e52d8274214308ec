"""The city's first page: the telephone, the next classes, and how far the promise is kept."""

from starlette.responses import Response

from outreach import goal, lessons
from outreach.lessons import Lesson
from outreach.open_data.promised import in_public
from outreach.web.public.cards import cards
from outreach.web.public.promises import promises
from outreach.web.visit import Visit

NEXT = 6


async def home(visit: Visit) -> Response:
    """The home page."""
    coming = await lessons.coming(visit.city.id, most=3 * NEXT, cancelled=True)
    public = await lessons.shown_ids(visit.city.id)
    plans = promises(visit, await in_public(visit.city.id, await goal.progress(visit.city.id)), public)
    return visit.render(
        "public/home.html",
        lessons=cards(visit, _next(coming)),
        has_consultation=bool(await lessons.coming(visit.city.id, kind="consultation", most=1)),
        running=[plan for plan in plans if not plan.is_over],
        agreement=await goal.agreement(visit.city.id),
        ended=[plan for plan in plans if plan.is_over],
    )


def _next(coming: list[Lesson]) -> list[Lesson]:
    """The next classes that are held; those cancelled among them stay in their place."""
    held = [lesson for lesson in coming if lesson.status == "published"][:NEXT]
    last = held[-1].starts_at if held else None
    return [lesson for lesson in coming if last is None or lesson.starts_at <= last][: 2 * NEXT]
