"""The last seats, again and again: the web, the desk, couples and freed seats race for them from several processes."""

import os
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest

from outreach import clock, db
from outreach.cities import City
from outreach.db import Dialect
from outreach.lessons import find
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.drills.racers import Racers, racers
from tests.drills.server import APPLICATION, Server, serving
from tests.drills.wire import applicant, post
from tests.registration import oracle

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
RACES, CONTROLS = (1000 if DRILL else 100), 10
MOST, PROCESSES = 64, 2
UNGUARDED = "tests.drills.unguarded:unguarded"
AHEAD = 14


@dataclass
class Race:
    """One class with its last seats, who runs for them, and how many people stand on the list before."""

    lesson: int
    requests: list[bytes]
    people: int
    before: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Ground:
    """Where the races are run: a city with people whom the desk knows, and a clerk who is signed in."""

    city: City
    known: list[Participant]
    cookie: str
    port: int
    numbers: Iterator[int] = field(default_factory=count)
    dice: random.Random = field(default_factory=lambda: random.Random(4))

    async def race(self, *, web_only: bool = False) -> Race:
        """A class with one to three seats and two to sixty-four who want them."""
        free = self.dice.randint(1, 3)
        lesson = await world.lesson(self.city, day=world.working_day(AHEAD), capacity=free)
        made = Race(lesson.id, [], 0)
        if not web_only and self.dice.random() < 0.5:
            await self._freed(made, free)
        for number in range(self.dice.choice([2, 3, 4, 8, 16, 64]) - len(made.requests)):
            self._racer(made, number, "web" if web_only else self.dice.choice(["web", "web", "desk", "couple"]))
        self.dice.shuffle(made.requests)
        return made

    async def _freed(self, made: Race, seats: int) -> None:
        """All seats are taken and somebody waits: in the race one seat becomes free, and is offered to her."""
        lesson = await find(self.city.id, made.lesson)
        assert lesson is not None
        rows = [await world.seat(lesson, self.known[-one]) for one in range(1, seats + 2)]
        path = f"/{self.city.slug}/desk/registrations/{rows[0].id}/cancel"
        made.requests.append(post(self.port, path, {"reason": "", "which": "all", "who": "one"}, self.cookie))
        made.before = len(rows)

    def _racer(self, made: Race, number: int, kind: str) -> None:
        made.people += 1
        if kind == "desk" and number < len(self.known) - 8:
            path = f"/{self.city.slug}/desk/people/{self.known[number].id}/claim"
            fields = {"lesson_id": str(made.lesson), "channel": "phone", "key": secrets.token_hex(16)}
            made.requests.append(post(self.port, path, fields, self.cookie))
            return
        fields = applicant(next(self.numbers))
        if kind == "couple":
            made.people += 1
            fields |= {"second_name": "見本 一郎", "second_kana": "ミホン イチロウ"}
        made.requests.append(post(self.port, f"/{self.city.slug}/classes/{made.lesson}/sign-up", fields))


async def _ground(port: int) -> Ground:
    city = await world.morioka()
    known = [await world.person(city, name=f"人{n}", kana="ヒト", phone="") for n in range(40)]
    return Ground(city, known, f"outreach={await world.sign_in(await world.account(city, 'clerk'))}", port)


async def _run(url: str, application: str, races: int, *, web_only: bool = False) -> list[Race]:
    server = Server(url, application)
    async with db.connected(url):
        ground = await _ground(server.port)
        made = [await ground.race(web_only=web_only) for _race in range(races)]
    async with serving(server), racers(server.port, PROCESSES) as crowd:
        for race in made:
            race.answers = await _raced(crowd, race)
    return made


async def _raced(crowd: Racers, race: Race) -> list[tuple[int, str]]:
    return await crowd.race(race.requests)


@pytest.mark.drill
@pytest.mark.timeout(3600)
async def test_the_last_seats_are_never_oversold_and_nobody_is_lost(database_url: str, dialect: Dialect) -> None:
    races = await _run(database_url, APPLICATION, RACES)
    async with db.connected(database_url):
        for race in races:
            await _fair(race)
    racing = sum(len(race.requests) for race in races)
    print(f"{len(races)} races with {racing} racers on {dialect}: none oversold, nobody lost")  # noqa: T201 - shown by -s


async def _fair(race: Race) -> None:
    """Everybody has a seat, an offer or a number, as she was told, and no seat is empty while somebody waits for it."""
    assert {status for status, _where in race.answers} == {303}, race.answers
    state = await oracle.read(clock.now(), [race.lesson])
    assert oracle.breaches(state, {}) == []
    active = state.of(race.lesson, *oracle.ACTIVE)
    gone = state.of(race.lesson, "cancelled")
    assert len(gone) == (1 if race.before else 0)
    assert len(active) + len(gone) == race.people + race.before
    ids, tokens = (
        {str(row.id) for row in active + gone},
        {row.token for row in await Registration.filter(lesson_id=race.lesson)},
    )
    assert {
        where.rpartition("/")[2].partition("#")[0].partition("?")[0] for _status, where in race.answers
    } <= ids | tokens
    places = sorted({row.place for row in state.of(race.lesson, "waiting", "offered") if row.place is not None})
    assert places == list(range(places[0], places[0] + len(places))) if places else True


async def test_without_the_conditional_claim_the_last_seats_are_oversold(database_url: str) -> None:
    races = await _run(database_url, UNGUARDED, CONTROLS, web_only=True)
    oversold = 0
    async with db.connected(database_url):
        for race in races:
            state = await oracle.read(clock.now(), [race.lesson])
            oversold += len(state.of(race.lesson, *oracle.SEATED)) > state.classes[race.lesson].capacity
    assert oversold >= CONTROLS // 2, oversold
