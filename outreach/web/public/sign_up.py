"""Signing up on the web: no account, no e-mail, and a ticket at the end."""

from typing import Any

from starlette.responses import Response

from outreach import lessons, once, registration
from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.people import clean_details
from outreach.refusal import Refusal, Refusals
from outreach.registration.taking import Wish
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.public.cards import seats_word, shown_lesson
from outreach.web.public.choices import AGES, DEVICES, said
from outreach.web.visit import Visit

TOO_MANY = "too-many"


async def sign_up(visit: Visit) -> Response:
    """The form, and taking the seat or the place on the waiting list."""
    if visit.request.method != "POST":
        return _form(visit, await shown_lesson(visit), visit.blank(language=visit.language))
    lesson_id = visit.path("lesson_id")
    if not await lessons.is_shown(visit.city.id, lesson_id):
        raise Mistake(404)
    sheet = await visit.sheet()
    try:
        token = await _take(visit, lesson_id, sheet)
    except (Refusal, Refusals) as refused:
        status = 429 if isinstance(refused, Refusal) and refused.code == TOO_MANY else 422
        return _form(visit, await shown_lesson(visit), sheet.refused(refused), status=status)
    return visit.go("mine:ticket", token=token)


async def _take(visit: Visit, lesson_id: int, sheet: Sheet) -> str:
    details = clean_details(sheet.values, visit.city.area_code, phone_required=True)
    await _count(visit, sheet.key)
    wish = Wish(visit.city.id, lesson_id, "web")
    made = await registration.sign_up(wish, details, key=sheet.key, by=visit.actor)
    return await registration.token_of(visit.city.id, made)


async def _count(visit: Visit, key: str) -> None:
    """Raises Refusal past the limit; a form that was taken before is only led to its ticket once more."""
    if await visit.request.app.state.tries.sign_up(visit.request) or await once.used(visit.actor, key):
        return
    sentence = _(
        "Many sign-ups came from your network within an hour. Please try again in an hour, or call us: {phone}.",
        phone=visit.city.phone,
    )
    raise Refusal(sentence, code=TOO_MANY)


def _form(visit: Visit, lesson: Lesson, sheet: Sheet, **answer: Any) -> Response:
    return visit.render(
        "public/sign_up.html",
        lesson=lesson,
        sheet=sheet,
        seats_word=seats_word(lesson),
        next_place=lesson.last_place + 1,
        ages=said(AGES, visit.language),
        devices=said(DEVICES, visit.language),
        languages_spoken=[(tag, info.name) for tag, info in LANGUAGES.items()],
        **answer,
    )
