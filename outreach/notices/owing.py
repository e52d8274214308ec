"""Who must still be told what: the changes since somebody signed up or was last told, taken together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from outreach import clock
from outreach.changes import FURTHEST, Change, Facts, Occasion, places
from outreach.db import sql
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

    @property
    def is_over(self) -> bool:
        """Whether the class, moved to an earlier time, has taken place already."""
        return self.kind != "cancelled" and self.after.ends_at <= clock.now()

    @property
    def is_due(self) -> bool:
        """Whether she may still come in vain: to the class as it is, or at the later time at which she believes it."""
        believed = self.before.ends_at if self.before.status != "cancelled" else self.after.ends_at
        return max(believed, self.after.ends_at) > clock.now()


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
    known = max((one.number for one in tried if one.outcome == "told"), default=0)
    open_ = [change for change in changes if change.id > known]
    if not open_:
        return None
    before, after = Facts.read(open_[0].before), Facts.read(open_[-1].after)
    misled = any(one.outcome == "message_left" and one.number > known for one in tried)
    if misled or before.differs_for_people(after):
        return Owed(open_[-1], before, after)
    return None


async def to_tell(city_id: int) -> list[Notice]:
    """Everybody of the city who must still be told, by class and then in kana order.

    The same number of queries whatever there is to tell. Classes that are over are no longer told of, but to who
    still believes them to come; and nobody is told of a class to which she has come.
    """
    changes = await _changes(city_id)
    rows = await _concerned(changes).select_related(*_WHOLE) if changes else []
    return sorted(await _notices(changes, rows), key=_order)


async def left(city_id: int, lesson_id: int | None = None) -> int:
    """How many people must still be told, in the whole city or of one class."""
    changes = [one for one in await _changes(city_id) if lesson_id in (None, one.lesson_id)]
    rows = await _concerned(changes) if changes else []
    return len(await _owed(changes, rows, await _attempts(rows)))


async def _changes(city_id: int) -> list[Change]:
    """What there is to tell of classes to come, and of those that were to come later until they were moved."""
    now = clock.now()
    of_city = Change.filter(tells=True, lesson__city_id=city_id)
    past = of_city.filter(kind="moved", lesson__ends_at__gt=now - FURTHEST, lesson__ends_at__lte=now)
    late = {one.lesson_id for one in await past if Facts.read(one.before).ends_at > now}
    return await of_city.filter(Q(lesson__ends_at__gt=now) | Q(lesson_id__in=late or {0})).order_by("id")


def _concerned(changes: Sequence[Change]) -> QuerySet[Registration]:
    return Registration.filter(lesson_id__in={change.lesson_id for change in changes}, status__in=ACTIVE)


def _order(one: Notice) -> tuple[object, ...]:
    lesson = one.registration.lesson
    return lesson.starts_at, lesson.id, one.registration.participant.kana_key, one.registration.id


async def of_registration(row: Registration) -> Notice | None:
    """What this person must still be told, or None."""
    if row.status not in ACTIVE or not row.lesson.sequence:
        return None
    changes = await Change.filter(lesson_id=row.lesson_id, tells=True).order_by("id")
    return next(iter(await _notices(changes, [row])), None)


async def _notices(changes: Sequence[Change], rows: Sequence[Registration]) -> list[Notice]:
    tried = await _attempts(rows)
    found = await _owed(changes, rows, tried)
    known = await places(facts for one in found.values() for facts in (one.before, one.after))
    return [
        Notice(row, one, known.occasion(one.before), known.occasion(one.after), tuple(tried.get(row.id, ())))
        for row in rows
        if (one := found.get(row.id))
    ]


async def _owed(
    changes: Sequence[Change], rows: Sequence[Registration], tried: Mapping[int, Sequence[Told]]
) -> dict[int, Owed]:
    """What is due to be told, by registration."""
    came = await _came(rows)
    each = {row.id: owed(_since(row, changes), tried.get(row.id, ())) for row in rows if row.id not in came}
    return {id_: one for id_, one in each.items() if one and one.is_due}


async def _came(rows: Sequence[Registration]) -> frozenset[int]:
    # Arrivals are told higher up in the story; here it only matters who knows the class because she has come.
    ids = sorted({row.lesson_id for row in rows})
    if not ids:
        return frozenset()
    query = f"SELECT registration_id FROM arrivals WHERE standing AND lesson_id IN ({', '.join('?' * len(ids))})"  # noqa: S608 - fixed words
    return frozenset(row["registration_id"] for row in await sql.rows(query, *ids))


def _since(row: Registration, changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.lesson_id == row.lesson_id and change.at >= row.at]


async def _attempts(rows: Sequence[Registration]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    if not rows:
        return found
    for told in await Told.filter(registration_id__in=[row.id for row in rows]).order_by("id"):
        found.setdefault(told.registration_id, []).append(told)
    return found
