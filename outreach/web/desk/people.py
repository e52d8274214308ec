"""One caller: her details, what she signed up for, and the classes that she can have."""

from starlette.responses import Response

from outreach import people, registration
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Wish
from outreach.web.desk import offers
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

CHANNELS = ("phone", "counter")
MOST_CLASSES = 12


async def person(visit: Visit) -> Response:
    """The caller, with a button for each class that she can have."""
    wanted = offers.number(visit.query("lesson"))
    return await _shown(visit, await _participant(visit), visit.blank(channel="phone"), wanted=wanted)


async def claim(visit: Visit) -> Response:
    """A seat for her, or a numbered place on the waiting list."""
    participant = await _participant(visit)
    sheet = await visit.sheet()
    try:
        wish = clean_wish(visit.city.id, sheet)
        key = offers.key_for(offers.key(sheet), wish.lesson_id)
        registration_id = await registration.register(wish, participant.id, key=key, by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, participant, sheet.refused(refusal), status=422)
    return visit.go("desk:registration", registration_id=registration_id)


def clean_wish(city_id: int, sheet: Sheet) -> Wish:
    """Which class, asked for by which channel; raises Refusal where either was not chosen."""
    lesson_id = offers.number(sheet.value("lesson_id"))
    if lesson_id is None:
        raise Refusal(_("Please choose a class."), field="lesson_id")
    if sheet.value("channel") not in CHANNELS:
        raise Refusal(_("Please choose one of the answers."), field="channel")
    return Wish(city_id, lesson_id, sheet.value("channel"))


async def _participant(visit: Visit) -> Participant:
    found = await people.find(visit.city.id, visit.path("participant_id"))
    if found is None:
        raise Mistake(404)
    return found


async def _shown(
    visit: Visit, participant: Participant, sheet: Sheet, *, status: int = 200, wanted: int | None = None
) -> Response:
    history = await registration.history(visit.city.id, participant.id)
    coming = (await offers.offers(visit.city.id, participant.town, history, wanted))[:MOST_CLASSES]
    if not any(offer.can_claim for offer in coming):
        sheet = sheet.without_fields()
    return visit.render(
        "desk/person.html",
        status=status,
        sheet=sheet,
        participant=participant,
        history=history,
        offers=coming,
        wanted=wanted,
    )
