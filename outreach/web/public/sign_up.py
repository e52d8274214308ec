"""Signing up on the web: no account, no e-mail, and a ticket at the end."""

from typing import Any

from starlette.responses import Response

from outreach import registration
from outreach.i18n import LANGUAGES
from outreach.lessons import Lesson
from outreach.people import clean_details
from outreach.refusal import Refusal, Refusals
from outreach.registration.taking import Wish
from outreach.web.forms import Sheet
from outreach.web.public.cards import seats_word, shown_lesson
from outreach.web.public.choices import AGES, DEVICES, said
from outreach.web.visit import Visit


async def sign_up(visit: Visit) -> Response:
    """The form, and taking the seat or the place on the waiting list."""
    lesson = await shown_lesson(visit)
    if visit.request.method != "POST":
        return _form(visit, lesson, visit.blank(language=visit.language))
    sheet = await visit.sheet()
    try:
        token = await _take(visit, lesson, sheet)
    except (Refusal, Refusals) as refused:
        return _form(visit, lesson, sheet.refused(refused), status=422)
    return visit.go("mine:ticket", token=token)


async def _take(visit: Visit, lesson: Lesson, sheet: Sheet) -> str:
    details = clean_details(sheet.values, visit.city.area_code, phone_required=True)
    wish = Wish(visit.city.id, lesson.id, "web")
    made = await registration.sign_up(wish, details, key=sheet.key, by=visit.actor)
    return await registration.token_of(visit.city.id, made)


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
