"""Signing up on the web: no account, no e-mail, for one or for two, and a ticket for each at the end."""

from typing import Any

from starlette.responses import Response

from outreach import lessons, once, people, registration
from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.people import Details
from outreach.refusal import Refusal, Refusals
from outreach.registration.taking import Wish
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.public.cards import seats_word, shown_lesson
from outreach.web.public.choices import AGES, DEVICES, said
from outreach.web.public.coming import coming, second_fields
from outreach.web.visit import Visit

TOO_MANY = "too-many"


async def sign_up(visit: Visit) -> Response:
    """The form, and taking the seats or the places on the waiting list."""
    if visit.request.method != "POST":
        return _form(visit, await shown_lesson(visit), visit.blank(language=visit.language))
    lesson_id = visit.path("lesson_id")
    if not await lessons.is_shown(visit.city.id, lesson_id):
        raise Mistake(404)
    sheet = await visit.sheet()
    try:
        token = await _take(visit, lesson_id, sheet)
    except (Refusal, Refusals) as refused:
        code = refused.code if isinstance(refused, Refusal) else ""
        status = 429 if code == TOO_MANY else 422
        return _form(visit, await shown_lesson(visit), sheet.refused(refused), status=status, refused=code)
    return visit.go("mine:ticket", token=token)


async def _take(visit: Visit, lesson_id: int, sheet: Sheet) -> str:
    """The token of the ticket, of two the first one's: it leads to the other."""
    first, *second = who = coming(visit, sheet)
    await _count(visit, sheet.key)
    wish = Wish(visit.city.id, lesson_id, "web", ticket_by=await _ticket_by(visit, first))
    if second:
        made, *_others = await registration.register_party(wish, who, key=sheet.key, by=visit.actor)
    else:
        made = await registration.sign_up(wish, first, key=sheet.key, by=visit.actor)
    return await registration.token_of(visit.city.id, made)


async def _ticket_by(visit: Visit, details: Details) -> str:
    """By mail for who gives an address now, and for who gave one before: what is kept of her stays as it is."""
    known = await people.same_person(visit.city.id, details)
    return "mail" if details.email and (known is None or known.email) else ""


async def _count(visit: Visit, key: str) -> None:
    """Raises Refusal past the limit; a form that was taken before is only led to its ticket once more."""
    if await visit.request.app.state.tries.sign_up(visit.request) or await once.used(visit.actor, key):
        return
    sentence = _(
        "Many sign-ups came from your network within an hour. Please try again in an hour, or call us: {phone}.",
        phone=visit.city.phone,
    )
    raise Refusal(sentence, code=TOO_MANY)


def _form(visit: Visit, lesson: Lesson, sheet: Sheet, *, refused: str = "", **answer: Any) -> Response:
    return visit.render(
        "public/sign_up.html",
        lesson=lesson,
        sheet=sheet,
        refused=refused,
        second_open=bool(second_fields(sheet)),
        seats_word=seats_word(lesson),
        next_place=lesson.last_place + 1,
        ages=said(AGES, visit.language),
        devices=said(DEVICES, visit.language),
        languages_spoken=[(tag, info.name, info.html_lang) for tag, info in LANGUAGES.items()],
        **answer,
    )
