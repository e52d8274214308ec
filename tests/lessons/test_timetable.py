"""The timetable shows each room what it may see, of its own city."""

from datetime import time, timedelta

import pytest

from outreach import clock, lessons
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_coming_classes_are_published_for_residents_and_not_over() -> None:
    coming = await world.lesson()
    await world.lesson(status="draft")
    await world.lesson(course=await world.course(slug="staff", audience="staff"))
    await world.lesson(starts_at=clock.now() - timedelta(hours=3))
    running = await world.held_lesson()
    await world.lesson(await world.tomi())

    found = await lessons.coming((await world.morioka()).id)

    assert [one.id for one in found] == [running.id, coming.id]


async def test_another_citys_class_is_not_found() -> None:
    lesson, tomi = await world.lesson(), await world.tomi()

    assert await lessons.find(lesson.city_id, lesson.id)
    assert await lessons.find(tomi.id, lesson.id) is None


async def test_one_day_holds_its_classes_in_order_drafts_too() -> None:
    day = clock.today() + timedelta(days=3)
    late = await world.lesson(day=day, at=time(15, 0))
    early = await world.lesson(day=day, at=time(8, 0), status="draft")

    assert [one.id for one in await lessons.of_day(late.city_id, day)] == [early.id, late.id]


async def test_an_instructor_finds_the_classes_that_she_leads() -> None:
    mine = await world.lesson()
    await world.lesson(instructor=await world.instructor(login="other"))
    me = await world.staff(role="instructor")

    assert [one.id for one in await lessons.led_by(mine.city_id, me.id or 0)] == [mine.id]


async def test_seats_left_are_none_while_others_wait() -> None:
    lesson = await world.lesson(capacity=10, taken=4)
    assert lesson.seats_left == 6

    lesson.waiting = 1
    assert lesson.seats_left == 0
