"""Putting right what is kept of a person."""

from starlette.responses import Response

from outreach import people
from outreach.people import Participant
from outreach.refusal import Refusal, Refusals
from outreach.web.desk import offers
from outreach.web.desk.people import participant_of
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

FIELDS = ("kana", "name", "phone", "town", "age_band", "device", "language", "email", "postcode", "address")


async def details(visit: Visit) -> Response:
    """Her details in a form; what she needs is shown, so that look is written down."""
    participant = await participant_of(visit)
    if visit.request.method == "GET":
        values = {name: getattr(participant, name) for name in FIELDS}
        return await _asked(visit, participant, visit.blank(**values, needs=participant.needs))
    sheet = await visit.sheet()
    try:
        cleaned = people.clean_details(sheet.values, visit.city.area_code)
        await people.correct(participant, cleaned, by=visit.actor, key=offers.given_key(sheet))
    except (Refusal, Refusals) as refused:
        return await _asked(visit, participant, sheet.refused(refused), status=422)
    return visit.go("desk:person", participant_id=participant.id)


async def _asked(visit: Visit, participant: Participant, sheet: Sheet, status: int = 200) -> Response:
    await people.note_look(participant, by=visit.actor)
    return visit.render("desk/details.html", status=status, participant=participant, sheet=sheet)
