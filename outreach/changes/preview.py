"""The dry run: what a change would do to each class, to whom, and what stands in its way. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from outreach.audit import Actor
from outreach.changes.facts import Facts
from outreach.changes.gathering import Touched, gather
from outreach.changes.judging import check_wish, why_not
from outreach.changes.wanting import Wanted
from outreach.cities import City
from outreach.helpers import Helper
from outreach.i18n import Phrase
from outreach.lessons import Lesson, clashes
from outreach.lessons.clashes import Alternative, Clash, Picture, Slot
from outreach.registration import Registration
from outreach.venues import Room


@dataclass(frozen=True, slots=True)
class Row:
    """One class before and after; ``refused`` says why it cannot be changed, None where it can.

    ``people`` are those who have a seat or wait now, ``helpers`` those who have taken a shift besides the instructor.
    """

    lesson: Lesson
    before: Facts
    after: Facts
    refused: Phrase | None
    people: tuple[Registration, ...] = ()
    helpers: tuple[Helper, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether those who are signed up must be told."""
        return self.lesson.status != "draft" and self.before.differs_for_people(self.after)

    @property
    def seats(self) -> int:
        """How many people have a seat."""
        return sum(one.status == "confirmed" for one in self.people)

    @property
    def waiting(self) -> int:
        """How many people wait."""
        return len(self.people) - self.seats

    @property
    def told(self) -> tuple[Registration, ...]:
        """Those who would have to be told."""
        return self.people if self.tells and self.can_change else ()

    def of_weight(self, weight: str) -> list[Clash]:
        """The clashes that are ``hard``, ``soft`` or only a ``note``."""
        return [one for one in self.clashes if one.weight == weight]

    @property
    def can_change(self) -> bool:
        """Whether this class can be changed so."""
        return self.refused is None and not self.of_weight("hard")

    @property
    def is_below(self) -> bool:
        """Whether it would have fewer seats than are taken."""
        return self.after.capacity < self.before.capacity and self.after.capacity < self.lesson.taken


@dataclass(frozen=True, slots=True)
class Preview:
    """The dry run of one change for the chosen classes, soonest first."""

    wanted: Wanted
    rows: list[Row]
    picture: Picture | None = None
    slots: dict[int, Slot] = field(default_factory=dict)

    @property
    def changing(self) -> list[Row]:
        """The classes that can be changed."""
        return [row for row in self.rows if row.can_change]

    @property
    def told(self) -> list[Registration]:
        """Everybody who would have to be told, once for each class."""
        return [one for row in self.changing for one in row.told]

    @property
    def asks_reason(self) -> bool:
        """Whether a soft clash wants a reason."""
        return any(row.of_weight("soft") for row in self.changing)

    @property
    def is_below(self) -> bool:
        """Whether some class would have fewer seats than are taken."""
        return any(row.is_below for row in self.changing)

    def alternatives(self, row: Row) -> list[Alternative]:
        """What else is free near what was wished for this class."""
        slot = self.slots.get(row.lesson.id)
        return clashes.alternatives(slot, self.picture) if slot and self.picture else []


async def preview(city: City, lesson_ids: Sequence[int], wanted: Wanted, *, by: Actor) -> Preview:
    """What would become of these classes; raises Refusals where the wish itself cannot be.

    A fixed number of queries for any number of classes.
    """
    rooms = await check_wish(city, wanted)
    touched = await gather(city.id, lesson_ids)
    rows = [_row(lesson, wanted, rooms, touched, by) for lesson in touched.lessons]
    slots = {row.lesson.id: _slot(row) for row in rows if row.refused is None and wanted.kind != "cancelled"}
    if not slots:
        return Preview(wanted, rows)
    picture = await clashes.picture(city.id, list(slots.values()))
    beside = list(slots.values())
    stands = {id_: clashes.found(slot, picture, beside) for id_, slot in slots.items()}
    return Preview(wanted, [_weighed(row, stands.get(row.lesson.id, [])) for row in rows], picture, slots)


def _row(lesson: Lesson, wanted: Wanted, rooms: list[Room], touched: Touched, by: Actor) -> Row:
    before = Facts.of(lesson)
    after = wanted.of(before)
    refused = why_not(lesson, wanted, after, rooms, touched, by)
    people, helpers = touched.people.get(lesson.id, []), touched.helpers.get(lesson.id, [])
    return Row(lesson, before, after, refused, tuple(people), tuple(helpers))


def _slot(row: Row) -> Slot:
    planned, after = Slot.of(row.lesson, tuple(helper.id for helper in row.helpers)), row.after
    return replace(
        planned,
        centre_id=after.centre_id,
        room_id=after.room_id,
        instructor_id=after.instructor_id,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        capacity=after.capacity,
    )


def _weighed(row: Row, stands: list[Clash]) -> Row:
    # Who changes only the number of seats is not asked again about the hour and the room.
    kept = [one for one in stands if one.weight == "note"] if row.before.capacity != row.after.capacity else stands
    return replace(row, clashes=tuple(kept))
