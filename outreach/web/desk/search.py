"""Who is calling? By kana, romaji, name, the last digits of her phone, or the number on her ticket."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from outreach import drafts, lessons, notices, people, registration, tickets
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.spelling import clean_line
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

LONGEST = 100
MOST_CLASSES = 8
TICKET_DIGITS = 8
# Why a number that looks like a ticket's opens none, which is said where nobody else is found by it.
TOLD = ("code_check", "replaced")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: people, or a ticket's registration, or why the ticket number cannot be one."""

    people: list[Participant]
    registration_id: int | None = None
    refused: Refusal | None = None


async def search(visit: Visit) -> Response:
    """The search and what it found; names stay out of the address, so the form is posted.

    Who is the only one found is opened at once, except while the clerk still types (``live``).
    """
    if visit.request.method == "GET":
        return await _shown(visit, visit.blank(lesson_id=visit.query("lesson")), None)
    sheet = await visit.sheet()
    try:
        found = await _find(visit.city.id, clean_line(sheet.value("q"), LONGEST, field="q", required=True))
    except Refusal as refusal:
        return await _shown(visit, sheet.refused(refusal), None, status=422)
    if found.registration_id is not None:
        return visit.go("desk:registration", registration_id=found.registration_id)
    if found.refused:
        return await _shown(visit, sheet.refused(found.refused), None, status=422)
    if len(found.people) == 1 and not sheet.value("live"):
        wanted = offers.number(sheet.value("lesson_id"))
        asked = f"?lesson={wanted}" if wanted is not None else ""
        address = visit.url("desk:person", participant_id=found.people[0].id) + asked
        return RedirectResponse(address, status_code=303)
    return await _shown(visit, sheet, found.people)


async def _find(city_id: int, typed: str) -> Found:
    refused = None
    try:
        code = tickets.read_code(typed, field="q")
        if row := await registration.by_code(city_id, code):
            return Found([], row.id)
        await registration.check_not_replaced(city_id, code, "q")
    except Refusal as refusal:
        refused = refusal if refusal.code in TOLD else None
    seen = await people.look_up(city_id, typed)
    return Found(seen, refused=None if seen else refused)


async def _wanted(visit: Visit, sheet: Sheet) -> Lesson | None:
    """The class for which somebody is looked up, where the search was opened from one."""
    lesson_id = offers.number(sheet.value("lesson_id"))
    return await lessons.find(visit.city.id, lesson_id) if lesson_id is not None else None


async def _shown(visit: Visit, sheet: Sheet, found: list[Participant] | None, status: int = 200) -> Response:
    coming = await offers.offers(visit.city.id)
    calls = [offer for offer in coming if offer.to_call]
    return visit.render(
        "desk/search.html",
        status=status,
        sheet=sheet,
        found=found,
        coming=coming[:MOST_CLASSES],
        calls=calls,
        wanted=await _wanted(visit, sheet),
        unfinished=await drafts.unfinished(visit.actor),
        left_to_tell=await notices.left(visit.city.id),
    )
