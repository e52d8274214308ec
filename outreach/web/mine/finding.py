"""Finding one's ticket by its number and the last digits of one's phone."""

from starlette.responses import Response

from outreach import registration, tickets
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration, merging
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

REPLACED = _("This ticket was replaced by a new one. Please use the number of the new ticket, or call us.")
NO_SUCH = _("No ticket with this number and these digits was found. Please look again, or call us.")


async def find(visit: Visit) -> Response:
    """The form, and the way to the ticket."""
    if visit.request.method != "POST":
        return visit.render("mine/find.html", sheet=visit.blank())
    sheet = await visit.sheet()
    try:
        found = await _found(visit, sheet)
    except Refusal as refused:
        return visit.render("mine/find.html", sheet=sheet.refused(refused), status=422)
    return visit.go("mine:ticket", token=found.token)


async def _found(visit: Visit, sheet: Sheet) -> Registration:
    code = tickets.read_code(sheet.value("code"), field="code")
    tries = visit.request.app.state.tries
    await tries.ticket(visit.request)
    found = await registration.by_code(visit.city.id, code)
    old = None if found else await registration.replaced(visit.city.id, code=code)
    found = found or old
    # Past the limit it says the same: nobody learns by it that there is a ticket with this number.
    if found is None or not await tries.digits(found.id):
        raise Refusal(NO_SUCH, field="code")
    if not await merging.fits_phone(found.participant, sheet.value("digits")):
        raise Refusal(NO_SUCH, field="code")
    await tries.right_digits(found.id)
    if old:
        raise Refusal(REPLACED, field="code")
    return found
