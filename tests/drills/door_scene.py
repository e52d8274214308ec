"""What the people of a simulated day at the door share: the dice, the clock, the papers in hands, and the story."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

import time_machine

from outreach import clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.people import Participant
from outreach.tickets import signing
from outreach.tickets.codes import check_digit
from outreach.venues import Centre
from tests import world
from tests.door.host import Ask, Host, Phone
from tests.drills.door_oracle import Story

Json = dict[str, Any]


@dataclass
class Ground:
    """Where the days are lived: a city, its people, and the process that holds the phones."""

    city: City
    centre: Centre
    people: list[Participant]
    office: Actor
    host: Host
    models: dict[str, int]  # a course, a room and an instructor for every class
    codes: Iterator[int] = field(default_factory=count)

    def code(self) -> str:
        """A ticket's number that nobody has: ten thousand days would draw some twice."""
        payload = f"{next(self.codes):07}"
        return payload + check_digit(payload)


@dataclass
class Paper:
    """A ticket in somebody's hand."""

    seat: int
    lesson: int
    token: str
    code: str


@dataclass
class Volunteer:
    """Somebody with a phone: what it is asking just now, and what it had been told when it last heard."""

    phone: Phone
    lesson: int | None
    online: float
    id: int = 0
    salt: str = ""
    asking: Ask | None = None
    gone: bool = False
    refused: bool = False
    knew: dict[str, str] = field(default_factory=dict)
    told_last: int = 0

    @property
    def name(self) -> str:
        return str(self.id)


@dataclass
class Scene:
    """One day at one door; ``state`` is what the office knows of each ticket, ``answered`` the cards that it saw to."""

    ground: Ground
    seed: str
    day: date
    forgets: bool = False
    story: Story = field(default_factory=Story)
    lessons: list[int] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    crew: list[Volunteer] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.travel: time_machine.Traveller | None = None

    @contextmanager
    def begun(self) -> Iterator[None]:
        """It is half past eight in the morning of this day."""
        with time_machine.travel(self.at(time(8, 30)), tick=False) as self.travel:
            yield

    def at(self, when: time, days: int = 0) -> datetime:
        return world.moment(self.day + timedelta(days=days), when)

    def passes(self, seconds: float) -> None:
        """Time goes on."""
        self.wait_until(clock.now() + timedelta(seconds=seconds))

    def wait_until(self, moment: datetime) -> None:
        """The clock goes on to a moment, and never back."""
        assert self.travel
        self.travel.move_to(max(clock.now(), moment))

    def maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def qr(self, paper: Paper, **over: Any) -> str:
        facts: Json = {"city": self.ground.city.id, "lesson": paper.lesson, "day": self.day, **over}
        return f"HTTPS://X.JP/T/{signing.signed(facts['city'], facts['lesson'], facts['day'], paper.token)}"
