"""Answering an offer from one's ticket: the seat is taken, or it goes to the next in the list."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from outreach import registration
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.held import registration_of
from outreach.web.mine.opening import check_digits
from outreach.web.mine.ticket import shown
from outreach.web.visit import Visit

TOO_LATE = _("This seat is no longer kept for you. Here you see how your registration stands now.")
Answer = Callable[[Registration], Awaitable[bool]]


async def take_offer(visit: Visit) -> Response:
    """She takes the offered seat, with everybody who comes together; pressed twice it is the same seat."""
    return await _answered(visit, lambda found: registration.take_offer(found, by=visit.actor))


async def decline_offer(visit: Visit) -> Response:
    """She does not want it, and the next is asked; pressed twice it is declined once."""
    return await _answered(visit, lambda found: registration.decline_offer(found, by=visit.actor))


async def _answered(visit: Visit, answer: Answer) -> Response:
    found, sheet = await registration_of(visit), await visit.sheet()
    try:
        await check_digits(visit, found, sheet)
        await answer(found)
    except Refusal as refused:
        again = await registration_of(visit)  # the offer may have ended between the page and the answer
        told = Refusal(TOO_LATE) if refused.code == "lapsed" else refused
        return await shown(visit, again, sheet.refused(told), status=422)
    return visit.go("mine:ticket", token=found.token)
