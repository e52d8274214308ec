"""The ground of the state machine: a small town, how it stands, and what is compared after each step."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from time_machine import Traveller, travel

from outreach import clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql
from outreach.lessons import lots
from outreach.notices import Told
from outreach.people import Participant
from outreach.refusal import Refusal, Refusals
from outreach.registration import (
    Registration,
)
from outreach.registration.rows import Merge
from tests import world
from tests.registration import oracle
from tests.registration.oracle import Row, State
from tests.registration.wishing import CLERK

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=clock.TOKYO)
PEOPLE = 9
DAYS = timedelta(days=1)
EMPTY = ("told", "withdrawals", "registrations", "lotteries", "merges", "changes", "operations")
# What may become of a registration that nobody named, in any step: it is offered a seat.
BY_ITSELF = {("waiting", "offered")}
DRAWN = {("applied", "confirmed"), ("applied", "waiting"), ("applied", "offered")}


@dataclass
class Town:
    """A city with three classes: one with seats kept for the phone, one that draws lots, and a plain one."""

    loop: asyncio.Runner
    city: City
    lessons: list[int]
    people: list[int]
    chief: Actor

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for one thing."""
        return self.loop.run(work)


async def built() -> tuple[City, list[int], list[int], Actor]:
    city = await world.morioka()
    days = (MONDAY + timedelta(days=n) for n in (11, 10, 9))  # Friday the 27th, Thursday, Wednesday
    made = [await world.lesson(city, starts_at=day, capacity=3) for day in days]
    who = [await world.person(city, name=f"人{n}", kana="ヒト", phone="") for n in range(PEOPLE)]
    return city, [one.id for one in made], [one.id for one in who], await world.staff(city)


class Ground(RuleBasedStateMachine):
    """One run: the town as it was before this step, and the forms that were sent."""

    town: ClassVar[Town]
    moving: ClassVar[Traveller]

    def __init__(self) -> None:
        super().__init__()
        self.time = travel(MONDAY, tick=False)
        self.clock = self.time.start()
        self.keys = count(1)
        self.over: dict[int, int] = {}
        self.sent: list[tuple[Callable[[], Awaitable[object]], object]] = []
        self.town.do(self._emptied())
        self.before = self.state()

    def teardown(self) -> None:
        """Give the clock back."""
        self.time.stop()

    async def _emptied(self) -> None:
        for table in EMPTY:
            await sql.run(f"DELETE FROM {table}")
        await sql.run("UPDATE participants SET merged_into_id = NULL")
        await sql.run("UPDATE lessons SET taken = 0, waiting = 0, last_place = 0")
        plain, shared, drawn = self.town.lessons
        await sql.run("UPDATE lessons SET capacity = 2 WHERE id = ?", plain)
        phones = "UPDATE lessons SET capacity = 3, phone_seats = 1, phone_until = ? WHERE id = ?"
        await sql.run(phones, MONDAY + 3 * DAYS, shared)
        await sql.run("UPDATE lessons SET capacity = 1, draws_at = ? WHERE id = ?", MONDAY + 2 * DAYS, drawn)
        await lots.choose(drawn, clock.now())

    def state(self) -> State:
        """How all stands now."""
        found: State = self.town.do(oracle.read(clock.now(), self.town.lessons))
        return found

    def key(self) -> str:
        """A key that no form had before."""
        return f"{next(self.keys):032x}"

    def person(self, number: int) -> int:
        """One of the people."""
        return self.town.people[number % PEOPLE]

    def lesson(self, number: int) -> int:
        """One of the classes."""
        return self.town.lessons[number % len(self.town.lessons)]

    def row(self, number: int, *statuses: str) -> Row | None:
        """One of the registrations in these statuses, if there is any."""
        found = [row for row in self.before.rows.values() if row.status in statuses]
        return found[number % len(found)] if found else None

    def ask(self, verb: Callable[[], Awaitable[object]], *, again: bool = False) -> object:
        """Do it; what comes back, or the code of the refusal. What has a key is kept, to be sent again."""
        try:
            done = self.town.do(awaited(verb))
        except Refusals as refused:
            return refused.all[0].code
        except Refusal as refused:
            return refused.code
        if again:
            self.sent.append((verb, done))
        return done

    def settle(self, *, named: dict[int, set[str]] | None = None, new: int = 0, status: str = "") -> list[Row]:
        """Compare the rows with what was asked for; returns the new ones."""
        before, after = self.before, self.state()
        fresh = [row for row in after.rows.values() if row.id not in before.rows]
        assert len(fresh) == new, (fresh, new)
        drawn = {lesson for lesson, one in after.classes.items() if one.draws and after.now >= one.draws}
        assert all(row.status == status for row in fresh), (fresh, status)
        for row in after.rows.values():
            was = before.rows[row.id].status if row.id in before.rows else row.status
            allowed = (named or {}).get(row.id, set()) | {was} | {to for at, to in BY_ITSELF if at == was}
            allowed |= {to for at, to in DRAWN if at == was and row.lesson in drawn}
            assert row.status in allowed, (before.rows[row.id], row, allowed)
        self.done(before, after)
        return fresh

    def done(self, before: State, after: State) -> None:
        """The step is over: all invariants hold."""
        for lesson, one in after.classes.items():
            self.over[lesson] = min(self.over.get(lesson, 0), one.taken)
        breaches = [*oracle.breaches(after, self.over), *oracle.out_of_order(before, after)]
        assert not breaches, breaches
        self.before = after

    def nothing(self) -> None:
        """Nothing at all has changed."""
        after = self.state()
        assert (after.rows, after.classes) == (self.before.rows, self.before.classes)


async def awaited(verb: Callable[[], Awaitable[object]]) -> object:
    return await verb()


async def with_row(row: Row, verb: Callable[..., Awaitable[object]], **more: object) -> object:
    return await verb(await Registration.get(id=row.id), by=CLERK, **more)


async def note_told(row: Row) -> None:
    offers = (await Registration.get(id=row.id)).offers
    facts: dict[str, Any] = {
        "topic": "offer",
        "number": offers,
        "way": "call",
        "outcome": "told",
        "by": "account:1",
        "at": clock.now(),
    }
    await Told.create(registration_id=row.id, **facts)


async def merged_away() -> set[int]:
    return {one.id for one in await Participant.filter(merged_into_id__not_isnull=True)}


async def standing_merges() -> list[Merge]:
    return await Merge.filter(undone_at=None).order_by("id")
