"""Somebody new: her details, asked once, and her first class in the same form."""

from starlette.responses import Response

from outreach import drafts, once, people, registration
from outreach.people import Details, Participant
from outreach.refusal import Refusal, Refusals
from outreach.registration import Wish
from outreach.spelling import heard
from outreach.web.desk import offers
from outreach.web.desk.drafts import gone_on_with
from outreach.web.desk.people import clean_wish
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

FEWEST_DIGITS = 3


async def sign_up(visit: Visit) -> Response:
    """The form for a new person; from the search it opens with what the clerk has typed there."""
    if visit.request.method == "GET":
        left = await gone_on_with(visit, offers.number(visit.query("draft")))
        return await _shown(visit, left or visit.blank(channel="phone", lesson_id=visit.query("lesson")))
    sheet = await visit.sheet()
    if sheet.value("typed"):
        return await _shown(visit, visit.blank(channel="phone", **_begun(sheet.value("typed"))))
    return await _taken(visit, sheet)


def _begun(typed: str) -> dict[str, str]:
    digits = [sign for sign in typed if sign.isdigit()]
    if len(digits) >= FEWEST_DIGITS:
        return {"phone": typed}
    if reading := heard(typed):
        return {"kana": reading}
    return {"name": typed} if typed.strip() else {}


async def _taken(visit: Visit, sheet: Sheet) -> Response:
    try:
        wish, details = _read(visit, sheet)
        key = offers.key(sheet)
        if sheet.value("sure") != "yes" and (similar := await _similar(visit, details, key)):
            return await _shown(visit, sheet, similar, status=422)
        done = await registration.sign_up(wish, details, key=key, by=visit.actor)
        await drafts.sent(visit.actor, key)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, sheet.refused(refused), status=422)
    return visit.go("desk:registration", registration_id=done)


async def _similar(visit: Visit, details: Details, key: str) -> list[Participant]:
    similar = await people.similar(visit.city.id, details)
    return [] if similar and await once.used(visit.actor, key) else similar


def _read(visit: Visit, sheet: Sheet) -> tuple[Wish, Details]:
    refused: list[Refusal] = []
    try:
        details = people.clean_details(sheet.values, visit.city.area_code)
    except Refusals as several:
        refused += several.all
    try:
        wish = clean_wish(visit.city.id, sheet)
    except Refusal as refusal:
        refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return wish, details


async def _shown(
    visit: Visit, sheet: Sheet, similar: list[Participant] | None = None, *, status: int = 200
) -> Response:
    chosen = offers.number(sheet.value("lesson_id"))
    coming = [offer for offer in await offers.offers(visit.city.id, wanted=chosen) if offer.can_claim]
    return visit.render(
        "desk/sign_up.html", status=status, sheet=sheet, similar=similar or [], offers=coming, chosen=chosen
    )
