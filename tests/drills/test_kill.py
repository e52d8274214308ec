"""The server dies without warning while people sign up; nothing that was acknowledged is lost or doubled."""

import asyncio
import os
from collections import Counter
from contextlib import suppress
from itertools import count

import pytest

from outreach import audit, db
from outreach.db import Dialect
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.drills.server import Server
from tests.drills.wire import Line, applicant, connected, post

# Two suffice on PostgreSQL: with four, most of the time goes into starts.
PROCESSES: dict[Dialect, int] = {"sqlite": 1, "postgres": 2}
DRILL = bool(os.environ.get("OUTREACH_DRILL"))
KILLS, LINES, SEATS = (30 if DRILL else 4), 8, 40
# What each life of the server takes in before it is killed: enough for every line to be at work.
BEFORE_THE_KILL = 15


class Applicants:
    """People who keep signing up, each with one key, and remember what the server told them."""

    def __init__(self, server: Server, path: str) -> None:
        self.server = server
        self.path = path
        self.numbers = count()
        self.told: dict[int, str] = {}
        self.unanswered: set[int] = set()
        self.enough = BEFORE_THE_KILL
        self.full = asyncio.Event()

    async def ask(self, line: Line, number: int) -> None:
        """Sign up one person, and note the ticket that she got; raises where the server is gone."""
        answer = await line.ask(post(self.server.port, self.path, applicant(number, key=f"key-{number}")))
        assert answer.status == 303
        self.unanswered.discard(number)
        assert self.told.setdefault(number, answer.headers["location"]) == answer.headers["location"]

    async def _one_after_another(self) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            async with connected(self.server.port) as line:
                for number in self.numbers:
                    self.unanswered.add(number)
                    await self.ask(line, number)
                    self._count_down(len(self.told))

    async def until_killed(self) -> None:
        """Sign up on all lines; kill the server in the middle of it."""
        self.enough, self.full = len(self.told) + BEFORE_THE_KILL, asyncio.Event()
        lines = [asyncio.create_task(self._one_after_another()) for _line in range(LINES)]
        await self.full.wait()
        self.server.kill()
        await asyncio.gather(*lines)

    def _count_down(self, told: int) -> None:
        if told >= self.enough:
            self.full.set()

    async def again(self) -> None:
        """Send again what was not answered, and the last that was, with their keys."""
        async with connected(self.server.port) as line:
            for number in [*self.unanswered, *list(self.told)[-LINES:]]:
                await self.ask(line, number)


@pytest.mark.drill
@pytest.mark.timeout(1200)
async def test_killed_again_and_again_it_keeps_what_it_acknowledged(database_url: str, dialect: Dialect) -> None:
    async with db.connected(database_url):
        lesson_id = (await world.lesson(capacity=SEATS)).id
    people = Applicants(Server(database_url, workers=PROCESSES[dialect]), f"/morioka/classes/{lesson_id}/sign-up")
    await people.server.start()
    try:
        for _kill in range(KILLS):
            await people.until_killed()
            await people.server.start()
            await people.again()
    finally:
        people.server.stop()
    async with db.connected(database_url):
        await _whole(lesson_id, people)


async def _whole(lesson_id: int, people: Applicants) -> None:
    rows = await Registration.filter(lesson_id=lesson_id)
    assert {f"/morioka/T/{row.token}" for row in rows} == set(people.told.values())
    assert len(rows) == len(people.told) >= KILLS * BEFORE_THE_KILL
    assert not people.unanswered
    lesson = await Lesson.get(id=lesson_id)
    assert Counter(row.status for row in rows) == {"confirmed": lesson.taken, "waiting": lesson.waiting}
    places = sorted(row.place for row in rows if row.place is not None)
    assert (lesson.taken, places) == (SEATS, list(range(1, lesson.last_place + 1)))
    while await audit.seal(everything=True):
        pass
    assert await audit.verify() == []
