"""The office sees its door as it stands: classes, phones, gaps, names, and asks few questions for it."""

from datetime import timedelta

import pytest

from outreach import checkin, clock
from outreach.audit import SYSTEM
from outreach.checkin import DoorEvent, invitations, phones, walk_ins
from outreach.checkin.door import DayState, day_state, holding_up
from outreach.lessons import Lesson
from tests import world
from tests.checkin.phone import at_door
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")


async def _state(of: Lesson) -> DayState:
    return await day_state(of.city_id, of.centre_id, of.day)


async def test_an_empty_door() -> None:
    lesson = await world.lesson()
    state = await _state(lesson)
    assert [(one.lesson.id, one.expected, one.arrived, one.walk_ins, one.heads) for one in state.classes] == [
        (lesson.id, 0, 0, 0, None)
    ]
    assert (state.phones, state.invitations, state.cards, state.names) == ([], [], [], [])


async def test_classes_as_people_come() -> None:
    lesson = await world.held_lesson(capacity=2)
    await world.held_lesson(status="draft")
    off = await world.held_lesson(status="cancelled")
    seats = [await world.seat(lesson, await world.person(name=f"人{n}", kana="ヒト", phone="")) for n in range(3)]
    phone = await at_door(lesson)
    phone.scan(seats[0])
    await checkin.check_in(lesson.city_id, lesson.id, seats[1].id, method="desk", by=SYSTEM)
    phone.write("walk_in", lesson.id, number=1)
    phone.undo(phone.write("walk_in", lesson.id, number=1))
    for heads in (2, 4):
        phone.write("count", lesson.id, number=heads, at=phone.now + heads)
    await phone.sync()

    first, second = (await _state(lesson)).classes

    assert (first.lesson.id, first.expected, first.arrived, first.walk_ins, first.heads) == (lesson.id, 2, 2, 1, 4)
    assert first.lesson.course.title["en"] == "Your first smartphone"
    assert (second.lesson.id, second.arrived, second.heads) == (off.id, 0, None)


async def test_phones_with_what_they_have_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    quiet, gaps, away, lost = [await at_door(lesson, ahead=90_000) for _ in range(4)]
    for _ in range(5):
        gaps.write("walk_in", lesson.id, number=1)
    await gaps.sync(gaps.log[1], gaps.log[3])
    await phones.revoke(lesson.city_id, away.id, by=SYSTEM)
    await phones.declare_lost(lesson.city_id, lost.id, "水に落ちた", by=SYSTEM)

    rows = {row.id: row for row in (await _state(lesson)).phones}

    assert [row.number for row in rows.values()] == [1, 2, 3, 4]
    assert [row.state for row in rows.values()] == ["open", "open", "revoked", "lost"]
    assert (rows[gaps.id].unsent, rows[gaps.id].missing) == (3, [1, 3, 5])
    assert -92_000 < (rows[gaps.id].offset_ms or 0) < -88_000
    assert (rows[quiet.id].unsent, rows[quiet.id].offset_ms) == (0, None)
    assert not any(row.holds_up for row in rows.values())

    after = lesson.ends_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    assert [row.number for row in (await _state(lesson)).phones if row.holds_up] == [1, 2]
    assert await holding_up(lesson) == [1, 2]
    await gaps.sync()
    await quiet.beat()
    assert not [row for row in (await _state(lesson)).phones if row.holds_up]
    assert await holding_up(lesson) == []


async def test_invitations_that_stand_and_names_that_were_told() -> None:
    lesson = await world.held_lesson()
    await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    phone = await at_door(lesson)
    event = phone.write("walk_in", lesson.id, number=1)
    await walk_ins.tell(await phone.row(), lesson.id, event["id"], "鈴木 一郎")
    state = await _state(lesson)
    assert [(row.kind, row.used, row.most) for row in state.invitations] == [("sheet", 0, 10)]
    told = state.names[0]
    assert told.lesson
    assert (told.name, told.number, told.lesson.id) == ("鈴木 一郎", 1, lesson.id)


async def test_another_city_and_another_day_see_nothing_of_it() -> None:
    lesson, tomi = await world.held_lesson(), await world.tomi()
    phone = await at_door(lesson)
    phone.write("entry", lesson.id, code="12345678")
    await phone.sync()
    assert len((await _state(lesson)).cards) == 1
    for city, day in ((tomi.id, lesson.day), (lesson.city_id, lesson.day + timedelta(days=1))):
        state = await day_state(city, lesson.centre_id, day)
        assert (state.classes, state.phones, state.invitations, state.cards, state.names) == ([], [], [], [], [])


async def test_many_records_are_asked_for_as_often_as_few() -> None:
    lesson = await world.held_lesson(capacity=30)
    one, other = await at_door(lesson), await at_door(lesson)
    seats = [await world.seat(lesson, await world.person(name=f"人{n}", kana="ヒト", phone="")) for n in range(20)]
    for phone in (one, other):
        phone.scan(seats[0])
        await phone.sync()
    with counted() as few:
        await _state(lesson)
    for phone in (one, other):
        for seat in seats:
            phone.scan(seat)
        await phone.sync()
    with counted() as many:
        state = await _state(lesson)
    assert len(state.cards) == 20
    assert await DoorEvent.all().count() == 42
    assert len(many) == len(few) <= 9
