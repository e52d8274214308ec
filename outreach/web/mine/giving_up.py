"""Giving up the seat or the place of a ticket: one's own, or that of everybody who comes together."""

from starlette.responses import Response

from outreach import registration
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.forms import Sheet
from outreach.web.held import registration_of
from outreach.web.mine.opening import check_digits, opened
from outreach.web.mine.ticket import shown
from outreach.web.visit import Visit


async def cancel(visit: Visit) -> Response:
    """Give up the seat or the place; a second time changes nothing."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    try:
        _check_sure(sheet)
        await _give_up(visit, found, sheet)
    except Refusal as refused:
        return await opened(visit, found, sheet.refused(refused), status=422)
    return visit.go("mine:ticket", token=found.token)


def _check_sure(sheet: Sheet) -> None:
    if sheet.value("confirm") != "yes":
        raise Refusal(_("Please tick the box if you are sure."), field="confirm")


async def _give_up(visit: Visit, found: Registration, sheet: Sheet) -> None:
    together = sheet.value("who") == "party"
    give_up = registration.cancel_all if sheet.value("which") == "all" else registration.cancel
    await give_up(found, by=visit.actor, party=together)
