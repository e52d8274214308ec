"""How many people must sign before a class counts: two, or one in a city that has but one coordinator."""

from outreach import audit, cities
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.goal import ledger
from outreach.i18n import phrase as _
from outreach.refusal import Refusal


@unit_of_work
async def require(city: City, signatures: int, *, by: Actor) -> bool:
    """Set the city's rule; False where it is so already. The ledger keeps from when on it holds.

    Raises Refusal for a number other than 1 or 2. What one person signed meanwhile stays counted, and every figure
    with it says so.
    """
    if signatures not in (1, 2):
        raise Refusal(_("Please choose one of the answers."), field="signatures")
    await cities.hold(city.id)
    if not await City.filter(id=city.id).exclude(signatures=signatures).update(signatures=signatures):
        return False
    await audit.record(city.id, by, "city.signatures", f"city:{city.id}", signatures=signatures)
    await ledger.book(city.id, [ledger.Draft("rule", detail={"signatures": signatures})], by=by)
    return True
