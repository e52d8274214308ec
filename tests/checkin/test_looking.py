"""Who has no ticket with her is found by her name, within her class only."""

import pytest

from outreach import checkin
from outreach.audit import SYSTEM, Actor, AuditEntry
from outreach.checkin import phones
from outreach.refusal import Refusal
from tests import world
from tests.checkin.phone import at_door

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("typed", ["さとう", "サトウ", "ｻﾄｳ", "佐藤", "佐藤ハナ", "はな", "4411"])
async def test_she_is_found_by_reading_name_or_the_end_of_her_phone(typed: str) -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)

    assert [row.id for row in await checkin.look_up(lesson, typed, by=SYSTEM)] == [seat.id]


async def test_who_is_in_another_class_is_not_found() -> None:
    await world.seat(await world.lesson())

    assert await checkin.look_up(await world.lesson(), "さとう", by=SYSTEM) == []


@pytest.mark.parametrize("typed", ["", "  ", "x" * 61])
async def test_a_search_for_nothing_or_for_too_much_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        await checkin.look_up(await world.lesson(), typed, by=SYSTEM)


async def test_the_search_is_on_record_without_what_was_typed() -> None:
    lesson = await world.lesson()
    await checkin.look_up(lesson, "さとう", by=SYSTEM)

    deed = await AuditEntry.get(action="door.searched")

    assert deed.detail == '{"found":0}'


async def test_a_volunteer_looks_for_names_on_the_day_of_the_class_only() -> None:
    volunteer = Actor("pass", 1, roles=frozenset({"volunteer"}))
    today = await world.held_lesson()
    seat = await world.seat(today)

    assert [row.id for row in await checkin.look_up(today, "さとう", by=volunteer)] == [seat.id]
    with pytest.raises(Refusal, match="on the day"):
        await checkin.look_up(await world.lesson(), "さとう", by=volunteer)


async def test_a_volunteers_own_phone_looks_for_names_alone() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), phones.actor_of(await (await at_door(lesson)).row())

    assert [row.id for row in await checkin.look_up(lesson, "4411", by=SYSTEM)] == [seat.id]
    assert [row.id for row in await checkin.look_up(lesson, "さとう", by=phone)] == [seat.id]
    for typed in ("4411", "4 4 1 1", "４４１１", "411"):
        assert await checkin.look_up(lesson, typed, by=phone) == []
