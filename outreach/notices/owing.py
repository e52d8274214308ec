"""Who must still be told what: the changes since somebody signed up or was last told, taken together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from outreach import clock
from outreach.changes import Change, Facts, Occasion, places
from outreach.notices.rows import Told
from outreach.notices.ways import way_of
from outreach.registration import ACTIVE, Registration

_WHOLE = ("participant", "lesson__course", "lesson__centre", "lesson__room")


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody knows, and what is so now; ``change`` is the last one that she is to be told of."""

    change: Change
    before: Facts
    after: Facts

    @property
    def kind(self) -> str:
        """``cancelled``, ``reinstated`` (held after all), ``moved``, or ``same`` (only a message was left)."""
        if self.after.status == "cancelled":
            return "cancelled"
        if self.before.status == "cancelled":
            return "reinstated"
        return "moved" if self.before.is_elsewhere(self.after) else "same"


@dataclass(frozen=True, slots=True)
class Notice:
    """One person who must be told of one class: where she believes it to be, and how it stands."""

    registration: Registration
    owed: Owed
    before: Occasion
    after: Occasion
    attempts: tuple[Told, ...]

    @property
    def way(self) -> str:
        """``call`` or ``letter``."""
        return way_of(self.registration.participant)

    @property
    def reason(self) -> str:
        """Why the class is cancelled, in the coordinator's words; empty otherwise."""
        return self.owed.change.reason if self.owed.kind == "cancelled" else ""


def owed(changes: Sequence[Change], attempts: Iterable[Told]) -> Owed | None:
    """What is still to be told of these changes of one class, oldest first, after these attempts; None for nothing.

    Whoever was told of a change knows everything before it. Where the class stands again as she knows it, nothing
    is to be told, unless a message was left that said otherwise.
    """
    tried = list(attempts)
    known = max((one.change_id for one in tried if one.outcome == "told"), default=0)
    open_ = [change for change in changes if change.id > known]
    if not open_:
        return None
    before, after = Facts.read(open_[0].before), Facts.read(open_[-1].after)
    misled = any(one.outcome == "message_left" and one.change_id > known for one in tried)
    if misled or before.differs_for_people(after):
        return Owed(open_[-1], before, after)
    return None


async def to_tell(city_id: int) -> list[Notice]:
    """Everybody of the city who must still be told, by class and then in kana order.

    The same number of queries whatever there is to tell; classes that are over are no longer told of.
    """
    changes = await _changes(city_id)
    rows = await _concerned(changes).select_related(*_WHOLE) if changes else []
    return sorted(await _notices(changes, rows), key=_order)


async def left(city_id: int, lesson_id: int | None = None) -> int:
    """How many people must still be told, in the whole city or of one class."""
    changes = [one for one in await _changes(city_id) if lesson_id in (None, one.lesson_id)]
    rows = await _concerned(changes) if changes else []
    tried = await _attempts(rows)
    return sum(owed(_since(row, changes), tried.get(row.id, ())) is not None for row in rows)


async def _changes(city_id: int) -> list[Change]:
    of_city = Change.filter(tells=True, lesson__city_id=city_id, lesson__ends_at__gt=clock.now())
    return await of_city.order_by("id")


def _concerned(changes: Sequence[Change]) -> QuerySet[Registration]:
    return Registration.filter(lesson_id__in={change.lesson_id for change in changes}, status__in=ACTIVE)


def _order(one: Notice) -> tuple[object, ...]:
    lesson = one.registration.lesson
    return lesson.starts_at, lesson.id, one.registration.participant.kana_key, one.registration.id


async def of_registration(row: Registration) -> Notice | None:
    """What this person must still be told, or None."""
    if row.status not in ACTIVE or row.lesson.ends_at <= clock.now() or not row.lesson.sequence:
        return None
    changes = await Change.filter(lesson_id=row.lesson_id, tells=True).order_by("id")
    return next(iter(await _notices(changes, [row])), None)


async def _notices(changes: Sequence[Change], rows: Sequence[Registration]) -> list[Notice]:
    tried = await _attempts(rows)
    found = {row.id: owed(_since(row, changes), tried.get(row.id, ())) for row in rows}
    known = await places(facts for one in found.values() if one for facts in (one.before, one.after))
    return [
        Notice(row, one, known.occasion(one.before), known.occasion(one.after), tuple(tried.get(row.id, ())))
        for row in rows
        if (one := found[row.id])
    ]


def _since(row: Registration, changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.lesson_id == row.lesson_id and change.at >= row.at]


async def _attempts(rows: Sequence[Registration]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    if not rows:
        return found
    for told in await Told.filter(registration_id__in=[row.id for row in rows]).order_by("id"):
        found.setdefault(told.registration_id, []).append(told)
    return found
