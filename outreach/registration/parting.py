"""People who came together go on alone."""

from outreach import audit
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.registration import lottery, offering, parties, series
from outreach.registration.rows import ACTIVE, Registration


@unit_of_work
async def split(registration: Registration, *, by: Actor) -> bool:
    """They said so: from now on everybody of her party stands for herself, with the place that they have.

    Before a draw the first keeps the number, and everybody else is given one. Who waited because all of them did not
    fit is offered what is free. Returns whether this call did it.
    """
    await series.hold(registration.lesson_id)
    rows = [row for row in await parties.in_series(registration, ACTIVE) if row.party and "/" not in row.party]
    for number, participant_id in enumerate(sorted({row.participant_id for row in rows}), 1):
        for row in rows:
            if row.participant_id == participant_id:
                await Registration.filter(id=row.id).update(
                    party=f"{row.party}/{number}", number=await _number(row, first=number == 1)
                )
    if rows:
        await audit.record(registration.city_id, by, "party.split", f"registration:{registration.id}", people=len(rows))
        await offering.fill_each(parties.lessons_of(rows))
    return bool(rows)


async def _number(row: Registration, *, first: bool) -> int | None:
    return row.number if first or row.status != "applied" else await lottery.next_number(row.lesson_id)
