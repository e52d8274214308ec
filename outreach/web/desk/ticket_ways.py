"""How she gets her ticket when it is not printed at once."""

from starlette.responses import Response

from outreach import people
from outreach import registration as registrations
from outreach.refusal import Refusal, Refusals
from outreach.registration import Registration
from outreach.web.desk import offers
from outreach.web.desk.details import FIELDS
from outreach.web.desk.registrations import find
from outreach.web.forms import Sheet
from outreach.web.visit import Visit


async def ticket_by(visit: Visit) -> Response:
    """How she and who comes with her want their tickets.

    Her address or her e-mail, where it is missing, is asked here and kept with her details.
    """
    row = await find(visit)
    person = row.participant
    if visit.request.method == "GET":
        kept: dict[str, str] = {name: getattr(person, name) for name in ("email", "postcode", "address")}
        return await _way_asked(visit, row, visit.blank(way=visit.query("way"), **kept))
    sheet = await visit.sheet()
    try:
        await _keep_where_to(visit, row, sheet)
        key = f"{offers.key(sheet)[:50]}-ticket"
        await registrations.want_ticket(row, sheet.value("way"), by=visit.actor, key=key)
    except (Refusal, Refusals) as refused:
        return await _way_asked(visit, row, sheet.refused(refused), status=422)
    return visit.go("desk:registration", registration_id=row.id)


async def _keep_where_to(visit: Visit, row: Registration, sheet: Sheet) -> None:
    told: dict[str, str] = {
        name: sheet.value(name) for name in ("email", "postcode", "address") if name in sheet.values
    }
    if told:
        person = row.participant
        kept: dict[str, str] = {name: getattr(person, name) for name in FIELDS}
        cleaned = people.clean_details({**kept, "needs": person.needs, **told}, visit.city.area_code)
        await people.correct(person, cleaned, by=visit.actor, key=offers.given_key(sheet))


async def _way_asked(visit: Visit, row: Registration, sheet: Sheet, status: int = 200) -> Response:
    party = [one.participant for one in await registrations.party_of(row) if one.id != row.id]
    left_out = {way: [one for one in party if not registrations.can_get(one, way)] for way in ("post", "mail")}
    return visit.render("desk/ticket_by.html", status=status, row=row, sheet=sheet, party=party, left_out=left_out)
