"""A volunteer opens her link and becomes the helper at one door."""

from starlette.responses import RedirectResponse, Response

from outreach import checkin, lessons
from outreach.lessons import Lesson
from outreach.web import guard
from outreach.web.visit import Visit


async def enter(visit: Visit) -> Response:
    """What the link opens, with one button; pressing it lets this phone in until the day is over."""
    secret = visit.request.path_params["secret"]
    lesson = await _opened_by(visit, secret)
    if lesson is None:
        await visit.request.app.state.tries.ticket(visit.request)
        return visit.render("door/enter.html", status=404, lesson=None, secret=secret)
    if visit.request.method == "GET":
        return visit.render("door/enter.html", lesson=lesson, secret=secret)
    answer = RedirectResponse(visit.url("door:lesson", lesson_id=lesson.id), status_code=303)
    cookies = guard.cookies(visit.settings)
    cookies.put(answer, cookies.door, secret)
    return answer


async def _opened_by(visit: Visit, secret: str) -> Lesson | None:
    holder = await checkin.actor_of(secret)
    if holder is None or holder.city_id != visit.city.id or holder.lesson_id is None:
        return None
    return await lessons.find(visit.city.id, holder.lesson_id)
