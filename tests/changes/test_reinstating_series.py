"""A cancelled part of a series with one sign-up is held after all only where nobody would have half of the series."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import pytest

from outreach import clock
from outreach.audit import SYSTEM
from outreach.lessons import Lesson, Series, change_series, make_series
from outreach.people import Participant
from outreach.refusal import Refusal, Refusals
from outreach.registration import Registration, cancel, cancel_all, give_seat
from outreach.registration import seats as seat_counter
from outreach.registration import series as parts
from outreach.upkeep.rules import verify
from tests import world
from tests.changes.changing import OFF, ON, again, change
from tests.conftest import DIALECT
from tests.registration.wishing import CLERK, people, take

pytestmark = pytest.mark.usefixtures("database")
HALF = "Somebody would have only half of this series."


async def three(capacity: int = 2, sign_up: str = "all") -> list[Lesson]:
    """Three classes on working days, with one sign-up."""
    days = [world.working_day(7 * n) for n in (1, 2, 3)]
    made = [await world.lesson(day=day, capacity=capacity) for day in days]
    await make_series(await world.morioka(), await world.course(), [one.id for one in made], sign_up, by=SYSTEM)
    return made


async def refused(*lessons: Lesson) -> str:
    with pytest.raises((Refusal, Refusals)) as said:
        await change(*lessons, wanted=ON)
    return str(said.value)


async def held(*lessons: Lesson) -> list[bool]:
    return [(await again(one)).status == "published" for one in lessons]


async def test_a_part_is_held_after_all_while_everybody_has_the_same_in_each_class() -> None:
    lessons = await three(capacity=1)
    for who in await people(2):
        await take(lessons[0], who)
    await change(lessons[1], wanted=OFF)
    await change(lessons[1], wanted=ON)
    assert await held(*lessons) == [True] * 3


async def test_who_signed_up_meanwhile_keeps_a_part_from_being_held_after_all() -> None:
    lessons = await three()
    await change(lessons[1], wanted=OFF)
    await take(lessons[0], await world.person())
    assert HALF in await refused(lessons[1])
    assert await held(lessons[1]) == [False]


async def test_who_got_a_seat_meanwhile_keeps_a_part_from_being_held_after_all() -> None:
    lessons = await three(capacity=1)
    has, waits = [await take(lessons[0], who) for who in await people(2)]
    await change(lessons[1], wanted=OFF)
    await cancel_all(has, by=CLERK)
    await give_seat(waits, by=CLERK)
    assert HALF in await refused(lessons[1])


async def test_who_gave_up_all_meanwhile_has_nothing_in_the_part_that_is_held_after_all() -> None:
    lessons = await three()
    row = await take(lessons[0], await world.person())
    await change(lessons[1], wanted=OFF)
    await cancel_all(row, by=CLERK)
    await change(lessons[1], wanted=ON)
    assert await Registration.exclude(status="cancelled").count() == 0
    assert await verify() == []


async def test_who_gave_up_all_meanwhile_and_came_back_keeps_it_from_being_held_after_all() -> None:
    lessons = await three()
    who = await world.person()
    row = await take(lessons[0], who)
    await change(lessons[1], wanted=OFF)
    await cancel_all(row, by=CLERK)
    await take(lessons[0], who)
    assert HALF in await refused(lessons[1])


@pytest.mark.parametrize("given_up", [0, 1])
async def test_who_gave_up_one_class_herself_has_half_a_series_by_her_own_wish(given_up: int) -> None:
    lessons = await three()
    who = await world.person()
    await take(lessons[0], who)
    await cancel(await Registration.get(lesson_id=lessons[given_up].id, participant_id=who.id), by=CLERK)
    await change(lessons[1], wanted=OFF)
    await change(lessons[1], wanted=ON)
    assert await held(lessons[1]) == [True]


async def test_who_came_after_the_first_class_had_begun_never_wanted_it() -> None:
    lessons = await three()
    begun = clock.now() - timedelta(minutes=30)
    await Lesson.filter(id=lessons[0].id).update(
        starts_at=begun, intake_closes_at=begun, ends_at=begun + timedelta(hours=2)
    )
    await take(lessons[1], await world.person())
    await change(lessons[2], wanted=OFF)
    await change(lessons[2], wanted=ON)
    assert await held(lessons[2]) == [True]


async def test_two_parts_that_are_held_after_all_at_once_are_looked_at_together() -> None:
    lessons = await three()
    await change(lessons[1], wanted=OFF)
    await take(lessons[0], await world.person())
    await change(lessons[2], wanted=OFF)
    await Lesson.filter(id=lessons[0].id).update(ends_at=clock.now() - timedelta(hours=1))
    assert HALF in await refused(*lessons[1:])
    await change(lessons[1], wanted=ON)
    assert HALF in await refused(lessons[2])


async def test_the_way_out_is_sign_up_for_each_class() -> None:
    lessons = await three()
    await change(lessons[1], wanted=OFF)
    who = await world.person()
    await take(lessons[0], who)
    await refused(lessons[1])
    await change_series(await Series.get(), [one.id for one in lessons], "each", by=SYSTEM)
    await change(lessons[1], wanted=ON)
    assert (await take(lessons[1], who)).status == "confirmed"


async def test_control_with_sign_up_for_each_a_part_is_held_after_all() -> None:
    lessons = await three(sign_up="each")
    await change(lessons[1], wanted=OFF)
    await take(lessons[0], await world.person())
    await change(lessons[1], wanted=ON)
    assert await held(lessons[1]) == [True]


async def halves(lessons: list[Lesson]) -> bool:
    """Whether the second class is held while somebody has a seat in the first one and none there."""
    first, second = [await Registration.filter(lesson_id=one.id).values_list("participant_id") for one in lessons[:2]]
    return (await held(lessons[1])) == [True] and set(first) != set(second)


async def sign_ups_meanwhile(everybody: list[Participant]) -> list[Lesson]:
    lessons = await three(capacity=30)
    await change(lessons[1], wanted=OFF)
    deeds: list[Any] = [take(lessons[0], who, secrets.token_hex(16)) for who in everybody]
    await asyncio.gather(*deeds[:1], change(lessons[1], wanted=ON), *deeds[1:], return_exceptions=True)
    return lessons


async def test_nobody_signs_up_for_half_of_it_while_a_part_is_held_after_all() -> None:
    for _try in range(4):
        lessons = await sign_ups_meanwhile(await people(6))
        assert not await halves(lessons)
        await Lesson.filter(id__in=[one.id for one in lessons]).update(day=clock.today() - timedelta(days=400))


@pytest.mark.skipif(DIALECT != "postgres", reason="SQLite has one writer at a time, so that nothing comes between")
async def test_control_without_holding_the_other_parts_somebody_has_half(monkeypatch: pytest.MonkeyPatch) -> None:
    from outreach.changes import carrying

    lessons, claim = await three(), seat_counter.claim
    await change(lessons[1], wanted=OFF)
    settled, reinstated = asyncio.Event(), asyncio.Event()

    async def slow(lesson_id: int, count: int = 1) -> bool:
        settled.set()
        await reinstated.wait()
        return await claim(lesson_id, count)

    async def alone(ids: list[int]) -> list[int]:
        return ids

    monkeypatch.setattr(carrying, "with_siblings", alone)
    monkeypatch.setattr(seat_counter, "claim", slow)
    signing_up = asyncio.create_task(take(lessons[0], await world.person()))
    await settled.wait()
    await change(lessons[1], wanted=ON)
    reinstated.set()
    await signing_up
    assert await halves(lessons)


async def test_control_without_looking_somebody_has_half(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = await three()
    await change(lessons[1], wanted=OFF)
    await take(lessons[0], await world.person())
    monkeypatch.setattr(parts, "_HALVED", f"{parts._HALVED} AND 1 = 0")
    await change(lessons[1], wanted=ON)
    assert await halves(lessons)
