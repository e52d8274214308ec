"""What two people do at the same moment, or one does too late, still leaves one true story."""

import asyncio

import pytest

from outreach import checkin
from outreach.audit import PUBLIC
from outreach.checkin import Arrival
from outreach.people import Participant, clean_details
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, sign_up
from tests import world
from tests.registration.wishing import CLERK, agreement, take, wish

pytestmark = pytest.mark.usefixtures("database")
FUMI = {"name": "工藤 フミ", "kana": "クドウ フミ", "phone": "019-652-1234"}


async def test_one_newcomer_in_eight_windows_is_one_person_with_one_seat() -> None:
    lesson, details = await world.lesson(), clean_details(FUMI, "019")

    done = await asyncio.gather(
        *(sign_up(wish(lesson, "web"), details, key=f"key-{n}", by=PUBLIC) for n in range(8)), return_exceptions=True
    )

    assert sorted(one.code for one in done if isinstance(one, Refusal)) == ["already"] * 7
    assert await Participant.all().count() == await Registration.all().count() == 1
    assert await agreement(lesson) == (1, 0)


async def test_one_newcomer_who_signs_up_for_two_classes_at_once_is_one_person() -> None:
    lessons = [await world.lesson() for _ in range(6)]
    details = clean_details(FUMI, "019")

    await asyncio.gather(*(sign_up(wish(one, "web"), details, key=f"key-{one.id}", by=PUBLIC) for one in lessons))

    assert await Participant.all().count() == 1
    assert await Registration.all().count() == 6


async def test_who_has_arrived_cannot_give_up_her_seat_before_the_arrival_is_taken_back() -> None:
    lesson = await world.lesson()
    row = await take(lesson, await world.person())
    verdict = await checkin.check_in(row.city_id, lesson.id, row.id, method="code", by=CLERK)

    with pytest.raises(Refusal) as refused:
        await cancel(row, by=CLERK)
    assert refused.value.code == "arrived"

    assert verdict.arrival_id
    await checkin.undo(row.city_id, lesson.id, verdict.arrival_id, "pressed the wrong name", by=CLERK)
    assert await cancel(row, by=CLERK)


async def test_an_arrival_and_a_cancellation_at_once_never_both_stand() -> None:
    lesson = await world.lesson(capacity=30)
    rows = [await take(lesson, await world.person(name=f"人{n}", kana="ヒト", phone="")) for n in range(12)]

    deeds = [checkin.check_in(one.city_id, lesson.id, one.id, method="code", by=CLERK) for one in rows]
    await asyncio.gather(*deeds, *(cancel(one, by=CLERK) for one in rows), return_exceptions=True)

    arrived = {row.registration_id for row in await Arrival.filter(standing=True)}
    gone = {row.id for row in await Registration.filter(status="cancelled")}
    assert arrived & gone == set()
    assert len(arrived | gone) == 12
