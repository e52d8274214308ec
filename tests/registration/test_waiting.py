"""The waiting list: a free seat goes to who waits longest, once she has been told."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.audit import AuditEntry
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, give_seat, seats
from tests import world
from tests.registration.wishing import CLERK, agreement, people, take

pytestmark = pytest.mark.usefixtures("database")


async def full_with_three_waiting() -> tuple[Lesson, list[Registration]]:
    lesson = await world.lesson(capacity=1)
    return lesson, [await take(lesson, who) for who in await people(4)]


async def refused(row: Registration) -> str:
    with pytest.raises(Refusal) as refusal:
        await give_seat(row, by=CLERK)
    return refusal.value.code


async def test_the_first_gets_the_seat_that_became_free() -> None:
    lesson, (seat, first, *_others) = await full_with_three_waiting()
    await cancel(seat, by=CLERK)
    assert await give_seat(first, by=CLERK)
    await first.refresh_from_db()
    assert (first.status, first.place) == ("confirmed", 1)
    assert await agreement(lesson) == (1, 2)
    assert (await AuditEntry.get(action="registration.promoted")).subject == f"registration:{first.id}"


async def test_nobody_gets_a_seat_before_who_waits_longer() -> None:
    lesson, (seat, _first, second, _third) = await full_with_three_waiting()
    await cancel(seat, by=CLERK)
    assert await refused(second) == "not-first"
    assert await agreement(lesson) == (0, 3)


async def test_without_a_free_seat_there_is_nothing_to_give() -> None:
    lesson, (_seat, first, *_others) = await full_with_three_waiting()
    assert await refused(first) == "full"
    assert await agreement(lesson) == (1, 3)


async def test_control_without_the_condition_a_waiting_place_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    unconditional = "UPDATE lessons SET taken = taken + ?, waiting = waiting - ? WHERE id = ? AND ? > 0"
    monkeypatch.setattr(seats, "_CLAIM_FOR_WAITING", unconditional)
    lesson, (_seat, first, *_others) = await full_with_three_waiting()
    await give_seat(first, by=CLERK)
    assert await agreement(lesson) == (2, 2)


async def test_giving_twice_at_once_gives_one_seat() -> None:
    lesson, (seat, first, *_others) = await full_with_three_waiting()
    await cancel(seat, by=CLERK)
    assert sorted(await asyncio.gather(*(give_seat(first, by=CLERK) for _ in range(3)))) == [False, False, True]
    assert await agreement(lesson) == (1, 2)


async def test_who_gave_up_her_place_no_longer_waits_and_the_next_is_first() -> None:
    lesson, (seat, first, second, _third) = await full_with_three_waiting()
    await cancel(first, by=CLERK)
    await cancel(seat, by=CLERK)
    assert await refused(first) == "not-waiting"
    assert await give_seat(second, by=CLERK)
    assert await agreement(lesson) == (1, 1)


deeds = st.lists(st.tuples(st.sampled_from(["take", "cancel", "give", "grow"]), st.integers(0, 5)), max_size=25)


@settings(max_examples=20)
@given(capacity=st.integers(0, 3), story=deeds)
async def test_whatever_happens_seats_equal_the_count_and_nobody_passes_the_queue(
    capacity: int, story: list[tuple[str, int]]
) -> None:
    lesson, everybody = await world.lesson(capacity=capacity), await people(6)
    rows: dict[int, Registration] = {}
    refusals: set[str] = set()
    for deed, n in story:
        try:
            if deed == "take":
                rows[n] = await take(lesson, everybody[n])
            elif deed == "grow":
                capacity += 1
                await Lesson.filter(id=lesson.id).update(capacity=capacity)
            elif n in rows:
                await (cancel if deed == "cancel" else give_seat)(rows[n], by=CLERK)
        except Refusal as refusal:
            refusals.add(refusal.code)
        taken, _waiting = await agreement(lesson)
        assert taken <= capacity
    assert refusals <= {"already", "full", "not-first", "not-waiting"}
    places = [row.place for row in await Registration.filter(lesson_id=lesson.id).order_by("id") if row.place]
    assert places == list(range(1, len(places) + 1))
