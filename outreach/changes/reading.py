"""What became of a class, for those who come back to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from outreach.changes.facts import Facts
from outreach.changes.rows import Change
from outreach.helpers import Helper
from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.lessons import Lesson, Shift
from outreach.venues import Centre, Room


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where a class is, or was to be: the place in the city's own words, by language."""

    starts_at: datetime
    ends_at: datetime
    centre: dict[str, str]
    room: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Story:
    """How a class came to stand as it does: why it is cancelled, and when and where it was to be before."""

    reason: str = ""
    former: tuple[Occasion, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The names of some centres and rooms."""

    centres: dict[int, Centre]
    rooms: dict[int, Room]

    def occasion(self, facts: Facts) -> Occasion:
        """The facts with the names of their place, where it is still on record."""
        centre = self.centres.get(facts.centre_id)
        room = self.rooms.get(facts.room_id) if facts.room_id else None
        return Occasion(
            facts.starts_at, facts.ends_at, centre.name if centre else _unknown(), room.name if room else None
        )


def _unknown() -> dict[str, str]:
    gone = _("a place no longer on record")
    return {language: gone.text(language) for language in LANGUAGES}


async def places(facts: Iterable[Facts]) -> Places:
    """The centres and rooms of these facts, in two queries."""
    known = list(facts)
    centres = await Centre.filter(id__in={one.centre_id for one in known})
    rooms = await Room.filter(id__in={one.room_id for one in known if one.room_id})
    return Places({one.id: one for one in centres}, {one.id: one for one in rooms})


async def of_lesson(lesson_id: int) -> list[Change]:
    """All changes of a class, the oldest first."""
    return await Change.filter(lesson_id=lesson_id).order_by("id")


async def of_batch(city_id: int, batch: str) -> list[Change]:
    """The changes that were made at once, soonest class first, with their classes."""
    made = Change.filter(batch=batch, lesson__city_id=city_id).order_by("lesson__starts_at", "lesson_id")
    return await made.prefetch_related("lesson__course", "lesson__centre", "lesson__room", "lesson__instructor")


async def helpers_of(lesson_ids: Sequence[int]) -> list[Helper]:
    """Who teaches or helps in these classes, each once, in kana order."""
    leading = await Lesson.filter(id__in=lesson_ids).values_list("instructor_id", flat=True)
    helping = await Shift.filter(lesson_id__in=lesson_ids, standing=True).values_list("helper_id", flat=True)
    return await Helper.filter(id__in={*leading, *helping}).order_by("kana", "id")


async def story(lesson: Lesson, since: datetime | None = None) -> Story:
    """Why it is cancelled, and where and when it was to be before; only what changed after ``since`` if given."""
    if not lesson.sequence:  # nothing that people must know has ever changed
        return Story()
    changes = await Change.filter(lesson_id=lesson.id, tells=True).order_by("id")
    reason = changes[-1].reason if changes and lesson.status == "cancelled" else ""
    former = _former(lesson, [one for one in changes if since is None or one.at >= since])
    known = await places(former)
    return Story(reason, tuple(known.occasion(facts) for facts in former))


def _former(lesson: Lesson, changes: Sequence[Change]) -> list[Facts]:
    seen = [Facts.of(lesson)]
    found: list[Facts] = []
    for facts in (Facts.read(change.before) for change in changes):
        if not any(facts.is_elsewhere(one) is False for one in (*seen, *found)):
            found.append(facts)
    return found
