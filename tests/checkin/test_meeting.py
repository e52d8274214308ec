"""Two phones, a desk, a volunteer with a link and the office meet over one ticket: she has come once, or not at all."""

import asyncio
from typing import Any

import pytest

from outreach import checkin
from outreach.audit import SYSTEM, Actor
from outreach.checkin import Arrival, settling
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")


async def test_the_same_ticket_on_two_phones_is_one_arrival_and_one_card() -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    one, other = await at_door(lesson), await at_door(lesson)
    one.scan(seat)
    other.scan(seat)

    await asyncio.gather(one.sync(), other.sync(), one.sync(), other.sync())

    assert await Arrival.all().count() == 1
    state = await checkin.door.day_state(lesson.city_id, lesson.centre_id, lesson.day)
    assert [card.key for card in state.cards] == [f"twice:{seat.id}"]


async def _torn(seat: Registration, one: Phone, other: Phone) -> bool:
    """One phone takes back what it noted while the other notes the same: whether she has come afterwards."""
    entry = one.scan(seat)
    await one.sync(entry)
    undone, again = one.undo(entry), other.scan(seat)
    await asyncio.gather(one.sync(undone), other.sync(again))
    return await checkin.present(seat.lesson_id) == 1


async def test_what_one_phone_takes_back_while_another_notes_it_has_happened() -> None:
    for _ in range(4):
        lesson = await world.held_lesson()
        seat = await world.seat(lesson)
        assert await _torn(seat, await at_door(lesson), await at_door(lesson))


async def test_control_without_holding_the_classes_she_would_be_lost_on_postgresql(
    monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    if dialect == "sqlite":  # one writer at a time: nobody can meet there
        return
    gate, follow = asyncio.Barrier(2), settling.settle
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    one, other = await at_door(lesson), await at_door(lesson)

    async def unheld(*door: Any) -> dict[int, str]:
        return {row.id: row.status for row in await Lesson.filter(centre_id=door[1], day=door[2])}

    async def together(*args: Any, by: Actor) -> dict[str, int]:
        if len(one.log) == 2:
            await gate.wait()
        done = await follow(*args, by=by)
        if len(one.log) == 2:
            await gate.wait()
        return done

    monkeypatch.setattr(settling, "hold", unheld)
    monkeypatch.setattr(settling, "settle", together)
    assert not await _torn(seat, one, other)


async def test_a_phone_cannot_take_back_what_another_one_wrote() -> None:
    lesson = await world.held_lesson()
    seat, one, other = await world.seat(lesson), await at_door(lesson), await at_door(lesson)
    entry = one.scan(seat)
    await one.sync()
    other.undo(entry)
    await other.sync()
    assert await checkin.present(lesson.id) == 1


async def test_when_the_first_of_two_phones_takes_it_back_the_other_one_has_noted_her() -> None:
    lesson = await world.held_lesson()
    seat, one, other = await world.seat(lesson), await at_door(lesson), await at_door(lesson)
    entry = one.scan(seat)
    await one.sync()
    other.scan(seat, how="code", ref="", code=seat.code)
    await other.sync()
    await one.sync(one.undo(entry))
    standing = await Arrival.get(standing=True)
    assert (standing.by, standing.method) == (f"phone:{other.id}", "code")


async def test_what_the_office_took_back_stays_so_until_somebody_sees_her_again() -> None:
    lesson = await world.held_lesson()
    seat, phone, other = await world.seat(lesson), await at_door(lesson), await at_door(lesson)
    phone.scan(seat)
    await phone.sync()
    arrival = await Arrival.get()

    assert await checkin.undo(lesson.city_id, lesson.id, arrival.id, "wrong name", by=await world.staff())
    await phone.sync()
    assert await checkin.present(lesson.id) == 0

    other.scan(seat)
    await other.sync()
    assert await checkin.present(lesson.id) == 1


async def test_a_volunteer_with_a_link_takes_back_only_what_she_noted_herself() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    volunteer = await checkin.actor_of(await world.door_pass(lesson))
    assert volunteer
    verdict = await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=volunteer)
    phone.scan(seat)
    await phone.sync()
    assert (await Arrival.get()).by == volunteer.reference

    await checkin.undo(lesson.city_id, lesson.id, verdict.arrival_id or 0, "wrong name", by=volunteer)

    assert (await Arrival.get(standing=True)).by == f"phone:{phone.id}"


async def test_who_is_here_already_by_the_desk_stays_so() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="desk", by=SYSTEM)
    entry = phone.scan(seat)
    await phone.sync()
    await phone.sync(phone.undo(entry))
    assert (await Arrival.get(standing=True)).method == "desk"
    assert (await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="desk", by=SYSTEM)).word == "already"
