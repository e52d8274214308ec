"""What volunteers' phones wrote at a door goes by its own time, too, and never before they can have sent it."""

from datetime import timedelta

import pytest

from outreach import checkin, retention
from outreach.audit import SYSTEM
from outreach.db import sql
from tests import world
from tests.checkin.phone import at_door
from tests.retention.test_erasing import at

pytestmark = pytest.mark.usefixtures("database")


async def test_what_phones_at_a_door_wrote_loses_its_texts_by_its_own_time_and_stays_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    phone.scan(seat)
    walked_in = phone.write("walk_in", lesson.id, number=1)
    await phone.sync()
    await checkin.walk_ins.tell(await phone.row(), lesson.id, walked_in["id"], "鈴木 一郎")
    for days, kept in ((89, True), (91, False)):
        at(monkeypatch, lesson.day + timedelta(days=days))
        await retention.erase(lesson.city_id, by=SYSTEM)
        bodies = [row["body"] != "" for row in await sql.rows("SELECT body FROM door_events")]
        assert bodies == [kept, kept]
        assert bool((await phone.row()).salt) is kept
        assert bool(await sql.rows("SELECT id FROM walk_ins")) is kept
        monkeypatch.undo()
    assert (await checkin.present(lesson.id), await checkin.walk_ins.count(lesson.id)) == (1, 1)
    assert len((await phone.sync())["stored"]) == 2


async def test_phones_may_send_for_some_days_even_where_a_city_keeps_texts_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await world.held_lesson()
    await type(await world.morioka()).filter(id=lesson.city_id).update(retention={"texts": 0})
    seat, phone = await world.seat(lesson), await at_door(lesson)
    first = phone.write("walk_in", lesson.id, number=1)
    await phone.sync(first)
    phone.scan(seat)
    for days, kept in ((1, True), (7, True), (8, False)):
        at(monkeypatch, lesson.day + timedelta(days=days))
        await retention.erase(lesson.city_id, by=SYSTEM)
        bodies = await sql.rows("SELECT body FROM door_events ORDER BY seq")
        assert bool(bodies[0]["body"]) is bool((await phone.row()).salt) is kept
        if days == 1:
            await phone.sync()
            assert await checkin.present(lesson.id) == 1
        monkeypatch.undo()
