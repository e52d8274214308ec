"""What must be true of seats and waiting lists, said a second time and as plainly as possible, over bare rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach.db import sql
from outreach.lessons import office_hours

SEATED = {"confirmed", "offered", "held"}
ACTIVE = SEATED | {"waiting", "applied"}
ROOT = 12  # a party's name; "/1" and so on behind it say that they have parted


@dataclass(frozen=True, slots=True)
class Row:
    """A registration."""

    id: int
    lesson: int
    person: int
    status: str
    place: int | None
    party: str
    channel: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Class:
    """A class with its counters."""

    id: int
    capacity: int
    taken: int
    waiting: int
    starts: datetime
    draws: datetime | None
    kept: int


@dataclass(frozen=True, slots=True)
class State:
    """All rows at one moment."""

    now: datetime
    classes: dict[int, Class]
    rows: dict[int, Row]

    def of(self, lesson: int, *statuses: str) -> list[Row]:
        """The registrations of a class in these statuses."""
        return [row for row in self.rows.values() if row.lesson == lesson and row.status in statuses]

    def together(self, row: Row) -> list[Row]:
        """Everybody who comes with her."""
        same = [one for one in self.of(row.lesson, *ACTIVE) if row.party and one.party == row.party]
        return same if row in same else [row]


async def read(now: datetime, lessons: Iterable[int]) -> State:
    """The rows as they stand."""
    marks = ", ".join("?" * len(ids := list(lessons)))
    classes = await sql.rows(f"SELECT * FROM lessons WHERE id IN ({marks})", *ids)
    rows = await sql.rows(f"SELECT * FROM registrations WHERE lesson_id IN ({marks}) ORDER BY id", *ids)
    return State(now, {row["id"]: _class(row, now) for row in classes}, {row["id"]: _row(row) for row in rows})


def _class(row: dict[str, Any], now: datetime) -> Class:
    draws, until = _moment(row["draws_at"]), _moment(row["phone_until"])
    kept = row["phone_seats"] if until and now < until else 0
    starts = sql.moment(row["starts_at"])
    return Class(row["id"], row["capacity"], row["taken"], row["waiting"], starts, draws, kept)


def _row(row: dict[str, Any]) -> Row:
    return Row(
        row["id"],
        row["lesson_id"],
        row["participant_id"],
        row["status"],
        row["place"],
        row["party"],
        row["channel"],
        _moment(row["until"]),
    )


def _moment(cell: Any) -> datetime | None:
    return None if cell is None else sql.moment(cell)


def entries(state: State, lesson: int) -> list[list[Row]]:
    """The waiting list: single people, and people who wait together, in the order of their numbers."""
    lines: dict[str, list[Row]] = {}
    for row in state.of(lesson, "waiting"):
        lines.setdefault(row.party or f"{row.id}", []).append(row)
    return sorted(lines.values(), key=lambda line: (line[0].place or 0, line[0].party))


def answer(state: State, lesson: int, people: int, channel: str, *, hold: bool = False, seat: bool = False) -> str:
    """What must come of asking for so many seats: a status, or the code of a refusal."""
    one = state.classes[lesson]
    free = one.capacity - one.taken
    if one.draws is not None and state.now < one.draws:
        return "lots" if hold or seat else "applied"
    on_web = sum(row.channel == "web" for row in state.of(lesson, *SEATED))
    if channel == "web" and one.kept and free >= people > one.capacity - one.kept - on_web:
        return "phone-only"
    if free >= people and not any(len(line) <= free for line in entries(state, lesson)):
        return "held" if hold else "confirmed"
    return "full" if hold or seat else "waiting"


def breaches(state: State, over: dict[int, int]) -> list[str]:
    """Every invariant that does not hold; ``over`` is how many people a coordinator allowed beyond the seats."""
    return [said for lesson in state.classes for said in _breaches(state, lesson, over.get(lesson, 0))]


def _breaches(state: State, lesson: int, over: int) -> list[str]:
    one, said = state.classes[lesson], []
    seated, waiting = state.of(lesson, *SEATED), state.of(lesson, "waiting")
    if one.taken != len(seated) or one.waiting != len(waiting):
        said.append(f"I1: {one} counts {len(seated)} seated and {len(waiting)} waiting")
    if one.taken > max(one.capacity, over):
        said.append(f"I2: {one.taken} people on {one.capacity} seats")
    active = state.of(lesson, *ACTIVE)
    if len({row.person for row in active}) != len(active):
        said.append("I3: somebody is in the class twice")
    free, lots = one.capacity - one.taken, one.draws is not None and state.now < one.draws
    if not lots and state.now < office_hours.cut_off(one.starts):
        said += [f"I4: {free} free, and {line} waits" for line in entries(state, lesson) if len(line) <= free]
    return said + _of_parties(active) + _of_places(waiting)


def _of_parties(active: list[Row]) -> list[str]:
    standing: dict[str, set[tuple[str, int | None]]] = {}
    for row in active:
        if row.party:
            standing.setdefault(row.party, set()).add((row.status, row.place))
    return [f"half a party: {party} is {how}" for party, how in standing.items() if len(how) > 1]


def _of_places(waiting: list[Row]) -> list[str]:
    lines: dict[int | None, set[str]] = {}
    for row in waiting:
        lines.setdefault(row.place, set()).add(row.party[:ROOT] or f"{row.id}")
    return [f"place {place} is given to {who}" for place, who in lines.items() if len(who) > 1 or place is None]


def out_of_order(before: State, after: State) -> list[str]:
    """I5: whoever got a seat or an offer in this step, though somebody before her fits into no more seats than she."""
    said = []
    for lesson in after.classes:
        risen = [row for row in after.of(lesson, *SEATED) if _was(before, row) == "waiting"]
        for row in risen:
            size = sum(one.party == row.party for one in risen) if row.party else 1
            for line in entries(after, lesson):
                earlier = (line[0].place or 0, line[0].party) < (row.place or 0, row.party)
                if earlier and len(line) <= size and all(_was(before, one) == "waiting" for one in line):
                    said.append(f"I5: {row} was asked before {line}")
    return said


def _was(before: State, row: Row) -> str:
    return before.rows[row.id].status if row.id in before.rows else ""
