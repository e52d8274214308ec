"""Keeping the city's centres: adding one, changing its facts, its hours and its accessibility, deleting a mistake."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from outreach import audit, cities, once, stamps
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.venues.facts import CentreFacts
from outreach.venues.finding import is_remembered
from outreach.venues.rows import Centre, Closure, FormerAddress, Room
from outreach.venues.rules import Opening, kept
from outreach.venues.ways import with_language

# What calendars write of a centre.
WRITTEN = frozenset({"name", "address"})


@unit_of_work
async def add_centre(city: City, facts: CentreFacts, *, by: Actor, key: str = "") -> Centre:
    """A new centre; Refusal where its ID is taken. Sent again with the same ``key`` it returns the same one."""
    done = await once.claim(by, key, once.fingerprint("centre", city.id, asdict(facts)))
    if done is not None:
        return await Centre.get(id=done)
    columns = asdict(facts)
    columns["key"] = columns["key"] or f"centre-{secrets.token_hex(4)}"
    if await Centre.exists(city_id=city.id, key=columns["key"]):
        raise Refusal(_("Another centre has this ID. Please check the list of centres."), field="centre_key")
    made = await Centre.create(city=city, **columns)
    await audit.record(city.id, by, "centre.added", f"centre:{made.id}")
    await once.keep(by, key, made.id)
    return made


@unit_of_work
async def change_centre(centre: Centre, facts: CentreFacts, *, by: Actor) -> None:
    """Correct the facts of a centre. Its ID stays, and so do old addresses: a move is its own verb."""
    columns = {name: value for name, value in asdict(facts).items() if name != "key"}
    if (centre.latitude, centre.longitude) != (facts.latitude, facts.longitude):
        columns["position_note"] = ""
    await _change(centre, columns, "centre.changed", by)


@unit_of_work
async def set_opening(centre: Centre, opening: Opening, *, by: Actor) -> None:
    """Say when a centre is open; an empty Opening says that nobody knows."""
    await _change(centre, {"opening": kept(opening)}, "centre.opening", by)


@unit_of_work
async def set_access(centre: Centre, access: Mapping[str, str], *, by: Actor) -> None:
    """Say how well people with different needs can use a centre."""
    await _change(centre, {"access": dict(access)}, "centre.access", by)


@unit_of_work
async def set_ways(centre: Centre, language: str, said: Mapping[str, str], *, by: Actor) -> None:
    """Say in one language how one comes to a centre; what stands there in the others stays."""
    await cities.hold(centre.city_id)
    ways = with_language((await Centre.get(id=centre.id)).ways, language, said)
    await _change(centre, {"ways": ways}, "centre.ways", by)


async def _change(centre: Centre, columns: dict[str, Any], action: str, by: Actor) -> None:
    """Change what differs; saved again as it is, nothing goes on record."""
    await cities.hold(centre.city_id)  # sent twice at once, the second sees what the first has saved
    row = await Centre.get(id=centre.id)
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if changed:
        await Centre.filter(id=centre.id).update(**changed)
        if not WRITTEN.isdisjoint(changed):
            await stamps.renew("centre", centre.id)
        await audit.record(centre.city_id, by, action, f"centre:{centre.id}", facts=",".join(sorted(changed)))


@unit_of_work
async def delete_centre(centre: Centre, *, by: Actor) -> None:
    """Take away a centre that was added by mistake; Refusal (code ``in-use``) where classes were planned there."""
    await cities.hold(centre.city_id)
    if await is_remembered(centre.city_id, "centre_id", centre.id):
        raise _in_use()
    for rows in (Closure, FormerAddress):
        await rows.filter(centre_id=centre.id).delete()
    try:
        await Room.filter(centre_id=centre.id).delete()
        await Centre.filter(id=centre.id).delete()
    except IntegrityError:
        raise _in_use() from None
    await audit.record(centre.city_id, by, "centre.deleted", f"centre:{centre.id}")


def _in_use() -> Refusal:
    sentence = _("Classes were planned at this centre, so it cannot be deleted. You can close it from a day on.")
    return Refusal(sentence, code="in-use")
