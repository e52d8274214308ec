"""Giving up: the seat is free exactly once, the reason is kept, and nobody moves up untold."""

import asyncio
from datetime import timedelta

import pytest

from outreach import clock
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, Withdrawal, cancel, giving_up, matches_phone
from tests import world
from tests.registration.wishing import CLERK, agreement, people, take

pytestmark = pytest.mark.usefixtures("database")


async def test_a_cancelled_seat_is_free_again_and_says_who_why_and_when() -> None:
    lesson = await world.lesson()
    row = await take(lesson, await world.person())
    assert await cancel(row, by=CLERK, reason=" 風邪 ")
    kept = await Withdrawal.get(registration_id=row.id)
    assert (kept.by, kept.reason) == ("account:1", "風邪")
    assert await agreement(lesson) == (0, 0)


async def test_cancelling_five_times_at_once_frees_one_seat() -> None:
    lesson, (one, other) = await world.lesson(), await people(2)
    row = await take(lesson, one)
    await take(lesson, other)
    done = await asyncio.gather(*(cancel(row, by=CLERK) for _ in range(5)))
    assert sorted(done) == [False, False, False, False, True]
    assert await agreement(lesson) == (1, 0)
    assert await Withdrawal.all().count() == 1


async def test_control_without_the_condition_a_seat_is_freed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, (one, other) = await world.lesson(), await people(2)
    row = await take(lesson, one)
    await take(lesson, other)
    await cancel(row, by=CLERK)
    await Withdrawal.all().delete()

    async def always_confirmed(_registration_id: int) -> str:
        return "confirmed"

    monkeypatch.setattr(giving_up, "status_of", always_confirmed)
    monkeypatch.setattr(giving_up, "_END", "UPDATE registrations SET status = 'cancelled' WHERE id = ? AND ? <> ''")
    assert await cancel(row, by=CLERK)
    assert (await Lesson.get(id=lesson.id)).taken == 0
    assert await Registration.filter(status="confirmed").count() == 1


async def test_a_freed_seat_makes_nobody_confirmed_who_was_not_told() -> None:
    lesson, (one, other) = await world.lesson(capacity=1), await people(2)
    seat, place = await take(lesson, one), await take(lesson, other)
    await cancel(seat, by=CLERK)
    await place.refresh_from_db()
    assert place.status == "waiting"
    assert await agreement(lesson) == (0, 1)


async def test_giving_up_a_place_leaves_the_seats_alone_and_its_number_unused() -> None:
    lesson, (one, two, three) = await world.lesson(capacity=1), await people(3)
    await take(lesson, one)
    await cancel(await take(lesson, two), by=CLERK)
    assert await agreement(lesson) == (1, 0)
    assert (await take(lesson, three)).place == 2


@pytest.mark.parametrize("reason", ["あ" * 201, "a\0b", "\u202e"])
async def test_a_reason_that_cannot_be_kept_cancels_nothing(reason: str) -> None:
    lesson = await world.lesson()
    row = await take(lesson, await world.person())
    with pytest.raises(Refusal):
        await cancel(row, by=CLERK, reason=reason)
    assert await agreement(lesson) == (1, 0)


@pytest.mark.parametrize(
    ("phone", "typed", "matches"),
    [
        ("019-622-4411", "4411", True),
        ("019-622-4411", "４４１１", True),
        ("019-622-4411", "019-622-4411", True),
        ("019-622-4411", "1144", False),
        ("019-622-4411", "411", False),
        ("019-622-4411", "", False),
        ("", "", False),
        ("", "0000", False),
    ],
)
async def test_the_last_four_digits_open_a_ticket_and_no_phone_opens_none(
    phone: str,
    typed: str,
    matches: bool,  # noqa: FBT001
) -> None:
    assert matches_phone(await world.person(phone=phone), typed) is matches


async def test_once_the_class_is_over_nobody_gives_up_a_seat() -> None:
    seat = await world.seat(await world.lesson(starts_at=clock.now() - timedelta(hours=2)))

    with pytest.raises(Refusal, match="over"):
        await cancel(seat, by=CLERK)
    assert (await Registration.get(id=seat.id)).status == "confirmed"
