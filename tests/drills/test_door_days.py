"""Days at the door as they may go: afterwards everybody who came has come once, and every conflict is shown once."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest

from outreach import clock
from outreach.checkin import Arrival, DoorEvent
from tests import world
from tests.door.host import hosted
from tests.drills.door_checks import check, check_attendance, check_nothing_lost, check_numbers, state_of
from tests.drills.door_days import SPACE, Day
from tests.drills.door_scene import Ground, Scene

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
ONE_DAY = os.environ.get("OUTREACH_DAY", "")  # the seed of a day that failed, to live it once more
RUNS, DAYS = (20, 500) if DRILL else (1, 200)
CONTROL_DAYS = 8
FIRST = date(2026, 7, 1)
PEOPLE = 16

pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]


@pytest.fixture
async def ground(database: str) -> AsyncIterator[Ground]:
    city = await world.morioka()
    centre = await world.centre(city)
    people = [await world.person(city, f"人{n}", f"ヒト{'ア' * n}", phone="") for n in range(PEOPLE)]
    models = {
        "course_id": (await world.course(city)).id,
        "room_id": (await world.room(centre)).id,
        "instructor_id": (await world.instructor(city)).id,
    }
    with hosted() as host:
        yield Ground(city, centre, people, await world.staff(city), host, models)


@asynccontextmanager
async def lived(ground: Ground, seed: str, number: int, *, forgets: bool = False) -> AsyncIterator[Scene]:
    """A day when it is over."""
    day = Day(ground, seed, FIRST + number * SPACE, forgets=forgets)
    with day.scene.begun():
        await day.live()
        yield day.scene


@pytest.mark.parametrize("run", range(RUNS))
async def test_whatever_happens_at_the_door_the_count_is_right(ground: Ground, run: int) -> None:
    for number in range(1 if ONE_DAY else DAYS):
        seed = ONE_DAY or f"{run}-{number}"
        try:
            async with lived(ground, seed, number) as day:
                await check(day)
        except Exception as error:
            error.add_note(f"To live this day once more: OUTREACH_DAY={seed}")
            raise


async def wrong_days(ground: Ground, *finds: Callable[[Scene], Awaitable[None]], forgets: bool = False) -> list[str]:
    """What is found wrong on some days."""
    wrong = []
    for number in range(CONTROL_DAYS):
        async with lived(ground, f"control-{number}", number, forgets=forgets) as day:
            for find in finds:
                try:
                    await find(day)
                except AssertionError as error:
                    wrong.append(str(error))
    return wrong


async def test_control_phones_that_forget_before_the_answer_lose_people_and_their_numbers_tell(ground: Ground) -> None:
    async def lost(day: Scene) -> None:
        check_nothing_lost(day)

    async def missing(day: Scene) -> None:
        await check_numbers(day, await state_of(day))

    wrong = await wrong_days(ground, lost, missing, forgets=True)

    assert any(one.startswith("lost [") for one in wrong)
    assert any(one.startswith("phone ") for one in wrong)


async def test_control_counting_entries_in_place_of_people_is_wrong(ground: Ground) -> None:
    async def count(day: Scene) -> None:
        entries = DoorEvent.filter(lesson_id__in=day.lessons, kind="entry", registration_id__not_isnull=True)
        assert await entries.count() == len(day.story.came())

    assert await wrong_days(ground, count)


async def test_control_an_arrival_that_nobody_made_is_found(ground: Ground) -> None:
    async def invented(day: Scene) -> None:
        paper = next(one for one in day.papers if one.seat not in day.story.came())
        facts: dict[str, Any] = {"lesson_id": paper.lesson, "registration_id": paper.seat}
        await Arrival.create(city_id=ground.city.id, **facts, at=clock.now(), by="system", method="desk")
        await check_attendance(day)

    wrong = await wrong_days(ground, invented)
    assert len(wrong) == CONTROL_DAYS
    assert all("too many" in one for one in wrong)
