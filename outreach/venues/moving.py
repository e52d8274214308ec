"""Centres move: where one is, and where it was on another day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from outreach import audit, cities, clock
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.venues.facts import MoveFacts
from outreach.venues.rows import Centre, FormerAddress

# Classes are told higher up in the story; a calendar takes a new address only with a higher number (RFC 5546).
_FROM = "SELECT id FROM lessons WHERE centre_id = ? AND status = 'published' AND starts_at >= ? ORDER BY id"
_RISE = "UPDATE lessons SET sequence = sequence + 1, changed_at = ? WHERE id = ?"


class Place(NamedTuple):
    """An address with its position, where that is known."""

    address: str
    latitude: float | None
    longitude: float | None


def address_on(centre: Centre, day: date) -> Place:
    """Where the centre is on this day. No query: the centre comes with its former addresses."""
    before = sorted((one for one in centre.former_addresses.related_objects if one.until >= day), key=_until)
    here = before[0] if before else centre
    return Place(here.address, here.latitude, here.longitude)


async def recall(centres: Iterable[Centre]) -> None:
    """Tell each of these centres where it was before; one query for any number of them."""
    if found := list(centres):
        await Centre.fetch_for_list(found, "former_addresses")


def moves(centre: Centre) -> list[tuple[date, Place, Place]]:
    """Each move of the centre: the first day at the new address, from where, to where; the oldest first."""
    former = sorted(centre.former_addresses.related_objects, key=_until)
    firsts = [(one.until, one.until + timedelta(days=1)) for one in former]
    return [(first, address_on(centre, last), address_on(centre, first)) for last, first in firsts]


def _until(former: FormerAddress) -> date:
    return former.until


@unit_of_work
async def move_centre(centre: Centre, facts: MoveFacts, *, by: Actor) -> None:
    """From this day on the centre is at a new address; classes before it keep the old one.

    Calendars are told of it for every published class from that day on. Refusal where a later or equal move is on
    record already. Harmless where it is sent again.
    """
    await cities.hold(centre.city_id)
    row = await Centre.get(id=centre.id)
    if (row.address, row.latitude, row.longitude) == (facts.address, facts.latitude, facts.longitude):
        return
    until = facts.first_day - timedelta(days=1)
    if await FormerAddress.exists(centre_id=centre.id, until__gte=until):
        raise Refusal(_("A later move of this centre is on record already."), field="first_day")
    await FormerAddress.create(
        centre_id=row.id, until=until, address=row.address, latitude=row.latitude, longitude=row.longitude
    )
    new = {"address": facts.address, "latitude": facts.latitude, "longitude": facts.longitude, "position_note": ""}
    await Centre.filter(id=row.id).update(**new)
    await _tell_calendars(row.id, facts.first_day)
    await audit.record(row.city_id, by, "centre.moved", f"centre:{row.id}")


async def _tell_calendars(centre_id: int, first: date) -> None:
    now = clock.now()
    for row in await sql.rows(_FROM, centre_id, datetime.combine(first, time(), tzinfo=clock.TOKYO)):
        await sql.run(_RISE, now, row["id"])  # one by one in the order of their ids, as sign-ups to a series lock them
