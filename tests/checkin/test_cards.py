"""What the office should look at stands on a card, once, until it is answered."""

import asyncio
from datetime import timedelta

import pytest

from outreach import checkin, clock, registration, tickets
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import DoorAnswer, cards, phones
from outreach.checkin.cards import Card
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, RetiredTicket
from tests import world
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")


async def _cards(of: Lesson) -> list[Card]:
    return (await checkin.door.day_state(of.city_id, of.centre_id, of.day)).cards


async def _keys(of: Lesson) -> list[str]:
    return [card.key for card in await _cards(of)]


async def _answer(of: Lesson, card: str, answer: str) -> bool:
    last = max([one.last for one in await _cards(of) if one.key == card], default=0)
    return await cards.answer(of.city_id, of.centre_id, of.day, card, answer, last=last, by=await world.staff())


async def _seat(of: Lesson, name: str = "佐藤 ハナ") -> Registration:
    return await world.seat(of, await world.person(name=name, kana="カナ", phone=""))


async def test_the_same_ticket_on_two_phones_is_shown_until_somebody_has_seen_it() -> None:
    lesson = await world.held_lesson()
    seat, one, other = await _seat(lesson), await at_door(lesson), await at_door(lesson)
    for phone in (one, other):
        phone.scan(seat)
        await phone.sync()

    card = (await _cards(lesson))[0]

    assert (card.key, card.name, card.answers) == (f"twice:{seat.id}", "佐藤 ハナ", ("seen",))
    assert card.lesson
    assert (card.lesson.id, [number for number, _at in card.sights], card.count) == (lesson.id, [1, 2], 2)
    assert await _answer(lesson, card.key, "seen")
    assert not await _answer(lesson, card.key, "seen")
    assert await _keys(lesson) == []
    third = await at_door(lesson)
    third.scan(seat)
    await third.sync()
    assert await _keys(lesson) == []
    assert (await AuditEntry.get(action="door.answered")).detail.count("佐藤") == 0


async def test_without_the_answer_it_would_be_shown_for_ever() -> None:
    lesson = await world.held_lesson()
    seat, one, other = await _seat(lesson), await at_door(lesson), await at_door(lesson)
    for phone in (one, other):
        phone.scan(seat)
        await phone.sync()
    await _answer(lesson, f"twice:{seat.id}", "seen")
    await DoorAnswer.all().delete()
    assert await _keys(lesson) == [f"twice:{seat.id}"]


async def test_what_one_phone_takes_back_leaves_no_card() -> None:
    lesson = await world.held_lesson()
    seat, one, other = await _seat(lesson), await at_door(lesson), await at_door(lesson)
    one.scan(seat)
    other.undo(other.scan(seat))
    await one.sync()
    await other.sync()
    assert await _keys(lesson) == []


async def test_whoever_came_though_she_gave_up_or_waits_or_with_an_old_ticket() -> None:
    lesson = await world.held_lesson(capacity=2)
    gone, old, waits = [await _seat(lesson, f"人{n}") for n in range(3)]
    phone = await at_door(lesson)
    for seat in (gone, old, waits):
        phone.scan(seat)
    await RetiredTicket.create(registration_id=old.id, code=old.code, token=old.token, at=clock.now(), by="system")
    await Registration.filter(id=old.id).update(token=tickets.new_token(), code=tickets.new_code())
    await registration.cancel(gone, by=SYSTEM)
    await phone.sync()
    assert set(await _keys(lesson)) == {f"cancelled:{gone.id}", f"replaced:{old.id}", f"waiting:{waits.id}"}
    assert await checkin.present(lesson.id) == 3

    await Registration.filter(id=waits.id).update(status="confirmed")
    assert set(await _keys(lesson)) == {f"cancelled:{gone.id}", f"replaced:{old.id}"}


async def test_an_old_ticket_by_its_digits_and_a_new_one_are_told_apart() -> None:
    lesson = await world.held_lesson()
    by_code, by_new, phone = await _seat(lesson, "一"), await _seat(lesson, "二"), await at_door(lesson)
    for seat in (by_code, by_new):
        await RetiredTicket.create(
            registration_id=seat.id, code=seat.code, token=seat.token, at=clock.now(), by="system"
        )
        await Registration.filter(id=seat.id).update(token=tickets.new_token(), code=tickets.new_code())
    phone.write("entry", lesson.id, how="code", code=by_code.code)
    phone.scan(await Registration.get(id=by_new.id))
    await phone.sync()
    assert await _keys(lesson) == [f"replaced:{by_code.id}"]


async def test_a_code_that_nobody_has_and_a_class_that_was_cancelled() -> None:
    lesson = await world.held_lesson()
    off = await world.held_lesson()
    seat, phone = await _seat(off), await at_door(lesson)
    unknown = phone.write("entry", lesson.id, how="code", code="12345678")
    phone.scan(seat)
    await Lesson.filter(id=off.id).update(status="cancelled")
    await phone.sync()
    assert set(await _keys(lesson)) == {f"unknown:{unknown['id']}", f"off:{off.id}"}
    card = next(card for card in await _cards(lesson) if card.kind == "off")
    assert card.lesson
    assert (card.lesson.id, card.name, card.count) == (off.id, "", 1)


async def _late(lesson: Lesson, seats: list[Registration]) -> Phone:
    phone = await at_door(lesson)
    first = phone.scan(seats[0])
    await phone.sync()
    phone.scan(seats[1])
    phone.undo(first)
    phone.write("entry", lesson.id, code="12345678")
    phone.write("count", 0, number=3)
    await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    await phone.sync()
    return phone


async def test_what_came_after_the_phone_was_sent_away_counts_once_it_is_accepted() -> None:
    lesson = await world.held_lesson()
    seats = [await _seat(lesson, "一"), await _seat(lesson, "二")]
    phone = await _late(lesson, seats)
    key = f"late:{phone.id}"
    card = (await _cards(lesson))[0]
    assert (card.key, card.count, card.answers) == (key, 4, ("accept", "reject"))
    assert set(await checkin.arrived(lesson.id)) == {seats[0].id}

    assert await _answer(lesson, key, "accept")

    assert set(await checkin.arrived(lesson.id)) == {seats[1].id}
    assert set(await _keys(lesson)) == {f"unknown:{phone.log[3]['id']}", f"absurd:{phone.id}"}


async def test_what_is_rejected_stays_without_effect_and_what_comes_later_is_shown_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    seats = [await _seat(lesson, "一"), await _seat(lesson, "二")]
    phone = await _late(lesson, seats)
    key = f"late:{phone.id}"
    assert await _answer(lesson, key, "reject")
    assert await _keys(lesson) == []
    assert set(await checkin.arrived(lesson.id)) == {seats[0].id}
    await phone.sync()
    assert await _keys(lesson) == []

    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    phone.scan(seats[1])
    await phone.sync()
    assert await _keys(lesson) == [key]
    assert await _answer(lesson, key, "accept")
    # What took the first entry back was rejected.
    assert set(await checkin.arrived(lesson.id)) == {seats[0].id, seats[1].id}


@pytest.mark.parametrize("kind", ["late", "fork"])
async def test_what_was_rejected_stays_so_and_no_answer_is_about_what_nobody_saw(kind: str) -> None:
    lesson = await world.held_lesson()
    phone, by = await at_door(lesson), await world.staff()
    if kind == "late":
        await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    over = {"seq": 1, "prev": "", "number": 1} if kind == "fork" else {"number": 1}
    key, where = f"{kind}:{phone.id}", (lesson.city_id, lesson.centre_id, lesson.day)

    async def sent() -> int:
        phone.write("walk_in", lesson.id, **over)
        phone.write("walk_in", lesson.id, **over)
        await phone.sync()
        return next(card.last for card in await _cards(lesson) if card.key == key)

    first = await sent()
    assert await cards.answer(*where, key, "reject", last=first, by=by)
    second = await sent()
    third = await sent()
    assert await checkin.walk_ins.count(lesson.id) == 0
    assert not await cards.answer(*where, key, "reject", last=first, by=by)
    with pytest.raises(Refusal) as refused:
        await cards.answer(*where, key, "accept", last=first, by=by)
    assert refused.value.code == "gone"

    assert await cards.answer(*where, key, "accept", last=second, by=by)

    assert await checkin.walk_ins.count(lesson.id) == 2
    assert [(card.key, card.count, card.last) for card in await _cards(lesson)] == [(key, 2, third)]
    assert not await cards.answer(*where, key, "accept", last=second, by=by)
    assert await checkin.walk_ins.count(lesson.id) == 2


async def test_two_stories_of_one_phone_count_once_the_office_accepts_them() -> None:
    lesson = await world.held_lesson()
    first, second, phone = await _seat(lesson, "一"), await _seat(lesson, "二"), await at_door(lesson)
    phone.scan(first)
    phone.scan(second, seq=1, prev="")
    await phone.sync()
    assert await _keys(lesson) == [f"fork:{phone.id}"]
    assert await _answer(lesson, f"fork:{phone.id}", "accept")
    assert set(await checkin.arrived(lesson.id)) == {first.id, second.id}
    phone.write("walk_in", lesson.id, number=1)
    await phone.sync()
    assert await _keys(lesson) == []
    assert set(await checkin.arrived(lesson.id)) == {first.id, second.id}


async def test_a_card_that_is_not_there_an_answer_that_is_none_and_another_city() -> None:
    lesson, tomi = await world.held_lesson(), await world.tomi()
    seats = [await _seat(lesson, "一"), await _seat(lesson, "二")]
    phone = await _late(lesson, seats)
    key, where = f"late:{phone.id}", (lesson.centre_id, lesson.day)
    by = await world.staff()
    asked = [
        cards.answer(lesson.city_id, *where, "twice:1", "seen", last=99, by=by),
        cards.answer(lesson.city_id, *where, key, "seen", last=99, by=by),
        cards.answer(lesson.city_id, *where, key, "accept", last=0, by=by),
        cards.answer(tomi.id, *where, key, "accept", last=99, by=by),
        cards.answer(lesson.city_id, lesson.centre_id, lesson.day + timedelta(days=1), key, "accept", last=99, by=by),
    ]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [one.code for one in found if isinstance(one, Refusal)] == ["gone", "answer", "gone", "gone", "gone"]
    assert await _keys(lesson) == [key]


async def test_answered_three_times_at_once_it_is_answered_once() -> None:
    lesson = await world.held_lesson()
    seats = [await _seat(lesson, "一"), await _seat(lesson, "二")]
    phone = await _late(lesson, seats)
    by, key = await world.staff(), f"late:{phone.id}"
    where = lesson.city_id, lesson.centre_id, lesson.day
    sent = (cards.answer(*where, key, "accept", last=99, by=by) for _ in range(3))
    assert sorted(await asyncio.gather(*sent)) == [False, False, True]
    assert await checkin.present(lesson.id) == 1
