"""The line is kept: ten minutes to ask at home."""

from datetime import timedelta

import pytest
from time_machine import travel

from outreach import clock
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, confirm_hold, hold, sweep
from outreach.registration.holding import HOLD
from outreach.upkeep.rules import verify
from tests import world
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")


async def held(lesson: Lesson, key: str = "") -> Registration:
    [who] = await people(1)
    made = await hold(wish(lesson), who.id, key=key, by=CLERK)
    return await Registration.get(id=made)


async def test_a_held_seat_is_taken_for_everybody_else() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=1)
    row = await held(lesson)
    [other] = [await take(lesson, who) for who in await people(1)]
    assert (row.status, other.status) == ("held", "waiting")
    assert row.until is not None
    assert await confirm_hold(row, by=CLERK)
    assert not await confirm_hold(row, by=CLERK)
    assert (await Registration.get(id=row.id)).status == "confirmed"
    assert await verify() == []


async def test_after_ten_minutes_the_seat_goes_to_who_waits() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=1)
    with travel(clock.now(), tick=False) as now:
        row = await held(lesson)
        [other] = [await take(lesson, who) for who in await people(1)]
        now.shift(HOLD - timedelta(seconds=1))
        assert await sweep() == 0
        now.shift(timedelta(seconds=1))
        assert await sweep() == 1
    assert (await Registration.get(id=other.id)).status == "offered"
    with pytest.raises(Refusal) as refused:
        await confirm_hold(row, by=CLERK)
    assert refused.value.code == "lapsed"
    assert await verify() == []


async def test_where_no_seat_is_free_nothing_is_held() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=1)
    await held(lesson)
    with pytest.raises(Refusal) as refused:
        await held(lesson)
    assert refused.value.code == "full"
    assert (await Lesson.get(id=lesson.id)).waiting == 0


async def test_let_go_it_is_free_at_once() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=1)
    row = await held(lesson)
    assert await cancel(row, by=CLERK)
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def test_the_same_request_again_holds_one_seat() -> None:
    lesson, [who] = await world.lesson(day=world.working_day(), capacity=3), await people(1)
    first = await hold(wish(lesson), who.id, key="k", by=CLERK)
    assert await hold(wish(lesson), who.id, key="k", by=CLERK) == first
    assert (await Lesson.get(id=lesson.id)).taken == 1
