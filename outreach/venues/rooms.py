"""Keeping the rooms of a centre."""

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from outreach import audit, cities, once, stamps
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.venues.facts import RoomFacts
from outreach.venues.finding import is_remembered
from outreach.venues.rows import Centre, Closure, Room


@unit_of_work
async def add_room(centre: Centre, facts: RoomFacts, *, by: Actor, key: str = "") -> Room:
    """A new room; Refusal where the centre has one of this name. Sent again with the same ``key``: the same room."""
    done = await once.claim(by, key, once.fingerprint("room", centre.id, asdict(facts)))
    if done is not None:
        return await Room.get(id=done)
    await _check_name(centre.id, facts)
    made = await Room.create(centre=centre, **_columns(facts))
    await audit.record(centre.city_id, by, "room.added", f"room:{made.id}", capacity=made.capacity)
    await once.keep(by, key, made.id)
    return made


@unit_of_work
async def change_room(centre: Centre, room: Room, facts: RoomFacts, *, by: Actor) -> None:
    """Correct a room. Classes that were planned with more seats keep them."""
    await _check_name(centre.id, facts, besides=room.id)
    now = await Room.get(id=room.id)
    await Room.filter(id=room.id).update(**_columns(facts))
    if now.name != facts.name:
        await stamps.renew("room", room.id)
    await audit.record(centre.city_id, by, "room.changed", f"room:{room.id}", capacity=facts.capacity)


@unit_of_work
async def delete_room(centre: Centre, room: Room, *, by: Actor) -> None:
    """Take away a room that was added by mistake; Refusal (code ``in-use``) where classes were planned there."""
    await cities.hold(centre.city_id)
    if await is_remembered(centre.city_id, "room_id", room.id):
        raise _in_use()
    await Closure.filter(room_id=room.id).delete()
    try:
        await Room.filter(id=room.id).delete()
    except IntegrityError:
        raise _in_use() from None
    await audit.record(centre.city_id, by, "room.deleted", f"room:{room.id}")


def _in_use() -> Refusal:
    sentence = _("Classes were planned in this room, so it cannot be deleted. You can close it from a day on.")
    return Refusal(sentence, code="in-use")


def _columns(facts: RoomFacts) -> dict[str, Any]:
    return {**asdict(facts), "equipment": list(facts.equipment)}


async def _check_name(centre_id: int, facts: RoomFacts, besides: int | None = None) -> None:
    others = [room for room in await Room.filter(centre_id=centre_id) if room.id != besides]
    if any(room.name.get("ja") == facts.name["ja"] for room in others):
        raise Refusal(_("This centre has a room of this name already."), field="name_ja")
