"""What the server settles by itself, and what it must never do: get stuck, forget somebody, split a party."""

import logging
import secrets
from datetime import timedelta

import pytest
import time_machine

from outreach import clock
from outreach.changes import carry_out
from outreach.changes.wanting import Wanted
from outreach.cities import City
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.lessons.lots import choose
from outreach.notices import Told
from outreach.refusal import Refusal
from outreach.registration import (
    Registration,
    Wish,
    by_id,
    cancel,
    cancel_all,
    confirm_hold,
    give_seat,
    hold,
    lottery,
    move_to,
    register,
    register_party,
    sweep,
    take_offer,
)
from outreach.upkeep.rules import verify
from tests import world
from tests.registration.test_series import three
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")


async def held(lesson: Lesson) -> Registration:
    [who] = await people(1)
    return await Registration.get(id=await hold(wish(lesson), who.id, key=secrets.token_hex(8), by=CLERK))


async def offered(lesson: Lesson) -> Registration:
    """Somebody to whom the only seat of this class was offered."""
    has, waits = [await take(lesson, who) for who in await people(2)]
    await cancel(has, by=CLERK)
    return await Registration.get(id=waits.id)


async def status(row: Registration) -> str:
    return (await Registration.get(id=row.id)).status


async def told(row: Registration, way: str, outcome: str) -> None:
    await Told.create(
        registration_id=row.id, topic="offer", number=1, way=way, outcome=outcome, by="system", at=clock.now()
    )


async def refused(work: object) -> str:
    with pytest.raises(Refusal) as refusal:
        await work  # type: ignore[misc]
    return refusal.value.code


async def test_after_a_weekend_off_the_server_settles_what_is_over_and_what_is_not() -> None:
    soon = await world.lesson(day=world.working_day(5), capacity=1)
    later = await world.lesson(day=world.working_day(30), capacity=1)
    row, other = await offered(soon), await held(later)
    await told(row, "call", "no_answer")
    with time_machine.travel(soon.ends_at + timedelta(hours=1)):
        assert await sweep() == 2
        assert await sweep() == 0
    assert [await status(row), await status(other)] == ["cancelled", "cancelled"]
    assert await verify() == []


async def test_a_draw_that_cannot_be_opened_keeps_nobody_else_waiting(caplog: pytest.LogCaptureFixture) -> None:
    now = clock.now()
    lots = await world.lesson(day=world.working_day(9), intake_opens_at=now, draws_at=now + timedelta(days=1))
    await choose(lots.id, now)
    await sql.run("UPDATE lotteries SET seed_sealed = '9.AAAA' WHERE lesson_id = ?", lots.id)
    row = await held(await world.lesson(day=world.working_day(8)))
    with time_machine.travel(now + timedelta(days=2)), caplog.at_level(logging.ERROR):
        assert await sweep() == 1
    assert await status(row) == "cancelled"
    assert f"class {lots.id} could not be settled" in caplog.text


@pytest.mark.parametrize("attempts", [[("mail", "told"), ("mail", "failed")], [("letter", "told")]])
async def test_who_cannot_know_of_her_offer_keeps_her_place(attempts: list[tuple[str, str]]) -> None:
    row = await offered(await world.lesson(day=world.working_day(10), capacity=1))
    assert row.until is not None
    for way, outcome in attempts:
        await told(row, way, outcome)
    with time_machine.travel(row.until):
        await sweep()
    assert await status(row) == "offered"


async def test_a_mail_that_went_out_has_told_her() -> None:
    row = await offered(await world.lesson(day=world.working_day(10), capacity=1))
    assert row.until is not None
    await told(row, "mail", "told")
    with time_machine.travel(row.until):
        await sweep()
    assert await status(row) == "cancelled"


async def test_of_an_offered_series_she_gives_up_all_or_nothing() -> None:
    lessons = await three(1, 1, 1)
    has, waits = [await take(lessons[0], who) for who in await people(2)]
    await cancel_all(has, by=CLERK)
    rows = await Registration.filter(participant_id=waits.participant_id).order_by("id")
    assert [row.status for row in rows] == ["offered"] * 3
    await cancel(rows[1], by=CLERK)
    assert [await status(row) for row in rows] == ["cancelled"] * 3
    assert await verify() == []


async def test_a_party_of_a_series_is_offered_whole_where_one_of_them_sits_in_one_class_already() -> None:
    lessons = await three(2, 2, 2)
    has, one, other = await people(3)
    full, _row = await take(lessons[0], has), await take(lessons[0], one)
    for row in (await Registration.filter(participant_id=one.id).order_by("lesson_id"))[1:]:
        await cancel(row, by=CLERK)
    await register_party(wish(lessons[1]), [one.id, other.id], key="p", by=CLERK)
    await cancel(full, by=CLERK)

    async def stands() -> list[str]:
        rows = Registration.filter(lesson_id__in=[lessons[1].id, lessons[2].id]).exclude(status="cancelled")
        return [row.status for row in await rows.exclude(participant_id=has.id)]

    assert await stands() == ["waiting"] * 4  # the seats of the other two classes do not suffice for both
    await cancel_all(await Registration.get(lesson_id=lessons[1].id, participant_id=has.id), by=CLERK)
    assert await stands() == ["offered"] * 4
    row = await Registration.get(lesson_id=lessons[0].id, participant_id=other.id, status="offered")
    assert await take_offer(row, by=CLERK)
    assert await stands() == ["confirmed"] * 4
    assert await verify() == []


async def test_nobody_gets_a_seat_in_a_class_that_is_cancelled_or_over() -> None:
    lesson = await world.lesson(day=world.working_day(), capacity=2)
    kept, [who] = await held(lesson), await people(1)
    await take(lesson, who)
    waits = await take(lesson, (await people(1))[0])
    await Lesson.filter(id=lesson.id).update(capacity=3)
    with time_machine.travel(lesson.ends_at + timedelta(days=1)):
        assert await refused(give_seat(waits, by=CLERK)) == "over"
        assert await refused(confirm_hold(kept, by=CLERK)) == "over"
    city = await City.get(id=lesson.city_id)
    await carry_out(city, [lesson.id], Wanted("cancelled"), by=await world.staff(city), reason="台風")
    assert await refused(confirm_hold(kept, by=CLERK)) == "off"


async def test_lots_are_not_drawn_once_the_class_has_begun() -> None:
    now = clock.now()
    lesson = await world.lesson(day=world.working_day(), intake_opens_at=now, draws_at=now + timedelta(days=1))
    await choose(lesson.id, now)
    row = await take(lesson, (await people(1))[0])
    with time_machine.travel(lesson.starts_at):
        assert await lottery.due() == []
        assert await sweep() == 0
    assert await status(row) == "applied"


@pytest.mark.parametrize(("asked", "moves"), [("phone", True), ("web", False)])
async def test_seats_kept_for_the_phone_are_for_who_phones_to_move(asked: str, moves: bool) -> None:  # noqa: FBT001
    until = clock.now() + timedelta(days=2)
    here = await world.lesson(day=world.working_day(7))
    there = await world.lesson(day=world.working_day(14), capacity=2, phone_seats=2, phone_until=until)
    [who] = await people(1)
    row = await by_id(here.city_id, await register(Wish(here.city_id, here.id, "web"), who.id, key="", by=CLERK))
    assert row is not None
    if moves:
        assert await move_to(row, there.id, key="", by=CLERK, channel=asked)
    else:
        assert await refused(move_to(row, there.id, key="", by=CLERK, channel=asked)) == "phone-only"
