"""Once in a night, on one of the nodes, for each city."""

from datetime import datetime, timedelta

from outreach import cities, clock, once
from outreach.audit import SYSTEM
from outreach.db import unit_of_work
from outreach.people import Participant
from outreach.retention import sweeping
from outreach.retention.erasing import erase
from outreach.retention.rows import Erasure

FROM_HOUR, TO_HOUR = 2, 5
# A server that is switched off at night erases by day.
LONGEST_PAUSE = timedelta(hours=48)


async def nightly() -> int:
    """Erase what is due, where it is night and nobody has done so today; returns 0, as nothing is left for at once."""
    await sweeping.catch_up()
    for city in await cities.every():
        if await _turn(city.id):
            await erase(city.id, by=SYSTEM)
    return 0


async def _turn(city_id: int) -> bool:
    now = clock.now()
    hour = now.astimezone(clock.TOKYO).hour
    if not FROM_HOUR <= hour < TO_HOUR:
        since = await _waiting_since(city_id)
        if since is None or now - since < LONGEST_PAUSE:
            return False
    return await _claimed(f"erasing:{city_id}:{clock.today()}")


async def _waiting_since(city_id: int) -> datetime | None:
    """When this city was erased last, or else when its first participant was written down."""
    last = await Erasure.filter(city_id=city_id, by=SYSTEM.reference).order_by("-id").first()
    if last is not None:
        return last.at
    first = await Participant.filter(city_id=city_id).order_by("created_at").first()
    return first.created_at if first else None


@unit_of_work
async def _claimed(key: str) -> bool:
    if await once.claim(SYSTEM, key, once.fingerprint(key)) is not None:
        return False
    await once.keep(SYSTEM, key, 1)
    return True
