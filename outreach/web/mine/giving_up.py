"""Opening a ticket with the last digits of its phone: the name, and giving up the seat."""

from typing import Any

from starlette.responses import Response

from outreach import changes, registration
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.forms import Sheet
from outreach.web.mine.ticket import private, registration_of, shown
from outreach.web.visit import Visit

WRONG_DIGITS = _("These digits do not fit this ticket. Please look again, or call us.")


async def show(visit: Visit) -> Response:
    """The ticket with its name, for who knows the phone's last four digits."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await _check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    return await _opened(visit, found, Sheet({**sheet.values, "which": "one"}))


async def cancel(visit: Visit) -> Response:
    """Give up the seat or the place; a second time changes nothing."""
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await _check_digits(visit, found, sheet)
    except Refusal as refused:
        return await shown(visit, found, sheet.refused(refused), status=422)
    if sheet.value("confirm") != "yes":
        unsure = Refusal(_("Please tick the box if you are sure."), field="confirm")
        return await _opened(visit, found, sheet.refused(unsure), status=422)
    give_up = registration.cancel_all if sheet.value("which") == "all" else registration.cancel
    await give_up(found, by=visit.actor)
    return visit.go("mine:ticket", token=found.token)


async def _check_digits(visit: Visit, found: Registration, sheet: Sheet) -> None:
    await visit.request.app.state.tries.ticket(visit.request)
    if not registration.matches_phone(found.participant, sheet.value("digits")):
        raise Refusal(WRONG_DIGITS, field="digits")


async def _opened(visit: Visit, found: Registration, sheet: Sheet, **answer: Any) -> Response:
    story = await changes.story(found.lesson, found.at)
    page = visit.render(
        "mine/show.html",
        registration=found,
        lesson=found.lesson,
        story=story,
        others=await registration.same_series(found),
        sheet=sheet,
        **answer,
    )
    return private(page)
