"""A phone is known by what it signs, sent away at once, and waited for until it has told everything."""

from datetime import timedelta
from typing import Any

import pytest

from outreach import clock
from outreach.audit import SYSTEM
from outreach.checkin import DoorPhone, door, invitations, naming, phones, walk_ins
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from tests import world
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")


async def _over(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    """It is now five minutes after the class."""
    late = lesson.ends_at + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: late)
    return lesson


async def test_a_phone_is_known_by_its_signature() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    sent = phone.envelope("find", '{"at":1}')
    row = await phones.by_envelope(lesson.city_id, sent["phone"], "find", sent["message"], sent["signature"])
    assert row.id == phone.id
    actor = phones.actor_of(row)
    assert actor.reference == f"phone:{phone.id}"
    assert actor.may("volunteer")


def _bent(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "find"},
        {"purpose": "else"},
        {"message": '{"at":2}'},
        {"message": "\ud800"},
        {"phone_id": 999},
        {"city_id": 999},
        {"signature": ""},
        {"signature": "え"},
        {"signature": "A" * 86},
    ],
)
async def test_anything_else_is_an_unknown_phone(wrong: dict[str, Any]) -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    sent = phone.envelope("sync", '{"at":1}')
    given: dict[str, Any] = {"city_id": lesson.city_id, "phone_id": phone.id, "purpose": "sync"}
    given |= {"message": sent["message"], "signature": sent["signature"]}
    assert (await phones.by_envelope(**given)).id == phone.id
    with pytest.raises(Refusal) as refused:
        await phones.by_envelope(**given | wrong)
    assert refused.value.code == "phone"


async def test_another_phones_signature_and_a_bent_one_are_refused() -> None:
    lesson = await world.held_lesson()
    phone, other = await at_door(lesson), await at_door(lesson)
    message = '{"at":1}'
    for signature in (
        other.envelope("sync", message)["signature"],
        _bent(phone.envelope("sync", message)["signature"]),
    ):
        with pytest.raises(Refusal):
            await phones.by_envelope(lesson.city_id, phone.id, "sync", message, signature)


async def test_a_phone_that_was_sent_away_learns_nothing_more_and_its_key_opens_no_other_door() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    assert (await phone.beat())["bundle"]
    assert not await phones.revoke((await world.tomi()).id, phone.id, by=SYSTEM)

    assert await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)

    assert not await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    answer = await phone.beat()
    assert (answer["state"], answer["bundle"]) == ("revoked", None)
    secret = await invitations.invite_screen(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    with pytest.raises(Refusal) as refused:
        await phone.join(lesson.city_id, secret)
    assert refused.value.code == "key"
    assert (await Phone().join(lesson.city_id, secret)).number == 2


async def test_a_phone_that_was_declared_lost_is_sent_away_and_what_it_brings_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    assert await naming.find(await phone.row(), lesson.id, "佐藤")
    phone.write("walk_in", lesson.id, number=1)
    await phone.beat()
    await phones.declare_lost(lesson.city_id, phone.id, "水に落ちた", by=SYSTEM)

    phone.scan(seat)
    answer = await phone.sync()

    assert (answer["state"], answer["bundle"], len(answer["stored"])) == ("revoked", None, 2)
    for asked in (
        naming.find(await phone.row(), lesson.id, "佐藤"),
        walk_ins.tell(await phone.row(), lesson.id, "0" * 32, "鈴木"),
    ):
        with pytest.raises(Refusal) as refused:
            await asked
        assert refused.value.code == "revoked"
    state = await door.day_state(lesson.city_id, lesson.centre_id, lesson.day)
    assert [card.key for card in state.cards] == [f"late:{phone.id}"]
    assert (state.phones[0].state, state.classes[0].arrived, state.classes[0].walk_ins) == ("lost", 0, 0)
    await _over(lesson, monkeypatch)
    assert await phones.not_in(lesson) == []


async def test_a_phone_ends_two_days_after_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    end = invitations.midnight(lesson.day + timedelta(days=3))
    assert (await phone.row()).expires_at == end
    monkeypatch.setattr(clock, "now", lambda: end - timedelta(seconds=1))
    assert (await phone.beat())["state"] == "open"
    monkeypatch.setattr(clock, "now", lambda: end)
    answer = await phone.beat()
    assert (answer["state"], answer["bundle"]) == ("ended", None)


async def test_who_ends_has_ended_once_everything_has_come() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    first = phone.write("walk_in", lesson.id, number=1)
    second = phone.scan(seat)

    assert (await phone.sync(second, done=True))["state"] == "open"
    answer = await phone.sync(first, done=True)

    assert (answer["state"], answer["bundle"]) == ("ended", None)


async def test_a_class_waits_for_a_phone_until_it_was_heard_of_after_the_class_with_nothing_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    event = phone.scan(seat)
    await phone.sync(event)
    await _over(lesson, monkeypatch)

    assert [row.id for row in await phones.not_in(lesson)] == [phone.id]
    phone.write("count", lesson.id, number=3)
    await phone.beat()
    assert [row.id for row in await phones.not_in(lesson)] == [phone.id]
    await phone.sync()
    assert await phones.not_in(lesson) == []


async def test_it_does_not_wait_for_a_phone_that_is_lost_or_sent_away_with_nothing_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    lost, away, both = [await at_door(lesson) for _ in range(3)]
    for phone in (lost, both):
        phone.write("walk_in", lesson.id, number=1)
        await phone.beat()
    await _over(lesson, monkeypatch)
    with pytest.raises(Refusal):
        await phones.declare_lost(lesson.city_id, lost.id, " ", by=SYSTEM)
    assert not await phones.declare_lost((await world.tomi()).id, lost.id, "水に落ちた", by=SYSTEM)
    assert await phones.declare_lost(lesson.city_id, lost.id, "水に落ちた", by=SYSTEM)
    assert not await phones.declare_lost(lesson.city_id, lost.id, "水に落ちた", by=SYSTEM)
    for phone in (away, both):
        await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)

    assert [row.id for row in await phones.not_in(lesson)] == [both.id]


async def test_it_does_not_wait_for_a_phone_that_ended_before_the_class_did(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    phone, other = await at_door(lesson), await at_door(lesson)
    await phone.beat(done=True)
    await other.beat()
    await _over(lesson, monkeypatch)
    assert [row.id for row in await phones.not_in(lesson)] == [other.id]


async def test_a_phone_of_another_centre_or_day_is_not_waited_for() -> None:
    lesson = await world.held_lesson()
    await at_door(lesson)
    elsewhere = await world.held_lesson(centre=await world.centre(key="higashi"))
    assert await phones.not_in(elsewhere) == []
    assert await phones.not_in(await world.lesson()) == []
    assert await DoorPhone.all().count() == 1
