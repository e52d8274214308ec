"""Who came to a day's classes, told from what people did at the door and nothing else: no record, hash or row is read.

It must stay so short that nobody doubts it (see test_door_days.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field

LATE = ("revoked", "ended")


@dataclass(frozen=True, slots=True)
class LetIn:
    """A volunteer let somebody in: ``seat`` is her registration (0: nobody's), ``old`` says that a new ticket had been
    made in place of the one that she showed, now or later; ``walk_in`` that she had none.
    """

    phone: str
    event: str
    seat: int
    lesson: int
    paper: str = ""
    walk_in: bool = False


@dataclass
class Story:
    """What happened, by the ids of records: let in, taken back, told to the server (and in which state the phone was
    then), taken back by the office; seats noted at the desk; and how the office answered about late phones.
    """

    let_in: list[LetIn] = field(default_factory=list)
    taken_back: set[str] = field(default_factory=set)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    by_office: set[str] = field(default_factory=set)
    desk: set[int] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    off: set[int] = field(default_factory=set)

    def counts(self, phone: str, what: str) -> bool:
        """Whether the server was told of this in time, or the office has accepted it."""
        state = self.told.get((phone, what), "never")
        return state == "open" or (state in LATE and phone in self.accepted)

    def stands(self, one: LetIn) -> bool:
        back = one.event in self.taken_back and self.counts(one.phone, f"void {one.event}")
        return self.counts(one.phone, one.event) and not back and one.event not in self.by_office

    def came(self) -> set[int]:
        """The registrations that came."""
        phones = {one.seat for one in self.let_in if one.seat and one.lesson not in self.off and self.stands(one)}
        return phones | self.desk

    def walk_ins(self, lesson: int) -> int:
        return sum(one.walk_in and one.lesson == lesson and self.stands(one) for one in self.let_in)

    def cards(self, statuses: dict[int, str], retired: set[str]) -> list[str]:
        """Every conflict that the office must see, once."""
        by_seat = defaultdict[int, list[LetIn]](list)
        late = {f"late:{phone}" for (phone, _what), state in self.told.items() if state in LATE} - {
            f"late:{phone}" for phone in self.accepted
        }
        for one in self.let_in:
            if not one.walk_in and self.stands(one):
                by_seat[one.seat].append(one)
        made = [*late, *(f"unknown:{one.event}" for one in by_seat.pop(0, []))]
        for seat, ways in by_seat.items():
            made += [f"twice:{seat}"] * (len({one.phone for one in ways}) > 1)
            made += [f"replaced:{seat}"] * any(one.paper in retired for one in ways)
            if statuses[seat] != "confirmed":
                made.append(f"{'cancelled' if statuses[seat] == 'cancelled' else 'waiting'}:{seat}")
        off = {one.lesson for ways in by_seat.values() for one in ways} & self.off
        return sorted([*made, *(f"off:{lesson}" for lesson in off)])
