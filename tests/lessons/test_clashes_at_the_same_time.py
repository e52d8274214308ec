"""Two coordinators save in the same moment: never both where one room, person or phone would serve two classes."""

import asyncio
import os
from dataclasses import replace
from datetime import date, time

import pytest

from outreach import lessons
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import Dialect
from outreach.kits import Kit
from outreach.lessons import Lesson, Plan, clashes
from outreach.refusal import Refusals
from tests import world

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.drill]

ROUNDS = 500 if os.environ.get("OUTREACH_DRILL") else 30
HOURS = (9, 11, 13, 15)
Pair = tuple[Plan, Plan]


async def _pairs(rounds: int) -> list[Pair]:
    """Pairs that want the same room, the same instructor, or together more phones than there are, in turn."""
    city, course = await world.morioka(), await world.course()
    centres = [await world.centre(key=key) for key in ("east", "west")]
    rooms = [(await world.room(centre)).id for centre in centres]
    leaders = [(await world.instructor(login=login)).id for login in ("instructor", "instructor2")]
    kit = await Kit.create(city=city, key="a", name={"en": "phones"}, count=5)
    made: list[Pair] = []
    for number in range(rounds):
        first = Plan(
            course_id=course.id,
            centre_id=centres[0].id,
            room_id=rooms[0],
            instructor_id=leaders[0],
            day=_day(number),
            starts=time(HOURS[number % len(HOURS)]),
            ends=time(HOURS[number % len(HOURS)] + 1),
            capacity=4,
        )
        elsewhere = {"centre_id": centres[1].id, "room_id": rooms[1]}
        lent = {"kit_id": kit.id, "kits": 3}
        made.append(
            (
                (first, replace(first, instructor_id=leaders[1])),
                (first, replace(first, **elsewhere)),  # type: ignore[arg-type]  # ids
                (replace(first, **lent), replace(first, **elsewhere, **lent, instructor_id=leaders[1])),  # type: ignore[arg-type]
            )[number % 3]
        )
    return made


def _day(number: int) -> date:
    return _WORKING[number // len(HOURS)]


_WORKING = sorted({world.working_day(7 + ahead) for ahead in range(250)})


async def _both(city: City, pair: Pair, by: tuple[Actor, Actor]) -> list[Lesson | BaseException]:
    wishes = (lessons.plan(city, wanted, by=one) for wanted, one in zip(pair, by, strict=True))
    return await asyncio.gather(*wishes, return_exceptions=True)


async def _saved(rounds: int) -> list[int]:
    """How many of each pair were saved."""
    city = await world.morioka()
    by = (await world.staff(login="one"), await world.staff(login="two"))
    counts = []
    for pair in await _pairs(rounds):
        done = await _both(city, pair, by)
        assert {type(one) for one in done} <= {Lesson, Refusals}, done
        counts.append(sum(isinstance(one, Lesson) for one in done))
    return counts


async def test_of_two_clashing_classes_saved_at_once_exactly_one_is_planned() -> None:
    assert await _saved(ROUNDS) == [1] * ROUNDS
    assert await Lesson.all().count() == ROUNDS


async def test_control_without_the_lock_postgres_books_twice(monkeypatch: pytest.MonkeyPatch, dialect: Dialect) -> None:
    async def unlocked(_city_id: int) -> None: ...

    monkeypatch.setattr(clashes, "lock", unlocked)

    # On SQLite nobody else writes from the first line of the unit of work on, which is lock enough.
    assert (2 in await _saved(30)) == (dialect == "postgres")


async def test_control_who_only_looks_before_saving_books_twice_on_either_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clashes, "found", lambda *_args, **_more: [])

    assert await _saved(3) == [2] * 3
