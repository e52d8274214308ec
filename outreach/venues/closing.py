"""Closing a centre or a room, for some days or for good."""

from dataclasses import asdict
from datetime import date

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.venues.facts import ClosureFacts
from outreach.venues.rows import Centre, Closure, Room


async def closures_of(centre_id: int, since: date | None = None) -> list[Closure]:
    """The closures of a centre and its rooms that are not over on this day, soonest first; without a day, all."""
    found = Closure.filter(centre_id=centre_id).order_by("first_day", "id")
    return await (found.filter(last_day__gte=since) if since else found)


@unit_of_work
async def add_closure(centre: Centre, facts: ClosureFacts, *, by: Actor, key: str = "") -> Closure:
    """Close a centre, or one of its rooms, on these days. Classes that are planned there stay until they are moved."""
    done = await once.claim(by, key, once.fingerprint("closure", centre.id, asdict(facts)))
    if done is not None:
        return await Closure.get(id=done)
    if facts.room_id is not None and not await Room.exists(id=facts.room_id, centre_id=centre.id):
        raise Refusal(_("This room is not in the chosen centre."), field="room_id")
    made = await Closure.create(centre=centre, added_by=by.reference, added_at=clock.now(), **asdict(facts))
    days = (facts.last_day - facts.first_day).days + 1
    await audit.record(centre.city_id, by, "closure.added", f"closure:{made.id}", centre=centre.id, days=days)
    await once.keep(by, key, made.id)
    return made


@unit_of_work
async def remove_closure(centre: Centre, closure_id: int, *, by: Actor) -> None:
    """Open again; harmless where it was removed before."""
    if await Closure.filter(id=closure_id, centre_id=centre.id).delete():
        await audit.record(centre.city_id, by, "closure.removed", f"closure:{closure_id}", centre=centre.id)


@unit_of_work
async def close_centre(centre: Centre, first: date | None, *, by: Actor) -> None:
    """Closed for good from this day on; None opens it again. Its classes and their history stay."""
    if (await Centre.get(id=centre.id)).closed_from != first:
        await Centre.filter(id=centre.id).update(closed_from=first)
        await audit.record(centre.city_id, by, "centre.closed" if first else "centre.reopened", f"centre:{centre.id}")


@unit_of_work
async def close_room(centre: Centre, room: Room, first: date | None, *, by: Actor) -> None:
    """The same for a room."""
    if (await Room.get(id=room.id)).closed_from != first:
        await Room.filter(id=room.id).update(closed_from=first)
        await audit.record(centre.city_id, by, "room.closed" if first else "room.reopened", f"room:{room.id}")
