"""Somebody new: her details, asked once, and her first class in the same form."""

from starlette.responses import RedirectResponse, Response

from outreach import drafts, once, people, registration
from outreach.people import Details, Participant
from outreach.refusal import Refusal, Refusals
from outreach.registration import Wish
from outreach.spelling import heard
from outreach.web.desk import offers
from outreach.web.desk.drafts import gone_on_with
from outreach.web.desk.people import address, clean_wish, ids_of, known
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

FEWEST_DIGITS = 3


async def sign_up(visit: Visit) -> Response:
    """The form for a new person; from the search it opens with what the clerk has typed there."""
    if visit.request.method == "GET":
        left = await gone_on_with(visit, offers.number(visit.query("draft")))
        asked = {"lesson_id": visit.query("lesson"), "with": visit.query("with")}
        return await _shown(visit, left or visit.blank(channel="phone", **asked))
    sheet = await visit.sheet()
    if sheet.value("typed"):
        carried = {"with": sheet.value("with"), "lesson_id": sheet.value("lesson_id")}
        return await _shown(visit, visit.blank(channel="phone", **_begun(sheet.value("typed")), **carried))
    return await (_stored(visit, sheet) if sheet.value("more") else _taken(visit, sheet))


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
        if others := ids_of(sheet):
            done = (await registration.register_party(wish, [*others, details], key=key, by=visit.actor))[0]
        else:
            done = await registration.sign_up(wish, details, key=key, by=visit.actor)
        await drafts.sent(visit.actor, key)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, sheet.refused(refused), status=422)
    return visit.go("desk:registration", registration_id=done)


async def _stored(visit: Visit, sheet: Sheet) -> Response:
    """Somebody else comes along: her details are kept, and the class is chosen for both together."""
    try:
        details = people.clean_details(sheet.values, visit.city.area_code)
        opened = offers.key(sheet)
        key = offers.key_of_details(opened)
        if sheet.value("sure") != "yes" and (similar := await _similar(visit, details, key)):
            return await _shown(visit, sheet, similar, status=422)
        made = await people.store_once(visit.city.id, details, key=key, by=visit.actor)
        # The form is used up: typed text that is still on its way is no unfinished call.
        await once.settle(visit.actor, opened)
        await drafts.sent(visit.actor, opened)
    except (Refusal, Refusals) as refused:
        return await _shown(visit, sheet.refused(refused), status=422)
    first, *others = [*ids_of(sheet), made]
    where = address(visit, first, others, offers.number(sheet.value("lesson_id")))
    return RedirectResponse(f"{where}#companions", status_code=303)


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
    every = await offers.offers(visit.city.id, sheet.value("town"), wanted=chosen)
    coming = [offer for offer in every if offer.can_claim]
    return visit.render(
        "desk/sign_up.html",
        status=status,
        sheet=sheet,
        similar=similar or [],
        offers=coming,
        chosen=chosen,
        together=await known(visit.city.id, ids_of(sheet)),
    )
