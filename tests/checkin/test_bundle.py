"""What a phone knows is enough to say in, waiting, cancelled or replaced, and says nothing of anybody."""

import hashlib
import json
from typing import Any

import pytest

from outreach import checkin, clock, registration, tickets
from outreach.audit import SYSTEM
from outreach.checkin import bundle, rosters
from outreach.i18n.eras import fiscal_year
from outreach.lessons import Lesson
from outreach.registration import Registration, RetiredTicket
from outreach.tickets import tokens
from tests import world
from tests.checkin.phone import Phone, at_door
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")


async def _told(phone: Phone) -> dict[str, Any]:
    return await bundle.of_phone(await phone.row())


async def _of(phone: Phone, seat: Registration) -> dict[str, Any]:
    mark = bundle.mark(phone.salt, seat.token)
    return next(one for one in (await _told(phone))["people"] if one["t"] == mark)


async def test_it_tells_of_the_door_and_its_classes() -> None:
    lesson = await world.held_lesson()
    off = await world.held_lesson(status="cancelled", room=None)
    draft = await world.held_lesson(status="draft")
    elsewhere = await world.held_lesson(centre=await world.centre(key="higashi"))
    tomorrow = await world.lesson()
    phone = await at_door(lesson)

    told = await _told(phone)

    row = await phone.row()
    assert (told["v"], told["number"], told["salt"]) == (1, 1, row.salt)
    assert told["city"] == {"id": lesson.city_id, "slug": "morioka", "phone": "019-600-0000"}
    assert (told["day"], told["ends"]) == (lesson.day.isoformat(), bundle.milliseconds(row.expires_at))
    assert told["centre"]["en"] == "Central Community Centre"
    assert [(one["id"], one["status"]) for one in told["lessons"]] == [(lesson.id, "published"), (off.id, "cancelled")]
    first = told["lessons"][0]
    assert (first["title"]["en"], first["room"]["en"], first["list"]) == (
        *("Your first smartphone", "Training room"),
        None,
    )
    assert (first["starts"], first["ends"]) == tuple(
        bundle.milliseconds(at) for at in (lesson.starts_at, lesson.ends_at)
    )
    assert {draft.id, elsewhere.id, tomorrow.id}.isdisjoint(one["id"] for one in told["lessons"])
    year = fiscal_year(lesson.day)
    assert told["keys"] == tickets.public_keys(lesson.city_id, [year - 1, year, year + 1])


async def test_it_tells_the_state_of_each_registration() -> None:
    lesson = await world.held_lesson(capacity=2)
    gone, waits, seat = [
        await world.seat(lesson, await world.person(name=f"人{n}", kana="ヒト", phone="")) for n in range(3)
    ]
    await Registration.filter(id=waits.id).update(status="held")
    await registration.cancel(gone, by=SYSTEM)
    await Registration.filter(id=seat.id).update(status="confirmed")
    phone = await at_door(lesson)
    await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="desk", by=SYSTEM)

    states = [(await _of(phone, one))["s"] for one in (gone, waits, seat)]

    assert states == ["cancelled", "waiting", "in"]
    assert [(await _of(phone, one))["a"] > 0 for one in (gone, waits, seat)] == [False, False, True]


async def test_a_ticket_that_was_replaced_is_told_beside_the_new_one() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    await RetiredTicket.create(registration_id=seat.id, code="12345678", token=seat.token, at=clock.now(), by="system")
    await Registration.filter(id=seat.id).update(token=tickets.new_token())
    assert (await _of(phone, seat))["s"] == "replaced"
    assert (await _of(phone, await Registration.get(id=seat.id)))["s"] == "in"


async def test_the_hashes_are_those_that_a_phone_makes() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    salt, reference = bytes.fromhex(phone.salt), tokens.read(seat.token, tokens.BYTES)
    assert reference
    one = (await _told(phone))["people"][0]
    assert one["t"] == hashlib.sha256(salt + reference).hexdigest()[:32]
    assert one["c"] == hashlib.sha256(salt + seat.code.encode()).hexdigest()[:32]
    assert len(salt) == len(reference) == 16


async def test_line_party_and_the_call_for_staff() -> None:
    lesson = await world.held_lesson()
    pair = [
        await world.seat(lesson, await world.person(name=name, kana=kana, phone="", needs=needs))
        for name, kana, needs in (("青木", "アオキ", "前の席"), ("池田", "イケダ", ""))
    ]
    await Registration.filter(id__in=[row.id for row in pair]).update(party="abcdefghijkl")
    alone = await world.seat(lesson, await world.person(name="上野", kana="ウエノ", phone=""))
    phone, other = await at_door(lesson), await at_door(lesson)
    list_id = await rosters.print_list(lesson, by=SYSTEM)
    late = await world.seat(lesson, await world.person(name="江口", kana="エグチ", phone=""))

    found = [await _of(phone, row) for row in (*pair, alone, late)]

    assert [one["n"] for one in found] == [1, 2, 3, None]
    assert [one["h"] for one in found] == [1, 0, 0, 0]
    assert found[0]["p"] == found[1]["p"] != ""
    assert [one["p"] for one in found[2:]] == ["", ""]
    assert (await _of(other, pair[0]))["p"] != found[0]["p"]
    assert (await _told(phone))["lessons"][0]["list"] == list_id


async def test_equal_content_has_an_equal_version_and_any_change_another_one() -> None:
    lesson = await world.held_lesson()
    phone, versions = await at_door(lesson), []
    for change in (None, None, "seat", "class", "arrival"):
        if change == "seat":
            seat = await world.seat(lesson)
        if change == "class":
            await Lesson.filter(id=lesson.id).update(room_id=None)
        if change == "arrival":
            await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="desk", by=SYSTEM)
        versions.append((await _told(phone))["version"])
    assert versions[0] == versions[1]
    assert len(set(versions)) == 4
    assert versions[0] != (await _told(await at_door(lesson)))["version"]


async def test_nothing_of_a_person_stands_in_it() -> None:
    lesson = await world.held_lesson()
    who = await world.person(name="秘密 花子", kana="ヒミツ ハナコ", phone="019-622-9876", needs="車いす")
    seat, phone = await world.seat(lesson, who), await at_door(lesson)
    text = json.dumps(await _told(phone), ensure_ascii=False)
    for planted in ("秘密", "ヒミツ", "花子", "9876", "車いす", seat.token, seat.code, seat.token.lower()):
        assert planted not in text
    assert bundle.mark(phone.salt, seat.token) in text


async def test_two_phones_name_the_same_ticket_otherwise() -> None:
    lesson = await world.held_lesson()
    await world.seat(lesson)
    one, other = await at_door(lesson), await at_door(lesson)
    assert (await _told(one))["people"][0]["t"] != (await _told(other))["people"][0]["t"]


async def test_forty_people_are_asked_for_as_often_as_one() -> None:
    lesson = await world.held_lesson(capacity=50)
    await world.seat(lesson)
    phone = await at_door(lesson)
    row = await phone.row()
    with counted() as few:
        await bundle.of_phone(row)
    for n in range(39):
        await world.seat(lesson, await world.person(name=f"人{n}", kana="ヒト", phone=""))
    with counted() as many:
        told = await bundle.of_phone(row)
    assert len(told["people"]) == 40
    assert len(many) == len(few) <= 6
