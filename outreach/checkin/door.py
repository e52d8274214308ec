"""How a door stands: its classes as people come, its phones, and what the office should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach import clock
from outreach.checkin import cards, evidence, invitations, merging, phones, walk_ins
from outreach.checkin.cards import Card
from outreach.checkin.evidence import Evidence
from outreach.checkin.rows import DoorInvitation, DoorPhone
from outreach.checkin.walk_ins import Named
from outreach.lessons import Lesson


@dataclass(frozen=True, slots=True)
class ClassState:
    """How many are expected at a class, and how many came: with a registration, without one, and by the last count of
    heads, if there was one.
    """

    lesson: Lesson
    expected: int
    arrived: int
    walk_ins: int
    heads: int | None


@dataclass(frozen=True, slots=True)
class PhoneState:
    """A phone: ``open``, ``ended``, ``revoked`` or ``lost``; how many records it has not sent as far as it told, the
    first hundred numbers of them, and whether a class that ended waits for it.
    """

    id: int
    number: int
    state: str
    enrolled_at: datetime
    seen_at: datetime
    unsent: int
    missing: list[int]
    offset_ms: int | None
    holds_up: bool


@dataclass(frozen=True, slots=True)
class WalkInName:
    """Somebody who came without a registration, and the number of the phone that she told her name."""

    id: int
    lesson: Lesson | None
    name: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DayState:
    """A door on one day."""

    classes: list[ClassState]
    phones: list[PhoneState]
    invitations: list[DoorInvitation]
    cards: list[Card]
    names: list[WalkInName]


async def day_state(city_id: int, centre_id: int, day: date) -> DayState:
    """How a door stands now, in a fixed number of queries; nothing is written."""
    found = await evidence.of_door(city_id, centre_id, day)
    return DayState(
        [_class(lesson, found) for lesson in found.lessons],
        [_phone(row, found) for row in found.phones],
        await invitations.of_door(city_id, centre_id, day),
        await cards.of_evidence(found, centre_id, day),
        _names(await walk_ins.named(city_id, centre_id, day), found),
    )


def _class(lesson: Lesson, found: Evidence) -> ClassState:
    walked_in = len(found.folded.walk_ins.get(lesson.id, ()))
    heads = found.folded.heads.get(lesson.id)
    return ClassState(lesson, found.expected[lesson.id], found.arrived[lesson.id], walked_in, heads)


def _phone(row: DoorPhone, found: Evidence) -> PhoneState:
    gap = merging.gap((one.seq for one in found.events if one.phone == row.id), row.last_seq)
    ended = [one.ends_at for one in found.lessons if one.status == "published" and one.ends_at <= clock.now()]
    return PhoneState(
        row.id,
        row.number,
        "lost" if row.lost_at else phones.state_of(row),
        row.enrolled_at,
        row.seen_at,
        gap.count,
        list(gap.numbers),
        row.offset_ms,
        any(phones.holds_up(row, gap.count, at) for at in ended),
    )


def _names(rows: Sequence[Named], found: Evidence) -> list[WalkInName]:
    classes = {one.id: one for one in found.lessons}
    numbers = {row.id: row.number for row in found.phones}
    return [WalkInName(row.id, classes.get(row.lesson_id), row.name, numbers.get(row.phone, 0), row.at) for row in rows]


async def holding_up(lesson: Lesson) -> list[int]:
    """The numbers of the phones for which this class cannot be confirmed as held yet."""
    return [row.number for row in await phones.not_in(lesson)]
