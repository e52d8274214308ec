"""Who came by the phones' records and has no arrival: her class had been cancelled, and is held after all.

A phone that has sent everything does not come again, so the server looks by itself.
"""

from datetime import date, timedelta

from outreach import clock
from outreach.audit import SYSTEM
from outreach.checkin import settling
from outreach.db import sql, unit_of_work

DAYS = 3  # for which a phone may still send
_DOORS = "SELECT DISTINCT city_id, centre_id, day FROM door_phones WHERE day >= ? ORDER BY day, city_id, centre_id"


async def sweep() -> int:
    """Note those people as here; returns how many were."""
    noted = 0
    for row in await sql.rows(_DOORS, clock.today() - timedelta(days=DAYS)):
        door = row["city_id"], row["centre_id"], sql.day(row["day"])
        if await settling.owed(*door):
            noted += await _settle(*door)
    return noted


@unit_of_work
async def _settle(city_id: int, centre_id: int, day: date) -> int:
    lessons = await settling.hold(city_id, centre_id, day)
    owed = await settling.owed(city_id, centre_id, day)
    return (await settling.settle(city_id, owed, lessons, by=SYSTEM))["noted"]
