"""What the phones' records come to: a fold over all of them, whatever their order, number and repetition.

A registration has come where one entry of it is neither taken back by the phone that wrote it, nor by the office, nor
kept apart. Nothing here asks the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

LATE = ("revoked", "ended")
REJECTED = "rejected"  # by the office, for good
MOST_LISTED = 100
_SETTLED = ("unknown", True)


@dataclass(frozen=True, slots=True)
class Event:
    """A stored record as the fold sees it; ``row`` is its id in the table, ``voided`` says that the office did it."""

    row: int
    phone: int
    seq: int
    id: str
    kind: str
    at: datetime
    received_at: datetime
    lesson: int | None = None
    registration: int | None = None
    target: str = ""
    number: int = 0
    quarantine: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Who came, by registration with the entries that say so; walk-ins and heads by class; what is kept apart."""

    came: Mapping[int, tuple[Event, ...]]
    walk_ins: Mapping[int, tuple[Event, ...]]
    heads: Mapping[int, int]
    apart: tuple[Event, ...]


def fold(events: Iterable[Event]) -> Fold:
    """What these records come to."""
    every = sorted({(one.phone, one.id): one for one in events}.values(), key=_order)
    back = {(one.phone, one.target) for one in every if one.kind == "void" and not one.quarantine}
    gone = {(one.phone, one.id) for one in every if one.voided} | back
    # What nobody is known for and was taken back is settled; what was kept apart for another reason is looked at.
    apart = tuple(one for one in every if one.quarantine and (one.quarantine, (one.phone, one.id) in gone) != _SETTLED)
    live = [one for one in every if not one.quarantine and (one.phone, one.id) not in gone]
    came, walk_ins = defaultdict[int, list[Event]](list), defaultdict[int, list[Event]](list)
    for one in live:
        if one.kind == "entry" and one.registration is not None:
            came[one.registration].append(one)
        elif one.kind == "walk_in" and one.lesson is not None:
            walk_ins[one.lesson].append(one)
    return Fold(_frozen(came), _frozen(walk_ins), _heads(live), apart)


def _heads(live: Iterable[Event]) -> dict[int, int]:
    """The last count by class: of each phone by its own numbers, as its clock may have been set; then by the time."""
    last: dict[tuple[int, int], Event] = {}
    for one in live:
        if one.kind == "count" and one.lesson is not None:
            key = one.lesson, one.phone
            last[key] = max(last.get(key, one), one, key=lambda count: (count.seq, _order(count)))
    return {lesson: one.number for (lesson, _phone), one in sorted(last.items(), key=lambda item: _order(item[1]))}


def _order(one: Event) -> tuple[datetime, int, int, str]:
    return one.at, one.phone, one.seq, one.id


def _frozen(found: Mapping[int, list[Event]]) -> dict[int, tuple[Event, ...]]:
    return {key: tuple(rows) for key, rows in found.items()}


def forked(events: Iterable[Event]) -> set[tuple[int, str]]:
    """Records (phone, id) that share their number with another one of the same phone: its log has two stories."""
    by_seq = defaultdict[tuple[int, int], set[str]](set)
    for one in events:
        by_seq[one.phone, one.seq].add(one.id)
    return {(phone, id_) for (phone, _seq), ids in by_seq.items() if len(ids) > 1 for id_ in ids}


@dataclass(frozen=True, slots=True)
class Standing:
    """An arrival that stands; ``phone`` noted it, or None: it was noted in another way."""

    id: int
    registration: int
    phone: int | None


def settle(
    registrations: Iterable[int], came: Mapping[int, tuple[Event, ...]], standing: Mapping[int, Standing]
) -> tuple[list[Event], list[int]]:
    """What is to be noted, and which arrivals are to be taken back, so that of these registrations those stand that
    came. An arrival that was noted in another way stays.
    """
    note, take_back = [], []
    for id_ in sorted(set(registrations)):
        entries, there = came.get(id_, ()), standing.get(id_)
        if there and (there.phone is None or any(one.phone == there.phone for one in entries)):
            continue
        if there:
            take_back.append(there.id)
        if entries:
            note.append(entries[0])
    return note, take_back


@dataclass(frozen=True, slots=True)
class Gap:
    """How many records of a phone did not come, and their numbers (the first hundred of them)."""

    count: int = 0
    numbers: tuple[int, ...] = ()


def gap(seqs: Iterable[int], last: int) -> Gap:
    """Which numbers up to the last one that the phone spoke of, or that came, are missing."""
    there = set(seqs)
    last = max(last, max(there, default=0))
    numbers: list[int] = []
    for seq in range(1, last + 1):
        if len(numbers) == MOST_LISTED:
            break
        if seq not in there:
            numbers.append(seq)
    return Gap(last - len(there), tuple(numbers))


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing that a card is about: which phone, when, and which record."""

    phone: int
    at: datetime
    event: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody of the office should look at: ``twice:12`` is one of ``kind`` twice about ``number`` 12.

    ``newest`` is when the last record that it is about came in, ``rows`` are those records in the table.
    """

    key: str
    kind: str
    lesson: int | None
    registration: int | None
    sights: tuple[Sight, ...]
    newest: datetime
    rows: tuple[int, ...]


def conflicts(
    found: Fold, statuses: Mapping[int, str], off: Iterable[int], replaced: Iterable[int] = ()
) -> list[Conflict]:
    """Every conflict in a door's records, oldest first, each once.

    ``statuses`` are those of the registrations that came, ``off`` the classes that were cancelled, ``replaced`` the
    rows of entries by a ticket that a new one had taken the place of.
    """
    off, replaced = set(off), set(replaced)
    made = [*_of_people(found, statuses, replaced), *_of_classes(found, off), *_of_phones(found)]
    return sorted(made, key=lambda one: (one.sights[0].at, one.key))


def _of_people(found: Fold, statuses: Mapping[int, str], replaced: set[int]) -> Iterable[Conflict]:
    for id_, entries in found.came.items():
        status = statuses.get(id_, "confirmed")
        if len({one.phone for one in entries}) > 1:
            yield _conflict("twice", id_, entries, registration=id_)
        if status != "confirmed":
            yield _conflict("cancelled" if status == "cancelled" else "waiting", id_, entries, registration=id_)
        old = [one for one in entries if one.row in replaced]
        if old:
            yield _conflict("replaced", id_, old, registration=id_)


def _of_classes(found: Fold, off: set[int]) -> Iterable[Conflict]:
    by_lesson = defaultdict[int, list[Event]](list)
    for one in [one for entries in found.came.values() for one in entries]:
        if one.lesson in off:
            by_lesson[one.lesson].append(one)
    for lesson, entries in by_lesson.items():
        yield _conflict("off", lesson, entries)


def _of_phones(found: Fold) -> Iterable[Conflict]:
    by_key = defaultdict[tuple[str, int | str], list[Event]](list)
    for one in found.apart:
        if one.quarantine in LATE:
            by_key["late", one.phone].append(one)
        elif one.quarantine in {"fork", "absurd"} and one.kind != "seen":
            by_key[one.quarantine, one.phone].append(one)
        elif one.quarantine == "unknown" and one.kind == "entry":
            by_key["unknown", one.id].append(one)
    for (kind, about), events in by_key.items():
        yield _conflict(kind, about, events)


def _conflict(kind: str, about: int | str, events: Sequence[Event], registration: int | None = None) -> Conflict:
    events = sorted(events, key=_order)
    return Conflict(
        f"{kind}:{about}",
        kind,
        events[0].lesson,
        registration,
        tuple(Sight(one.phone, one.at, one.id) for one in events),
        max(one.received_at for one in events),
        tuple(sorted(one.row for one in events)),
    )
