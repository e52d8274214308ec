"""What would stand in the way of a class elsewhere: asked while somebody carries it through the calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from starlette.responses import Response

from outreach.clock import TOKYO
from outreach.lessons import Lesson, clashes
from outreach.lessons.clashes import Clash, Slot
from outreach.venues import Centre, Room
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit


async def in_the_way(visit: Visit) -> Response:
    """The clashes of one class on another day, at another time or in another room; nothing is written."""
    of = await of_visit(visit)
    starts_at = _moment(of, visit.query("day"), visit.query("starts"))
    centre_id, room_id = await _place(visit, of)
    [slot] = await clashes.slots_of([of])
    moved = replace(
        slot, starts_at=starts_at, ends_at=starts_at + (of.ends_at - of.starts_at), centre_id=centre_id, room_id=room_id
    )
    return visit.render("office/in_the_way.html", lesson=of, moved=moved, found=await _found(visit, moved))


async def _found(visit: Visit, moved: Slot) -> Sequence[Clash]:
    picture = await clashes.picture(visit.city.id, [moved])
    return [clash for clash in clashes.found(moved, picture) if clash.weight != "note"]


def _moment(of: Lesson, day: str, starts: str) -> datetime:
    now = of.starts_at.astimezone(TOKYO)
    try:
        wanted = date.fromisoformat(day) if day else now.date()
        at = time.fromisoformat(starts).replace(tzinfo=None) if starts else now.time()
    except ValueError:
        raise Mistake(400) from None
    if not 2000 <= wanted.year < 2100:
        raise Mistake(400)
    return datetime.combine(wanted, at, tzinfo=TOKYO).astimezone(UTC)


async def _place(visit: Visit, of: Lesson) -> tuple[int, int | None]:
    typed = visit.query("place")
    if not typed:
        return of.centre_id, of.room_id
    centre, _dash, room = typed.partition("-")
    ids = [int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0 for text in (centre, room or "0")]
    if not await Centre.filter(id=ids[0], city_id=visit.city.id).exists():
        raise Mistake(404)
    if room and not await Room.filter(id=ids[1], centre_id=ids[0]).exists():
        raise Mistake(404)
    return ids[0], ids[1] or None


entries: list[Entry] = [
    Entry("/classes/{lesson_id:int}/in-the-way", in_the_way),
]
