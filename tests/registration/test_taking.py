"""Taking a seat: open classes only, one per person, one per key, and never more than there are."""

import asyncio
from datetime import timedelta

import pytest

from outreach import clock
from outreach.audit import AuditEntry
from outreach.lessons import Lesson
from outreach.people import Participant, clean_details
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, register, seats, sign_up
from outreach.registration.taking import Wish
from outreach.tickets import read_code, read_token
from tests import world
from tests.registration.wishing import CLERK, agreement, people, take, wish

pytestmark = pytest.mark.usefixtures("database")
FUMI = {"name": "工藤 フミ", "kana": "くどう ふみ", "phone": "652-1234"}


async def refused(of: Wish, who: Participant, key: str = "k") -> str:
    with pytest.raises(Refusal) as refusal:
        await register(of, who.id, key=key, by=CLERK)
    return refusal.value.code


async def test_a_free_seat_is_taken_at_once() -> None:
    row = await take(await world.lesson(), await world.person())
    assert (row.status, row.place, row.channel, row.taken_by) == ("confirmed", None, "phone", "account:1")
    assert read_code(row.code) == row.code
    assert read_token(row.token) == row.token


async def test_a_full_class_gives_numbered_places_in_the_order_of_asking() -> None:
    lesson = await world.lesson(capacity=1)
    rows = [await take(lesson, who) for who in await people(3)]
    assert [(row.status, row.place) for row in rows] == [("confirmed", None), ("waiting", 1), ("waiting", 2)]
    assert await agreement(lesson) == (1, 2)


async def test_a_free_seat_for_which_others_wait_is_not_taken_from_them() -> None:
    lesson = await world.lesson(capacity=1)
    first, second, third = await people(3)
    await take(lesson, first)
    await take(lesson, second)
    await Lesson.filter(id=lesson.id).update(capacity=2)
    assert (await take(lesson, third)).place == 2


async def test_twenty_who_ask_at_once_for_five_seats_get_five_and_fifteen_places() -> None:
    lesson = await world.lesson(capacity=5)
    rows = await asyncio.gather(*(take(lesson, who) for who in await people(20)))
    assert await agreement(lesson) == (5, 15)
    assert sorted(row.place for row in rows if row.place) == list(range(1, 16))


async def test_control_without_the_conditional_claim_a_class_is_oversold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "_CLAIM", "UPDATE lessons SET taken = taken + ? WHERE id = ? AND ? > 0")
    lesson = await world.lesson(capacity=1)
    for who in await people(2):
        await take(lesson, who)
    assert await agreement(lesson) == (2, 0)


async def test_the_same_key_gives_the_same_registration() -> None:
    lesson, who = await world.lesson(), await world.person()
    assert (await take(lesson, who, "once")).id == (await take(lesson, who, "once")).id
    assert await agreement(lesson) == (1, 0)


async def test_the_same_key_sent_three_times_at_once_has_one_effect() -> None:
    lesson, who = await world.lesson(), await world.person()
    rows = await asyncio.gather(*(take(lesson, who, "once") for _ in range(3)))
    assert len({row.id for row in rows}) == 1
    assert await agreement(lesson) == (1, 0)


async def test_the_same_key_with_another_request_is_refused() -> None:
    lesson, (one, other) = await world.lesson(), await people(2)
    await take(lesson, one, "once")
    assert await refused(wish(lesson), other, "once") == "key-reused"
    assert await agreement(lesson) == (1, 0)


async def test_a_refused_request_leaves_its_key_free() -> None:
    lesson, who = await world.lesson(intake_opens_at=clock.now() + timedelta(days=1)), await world.person()
    assert await refused(wish(lesson), who, "once") == "closed"
    await Lesson.filter(id=lesson.id).update(intake_opens_at=clock.now() - timedelta(days=1))
    assert (await take(lesson, who, "once")).status == "confirmed"


async def test_nobody_is_in_a_class_twice() -> None:
    lesson, who = await world.lesson(), await world.person()
    await take(lesson, who, "first")
    assert await refused(wish(lesson), who, "second") == "already"
    assert await agreement(lesson) == (1, 0)


async def test_who_gave_up_may_come_back() -> None:
    lesson, who = await world.lesson(), await world.person()
    row = await take(lesson, who)
    await cancel(row, by=CLERK)
    assert (await take(lesson, who)).id != row.id
    assert await agreement(lesson) == (1, 0)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
async def test_a_class_that_is_not_published_takes_nobody(status: str) -> None:
    assert await refused(wish(await world.lesson(status=status)), await world.person()) == "closed"


async def test_nobody_signs_up_before_intake_opens_or_after_it_closes() -> None:
    who, day = await world.person(), timedelta(days=1)
    assert await refused(wish(await world.lesson(intake_opens_at=clock.now() + day)), who) == "closed"
    assert await refused(wish(await world.lesson(intake_closes_at=clock.now() - day)), who) == "closed"


async def test_another_citys_class_and_another_citys_person_are_unknown() -> None:
    tomi = await world.tomi()
    here, there = await world.lesson(), await world.lesson(tomi)
    ours, theirs = await world.person(), await world.person(tomi)
    assert await refused(Wish(here.city_id, there.id, "phone"), ours) == "closed"
    assert await refused(wish(here), theirs) == "unknown"
    assert await Registration.all().count() == 0


async def test_each_registration_is_on_record_without_a_name() -> None:
    await take(await world.lesson(), await world.person())
    entry = await AuditEntry.get(action="registration.confirmed")
    assert entry.actor == "account:1"
    assert "佐藤" not in entry.detail


async def test_a_newcomer_is_kept_and_has_a_seat_in_one_step() -> None:
    lesson = await world.lesson()
    await sign_up(wish(lesson), clean_details(FUMI, "019"), key="k", by=CLERK)
    assert (await Participant.get()).kana == "クドウ フミ"
    assert await agreement(lesson) == (1, 0)


async def test_a_newcomer_who_is_refused_a_seat_is_not_kept() -> None:
    lesson = await world.lesson(status="draft")
    with pytest.raises(Refusal):
        await sign_up(wish(lesson), clean_details(FUMI, "019"), key="k", by=CLERK)
    assert await Participant.all().count() == 0


async def test_the_same_reading_and_phone_is_the_same_person() -> None:
    details = clean_details(FUMI, "019")
    await sign_up(wish(await world.lesson()), details, key="a", by=CLERK)
    await sign_up(wish(await world.lesson()), details, key="b", by=CLERK)
    assert await Participant.all().count() == 1


async def test_a_couple_on_one_phone_are_two_people() -> None:
    lesson = await world.lesson()
    await sign_up(wish(lesson), clean_details(FUMI, "019"), key="a", by=CLERK)
    husband = FUMI | {"name": "工藤 健", "kana": "くどう けん"}
    await sign_up(wish(lesson), clean_details(husband, "019"), key="b", by=CLERK)
    assert await Participant.all().count() == 2
    assert await agreement(lesson) == (2, 0)


async def test_a_newcomers_form_sent_again_makes_no_second_person() -> None:
    lesson = await world.lesson()
    details = clean_details(FUMI | {"phone": ""}, "019")
    first = await sign_up(wish(lesson), details, key="k", by=CLERK)
    assert await sign_up(wish(lesson), details, key="k", by=CLERK) == first
    assert await Participant.all().count() == 1


async def test_a_ticket_number_that_exists_already_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, (one, other) = await world.lesson(), await people(2)
    taken = (await take(lesson, one)).code
    drawn = iter([taken, taken, "00000000"])
    monkeypatch.setattr("outreach.tickets.new_code", lambda: next(drawn))
    assert (await take(lesson, other)).code == "00000000"
