"""Whose ticket is opened: by the token in an address, or by the signed ticket that its QR holds."""

from outreach import registration, tickets
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def registration_of(visit: Visit) -> Registration:
    """The registration that the path's token opens.

    Raises Mistake 404 for a forged or foreign token, 410 for that of a ticket that a new one took the place of.
    """
    try:
        token = tickets.read_any(visit.request.path_params["token"], visit.city.id)
    except Refusal:
        raise Mistake(404) from None
    found = await registration.by_token(visit.city.id, token)
    if found is None:
        raise Mistake(410 if await registration.replaced(visit.city.id, token=token) else 404)
    return found
