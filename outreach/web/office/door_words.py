"""What a door's page says of its phones: how long ago, which numbers are missing, how wrong a clock is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach import clock
from outreach.checkin.cards import Card
from outreach.checkin.door import ClassState, DayState, PhoneState, WalkInName
from outreach.checkin.rows import DoorInvitation
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.lessons import Lesson

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# A phone that was silent for so long while it is in use has probably no reception.
QUIET = 5 * MINUTE
CLOCK_OFF = 5
MOST_RUNS = 8


@dataclass(frozen=True, slots=True)
class SaidClass:
    """A class at the door; ``more`` is by how many the heads counted exceed who was let in."""

    lesson: Lesson
    arrived: int
    expected: int
    walk_ins: int
    heads: int | None
    more: int


@dataclass(frozen=True, slots=True)
class SaidPhone:
    """A phone; ``clock`` is by how many minutes its clock is behind, 0 where that is little, below 0 where ahead."""

    id: int
    number: int
    state: str
    ago: Phrase
    quiet: bool
    unsent: int
    missing: str
    clock: int
    holds_up: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A door as its page shows it."""

    classes: Sequence[SaidClass]
    phones: Sequence[SaidPhone]
    invitations: Sequence[DoorInvitation]
    cards: Sequence[Card]
    names: Sequence[WalkInName]


def said(state: DayState, now: datetime) -> Said:
    """The words for a door as it stands at this moment."""
    return Said(
        [_class(one) for one in state.classes],
        [_phone(one, now) for one in state.phones],
        state.invitations,
        state.cards,
        state.names,
    )


def _class(one: ClassState) -> SaidClass:
    more = 0 if one.heads is None else one.heads - one.arrived - one.walk_ins
    return SaidClass(one.lesson, one.arrived, one.expected, one.walk_ins, one.heads, more)


def _phone(one: PhoneState, now: datetime) -> SaidPhone:
    return SaidPhone(
        one.id,
        one.number,
        one.state,
        ago(one.seen_at, now),
        one.state == "open" and now - one.seen_at >= QUIET,
        one.unsent,
        runs(one.missing, one.unsent),
        _behind(one.offset_ms),
        one.holds_up,
    )


def _behind(offset_ms: int | None) -> int:
    minutes = round((offset_ms or 0) / 60_000)
    return minutes if abs(minutes) > CLOCK_OFF else 0


def ago(at: datetime, now: datetime) -> Phrase:
    """How long ago, in whole minutes; from an hour on, the time of the day, and of another day its date."""
    minutes = max(0, int((now - at) / MINUTE))
    if minutes < 1:
        return _("just now")
    if now - at < HOUR:
        return _n("{n} minute ago", "{n} minutes ago", minutes)
    if at.astimezone(clock.TOKYO).date() == now.astimezone(clock.TOKYO).date():
        return _("at {time}", time=at.astimezone(clock.TOKYO).time())
    return _("on {moment}", moment=at)


def runs(numbers: Sequence[int], count: int) -> str:
    """Numbers as people write them down: 1, 3–5; an ellipsis where there are more."""
    made: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if made and made[-1][1] == number - 1:
            made[-1] = (made[-1][0], number)
        else:
            made.append((number, number))
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in made[:MOST_RUNS]]
    return ", ".join([*shown, *(["…"] if len(made) > MOST_RUNS or count > len(numbers) else [])])
