"""People who come together: seats together, one place together, split only if they say so."""

import asyncio
from datetime import timedelta

import pytest

from outreach import clock
from outreach.audit import Actor
from outreach.lessons import Lesson, make_series
from outreach.people import clean_details
from outreach.refusal import Refusal
from outreach.registration import (
    Registration,
    cancel,
    party_of,
    register_party,
    seats,
    split,
    take_offer,
)
from outreach.upkeep.rules import verify
from tests import world
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")


async def lesson_of(capacity: int) -> Lesson:
    return await world.lesson(day=world.working_day(), capacity=capacity)


async def together(lesson: Lesson, count: int = 2, key: str = "") -> list[Registration]:
    ids = await register_party(wish(lesson), [one.id for one in await people(count)], key=key, by=CLERK)
    return await Registration.filter(id__in=ids).order_by("id")


async def test_two_get_seats_together_with_a_ticket_each() -> None:
    lesson = await lesson_of(3)
    pair = await together(lesson)
    assert [row.status for row in pair] == ["confirmed", "confirmed"]
    assert len({row.code for row in pair}) == 2
    assert len({row.party for row in pair}) == 1
    assert [row.id for row in await party_of(pair[0])] == [row.id for row in pair]
    assert (await Lesson.get(id=lesson.id)).taken == 2


async def test_two_into_one_seat_wait_together_under_one_number() -> None:
    lesson = await lesson_of(1)
    pair = await together(lesson)
    assert [(row.status, row.place) for row in pair] == [("waiting", 1), ("waiting", 1)]
    now = await Lesson.get(id=lesson.id)
    assert (now.taken, now.waiting, now.last_place) == (0, 2, 1)
    assert await verify() == []


async def test_the_same_form_again_brings_the_same_party() -> None:
    lesson, city = await lesson_of(4), await world.morioka()
    typed = [
        {"name": "佐藤 一", "kana": "サトウ ハジメ", "phone": "019-622-4411"},
        {"name": "佐藤 花", "kana": "サトウ ハナ"},
    ]
    who = [clean_details(one, city.area_code) for one in typed]
    first = await register_party(wish(lesson), who, key="k", by=CLERK)
    assert await register_party(wish(lesson), who, key="k", by=CLERK) == first
    assert (await Lesson.get(id=lesson.id)).taken == 2
    with pytest.raises(Refusal) as refused:
        await register_party(wish(lesson), who[::-1], key="k", by=CLERK)
    assert refused.value.code == "key-reused"


@pytest.mark.parametrize("count", [1, 7])
async def test_a_party_is_two_to_six(count: int) -> None:
    with pytest.raises(Refusal) as refused:
        await together(await lesson_of(10), count)
    assert refused.value.code == "party"


async def test_nobody_comes_twice_in_one_party() -> None:
    lesson, [one] = await lesson_of(4), await people(1)
    with pytest.raises(Refusal) as refused:
        await register_party(wish(lesson), [one.id, one.id], key="", by=CLERK)
    assert refused.value.code == "party"
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def test_where_one_is_signed_up_already_none_of_them_gets_a_seat() -> None:
    lesson = await lesson_of(5)
    here, other = await people(2)
    await take(lesson, here)
    with pytest.raises(Refusal) as refused:
        await register_party(wish(lesson), [other.id, here.id], key="", by=CLERK)
    assert refused.value.code == "already"
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_they_take_an_offer_together() -> None:
    lesson = await lesson_of(2)
    seated = [await take(lesson, who) for who in await people(2)]
    pair = await together(lesson)
    for row in seated:
        await cancel(row, by=CLERK)
    assert {row.status for row in await party_of(pair[0])} == {"offered"}
    assert await take_offer(pair[1], by=CLERK)
    assert {row.status for row in await party_of(pair[0])} == {"confirmed"}


async def test_one_of_them_may_give_up_alone_or_both() -> None:
    lesson = await lesson_of(4)
    pair, other = await together(lesson), await together(lesson)
    await cancel(pair[0], by=CLERK)
    await cancel(other[0], by=CLERK, party=True)
    kept = await Registration.filter(lesson_id=lesson.id, status="confirmed")
    assert [row.id for row in kept] == [pair[1].id]
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_split_they_keep_their_place_and_may_go_one_by_one() -> None:
    lesson = await lesson_of(1)
    [seated] = [await take(lesson, who) for who in await people(1)]
    pair = await together(lesson)
    assert await split(pair[0], by=CLERK)
    assert not await split(pair[0], by=CLERK)
    await cancel(seated, by=CLERK)
    assert [(await Registration.get(id=row.id)).status for row in pair] == ["offered", "waiting"]
    assert await verify() == []


async def test_together_in_a_whole_series() -> None:
    city, course = await world.morioka(), await world.course()
    days = [clock.today() + timedelta(days=7 * n) for n in (2, 3)]
    lessons = [await world.lesson(day=day, capacity=2) for day in days]
    await make_series(city, course, [one.id for one in lessons], "all", by=CLERK)
    pair, late = await together(lessons[0]), await together(lessons[1])
    for lesson in lessons:
        rows = await Registration.filter(lesson_id=lesson.id).order_by("id")
        assert [row.status for row in rows] == ["confirmed"] * 2 + ["waiting"] * 2
        assert len({row.party for row in rows}) == 2
    await cancel(pair[0], by=CLERK, party=True)
    both = await Registration.filter(party=late[0].party)
    assert {row.status for row in both} == {"waiting"}  # the second class is still full
    others = await Registration.filter(party=pair[0].party, status="confirmed")
    await cancel(others[0], by=CLERK, party=True)
    both = await Registration.filter(party=late[0].party)
    assert [row.status for row in both] == ["offered"] * 4
    assert await verify() == []


async def test_couples_who_race_for_three_seats_are_never_split() -> None:
    lesson = await lesson_of(3)
    crowd = await people(8)
    pairs = [crowd[n : n + 2] for n in range(0, 8, 2)]
    by = [Actor("account", n, 1, frozenset({"clerk"}), "clerk") for n in range(4)]
    await asyncio.gather(
        *(
            register_party(wish(lesson), [one.id for one in pair], key="", by=clerk)
            for pair, clerk in zip(pairs, by, strict=True)
        )
    )
    rows = await Registration.filter(lesson_id=lesson.id)
    stands = {name: {row.status for row in rows if row.party == name} for name in {row.party for row in rows}}
    assert sorted(map(sorted, stands.values())) == [["confirmed"], ["waiting"], ["waiting"], ["waiting"]]
    assert await verify() == []


async def test_control_claimed_seat_by_seat_a_couple_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await lesson_of(1)

    async def one_by_one(lesson_id: int, count: int = 1) -> bool:
        return any([bool(await claim(lesson_id)) for _seat in range(count)])

    claim = seats.claim
    monkeypatch.setattr(seats, "claim", one_by_one)
    await together(lesson)
    now = await Lesson.get(id=lesson.id)
    assert (now.taken, await Registration.filter(lesson_id=lesson.id, status="confirmed").count()) == (1, 2)


async def test_people_who_part_are_offered_the_seats_that_were_too_few_for_all_of_them() -> None:
    lesson = await world.lesson(day=world.working_day(14), capacity=2)
    made = await register_party(wish(lesson), [one.id for one in await people(3)], key="three", by=CLERK)
    first = await Registration.get(id=made[0])

    assert await split(first, by=CLERK)

    rows = await Registration.filter(lesson_id=lesson.id).order_by("id")
    assert [row.status for row in rows] == ["offered", "offered", "waiting"]
