"""The call list on paper: names and phones leave the system with it, so who took it is on record."""

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.db import unit_of_work

LOOK_SECONDS = 15 * 60


@unit_of_work
async def note_list(city_id: int, lesson_id: int | None, lines: int, *, by: Actor) -> None:
    """Write down that somebody took the list of people to call, of one class or of all, with so many lines.

    The same list is written down once for each actor in a quarter of an hour, and an empty one never.
    """
    if not lines:
        return
    key = f"calls.printed:{lesson_id or 0}:{lines}:{int(clock.now().timestamp()) // LOOK_SECONDS}"
    if await once.claim(by, key, once.fingerprint(key)) is not None:
        return
    subject = f"lesson:{lesson_id}" if lesson_id else f"city:{city_id}"
    await audit.record(city_id, by, "calls.printed", subject, lines=lines)
    await once.keep(by, key, lines)
