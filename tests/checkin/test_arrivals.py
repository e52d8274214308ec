"""Who came is noted once, however often her ticket is shown, and a mistake stays on record."""

import asyncio

import pytest

from outreach import checkin, registration
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import Arrival, Verdict
from outreach.db import sql
from outreach.refusal import Refusal
from outreach.registration import Registration
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def _check_in(seat: Registration, method: str = "code") -> Verdict:
    return await checkin.check_in(seat.city_id, seat.lesson_id, seat.id, method=method, by=SYSTEM)


async def test_the_first_scan_lets_in_and_the_second_names_the_first() -> None:
    seat = await world.seat(await world.lesson())

    first, second = await _check_in(seat, "qr"), await _check_in(seat)

    assert (first.word, second.word) == ("in", "already")
    assert second.arrival_id == first.arrival_id
    assert second.at == first.at


async def test_ten_thumbs_at_once_make_one_arrival() -> None:
    seat = await world.seat(await world.lesson())

    verdicts = await asyncio.gather(*(_check_in(seat) for _ in range(10)))

    assert sorted(verdict.word for verdict in verdicts) == ["already"] * 9 + ["in"]
    assert await Arrival.all().count() == 1


async def test_without_the_index_the_same_ticket_would_count_twice() -> None:
    seat = await world.seat(await world.lesson())
    await sql.run("DROP INDEX one_standing_arrival")

    await _check_in(seat)
    await _check_in(seat)

    assert await Arrival.all().count() == 2


@pytest.mark.parametrize("status", ["offered", "held", "applied"])
async def test_who_has_not_said_yes_yet_asks_the_coordinator(status: str) -> None:
    row = await world.seat(await world.lesson())
    await Registration.filter(id=row.id).update(status=status)
    assert (await _check_in(row)).word == "waiting"


async def test_waiting_cancelled_and_strange_tickets_do_not_arrive() -> None:
    lesson = await world.lesson(capacity=1)
    seat = await world.seat(lesson)
    waits = await world.seat(lesson, await world.person(name="左藤 花"))
    await registration.cancel(seat, by=SYSTEM)

    assert (await _check_in(seat)).word == "cancelled"
    assert (await _check_in(waits)).word == "waiting"
    strange = await checkin.check_in(lesson.city_id, lesson.id, 999_999, method="code", by=SYSTEM)
    assert strange.word == "other"
    assert not await Arrival.all().exists()


async def test_a_ticket_of_another_class_or_city_does_not_arrive() -> None:
    seat = await world.seat(await world.lesson())
    other, tomi = await world.lesson(), await world.tomi()

    elsewhere = await checkin.check_in(seat.city_id, other.id, seat.id, method="code", by=SYSTEM)
    abroad = await checkin.check_in(tomi.id, seat.lesson_id, seat.id, method="code", by=SYSTEM)

    assert (elsewhere.word, abroad.word) == ("other", "other")
    assert not await Arrival.all().exists()


async def test_a_mistake_is_taken_back_once_and_she_may_come_again() -> None:
    seat = await world.seat(await world.lesson())
    first = await _check_in(seat)
    assert first.arrival_id
    where = (seat.city_id, seat.lesson_id, first.arrival_id)

    assert await checkin.undo(*where, "wrong name", by=SYSTEM)
    assert not await checkin.undo(*where, "wrong name", by=SYSTEM)
    assert await checkin.present(seat.lesson_id) == 0
    assert (await _check_in(seat)).word == "in"
    assert await Arrival.all().count() == 2


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
async def test_taking_back_needs_a_reason(reason: str) -> None:
    seat = await world.seat(await world.lesson())
    first = await _check_in(seat)

    with pytest.raises(Refusal):
        await checkin.undo(seat.city_id, seat.lesson_id, first.arrival_id or 0, reason, by=SYSTEM)

    assert await checkin.present(seat.lesson_id) == 1


async def test_another_city_takes_nothing_back_here() -> None:
    seat, tomi = await world.seat(await world.lesson()), await world.tomi()
    first = await _check_in(seat)

    assert not await checkin.undo(tomi.id, seat.lesson_id, first.arrival_id or 0, "x", by=SYSTEM)
    assert await checkin.present(seat.lesson_id) == 1


async def test_each_arrival_and_each_taking_back_is_on_record() -> None:
    seat = await world.seat(await world.lesson())
    first = await _check_in(seat)
    await checkin.undo(seat.city_id, seat.lesson_id, first.arrival_id or 0, "wrong name", by=SYSTEM)

    deeds = await AuditEntry.filter(action__startswith="arrival.").order_by("id")

    assert [deed.action for deed in deeds] == ["arrival.noted", "arrival.undone"]
    assert "佐藤" not in "".join(deed.detail for deed in deeds)
