"""What the calendar marks beside the classes: closed days with their reason, and clashes where they happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.lessons import Lesson, clashes
from outreach.lessons.choosing import Choice, chosen
from outreach.lessons.clashes import Clash, Slot
from outreach.venues import Centre, Closure
from outreach.venues.opening import Day, day_of


@dataclass(frozen=True, slots=True)
class Hall:
    """A centre with its rooms and what closes it on some days."""

    centre: Centre
    closures: Sequence[Closure]

    def day(self, day: date, room_id: int | None = None) -> Day:
        """When it, or its room, is open on a day."""
        return day_of(self.centre, self.closures, day, room_id)

    def closed(self, day: date, room_id: int | None = None) -> Day | None:
        """The day, where it is known that nobody gets in."""
        found = self.day(day, room_id)
        return found if found.known and not found.hours else None


async def halls(city_id: int, centre_ids: Sequence[int], first: date, last: date) -> list[Hall]:
    """These centres by the reading of their names, with the closures of the days from first to last: three queries."""
    centres = await Centre.filter(city_id=city_id, id__in=centre_ids).order_by("kana", "key").prefetch_related("rooms")
    closures = await Closure.filter(
        centre_id__in=[one.id for one in centres], first_day__lte=last, last_day__gte=first
    ).order_by("id")
    by_centre: dict[int, list[Closure]] = {}
    for one in closures:
        by_centre.setdefault(one.centre_id, []).append(one)
    return [Hall(one, by_centre.get(one.id, [])) for one in centres]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The classes of the coming days that need somebody's hand: ids are those of ``lessons``."""

    lessons: Sequence[Lesson]
    clashing: Mapping[int, list[Clash]]
    drafts: Sequence[Lesson]
    short: Sequence[tuple[Lesson, int]]


async def ahead(city_id: int, first: date, last: date) -> Ahead:
    """What clashes from first to last, which drafts wait there, and which classes still want helpers, and how many."""
    lessons = [one for one in await chosen(city_id, Choice(first, last)) if one.status != "cancelled"]
    slots = await clashes.slots_of(lessons)
    missing = [(one, one.helpers_wanted - len(slot.helper_ids)) for one, slot in zip(lessons, slots, strict=True)]
    return Ahead(
        lessons,
        await _clashing(city_id, slots),
        [one for one in lessons if one.status == "draft"],
        [pair for pair in missing if pair[1] > 0],
    )


async def clashing(city_id: int, lessons: Sequence[Lesson]) -> Mapping[int, list[Clash]]:
    """What stands in the way of each of these classes, by its id, without mere notes; a fixed number of queries."""
    return await _clashing(city_id, await clashes.slots_of([one for one in lessons if one.status != "cancelled"]))


async def _clashing(city_id: int, slots: Sequence[Slot]) -> Mapping[int, list[Clash]]:
    picture = await clashes.picture(city_id, slots)
    found = {
        slot.lesson_id or 0: [clash for clash in clashes.found(slot, picture) if clash.weight != "note"]
        for slot in slots
    }
    return {lesson_id: clash for lesson_id, clash in found.items() if clash}
