"""The line is kept: a seat is held for a caller for some minutes while she asks at home."""

from datetime import timedelta

from outreach import audit
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import parties, seats, series
from outreach.registration.giving_up import status_of
from outreach.registration.rows import Registration

HOLD = timedelta(minutes=10)
_CONFIRM = "UPDATE registrations SET status = 'confirmed', until = NULL WHERE id = ? AND status = 'held'"


@unit_of_work
async def confirm_hold(registration: Registration, *, by: Actor) -> bool:
    """She takes the seat that was held for her; returns False where she has it already.

    Raises Refusal ``lapsed`` where her time was over and the seat went on, ``off`` where the class is cancelled,
    ``over`` where it has ended.
    """
    await series.hold(registration.lesson_id)
    await seats.check_to_come(registration.lesson_id)
    status = await status_of(registration.id)
    if status == "confirmed":
        return False
    if status != "held":
        raise Refusal(_("The time for which the seat was kept is over. Please look for a seat again."), code="lapsed")
    for row in await parties.in_series(registration, ("held",)):
        await sql.run(_CONFIRM, row.id)
        await audit.record(row.city_id, by, "registration.confirmed", f"registration:{row.id}", was="held")
    return True
