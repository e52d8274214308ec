"""Finding registrations: in this city only, in the order in which people are called."""

import pytest

from outreach.registration import before, by_code, by_id, by_token, cancel, expected, history, withdrawal
from tests import world
from tests.registration.wishing import CLERK, take

pytestmark = pytest.mark.usefixtures("database")


async def test_seats_stand_in_kana_order_and_then_the_waiting_list_by_number() -> None:
    lesson = await world.lesson(capacity=2)
    for name, kana in (("山田", "ヤマダ"), ("青木", "アオキ"), ("若林", "ワカバヤシ"), ("池田", "イケダ")):
        await take(lesson, await world.person(name=name, kana=kana, phone=""))
    rows = await expected(lesson.city_id, lesson.id)
    assert [row.participant.name for row in rows] == ["青木", "山田", "若林", "池田"]


async def test_who_gave_up_is_not_expected_but_stays_in_the_history() -> None:
    lesson = await world.lesson()
    row = await take(lesson, await world.person())
    await cancel(row, by=CLERK)
    assert await expected(lesson.city_id, lesson.id) == []
    assert [one.id for one in await history(lesson.city_id, row.participant_id)] == [row.id]
    assert await withdrawal(row) is not None


async def test_a_ticket_is_found_by_code_token_and_id_in_its_own_city_only() -> None:
    row = await take(await world.lesson(), await world.person())
    other = (await world.tomi()).id
    for find, value in ((by_code, row.code), (by_token, row.token)):
        assert (await find(row.city_id, value)) == row
        assert (await find(other, value)) is None
    assert await by_id(row.city_id, row.id) == row
    assert await by_id(other, row.id) is None
    assert await history(other, row.participant_id) == []


async def test_how_many_are_called_before_her() -> None:
    lesson = await world.lesson(capacity=1)
    names = [("一", "イチ"), ("二", "ニ"), ("三", "サン"), ("四", "シ")]
    seat, first, second, third = [
        await take(lesson, await world.person(name=name, kana=kana, phone="")) for name, kana in names
    ]
    await cancel(first, by=CLERK)
    assert [await before(row) for row in (seat, second, third)] == [0, 0, 1]
