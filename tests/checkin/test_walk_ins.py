"""Who came without a registration is counted once, and her name is kept sealed and for the office alone."""

from datetime import timedelta

import pytest

from outreach import clock, vault
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import Roster, WalkIn, paper, phones, rosters, walk_ins
from outreach.checkin.ticks import read_ticks
from outreach.refusal import Refusal
from tests import world
from tests.checkin.phone import at_door

pytestmark = pytest.mark.usefixtures("database")
ID = "0f" * 16


async def test_her_name_is_kept_once_sealed_and_not_in_the_trail() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    row = await phone.row()
    assert await walk_ins.tell(row, lesson.id, ID, " 鈴木　一郎 ")
    assert not await walk_ins.tell(row, lesson.id, ID, "鈴木 一郎")

    kept = await WalkIn.get()

    assert "鈴木" not in kept.name_sealed
    assert [one.name for one in await walk_ins.named(lesson.city_id, lesson.centre_id, lesson.day)] == ["鈴木 一郎"]
    assert "鈴木" not in "".join([deed.detail async for deed in AuditEntry.all()])
    await WalkIn.filter(id=kept.id).update(event_id="1e" * 16)
    with pytest.raises(vault.CannotOpen):
        vault.opened(kept.name_sealed, f"walk_ins|name_sealed|{'1e' * 16}")
    assert [one.name for one in await walk_ins.named(lesson.city_id, lesson.centre_id, lesson.day)] == [""]


async def test_what_is_no_name_or_no_walk_in_of_this_door_is_refused() -> None:
    lesson, other = await world.held_lesson(), await world.lesson()
    draft = await world.held_lesson(status="draft")
    row = await (await at_door(lesson)).row()
    wrong = [(lesson.id, ID, " "), (lesson.id, "x", "鈴木"), (other.id, ID, "鈴木"), (draft.id, ID, "鈴木")]
    wrong += [(lesson.id, ID, "x" * 61)]
    codes = []
    for lesson_id, event_id, name in wrong:
        with pytest.raises(Refusal) as refused:
            await walk_ins.tell(row, lesson_id, event_id, name)
        codes.append(refused.value.code)
    assert codes[1:4] == ["unreadable", "lesson", "lesson"]
    assert not await WalkIn.all().exists()


@pytest.mark.parametrize("state", ["revoked", "ended"])
async def test_a_phone_that_is_not_open_tells_no_name(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await world.held_lesson()
    row = await (await at_door(lesson)).row()
    await phones.revoke(lesson.city_id, row.id, by=SYSTEM)
    if state == "ended":
        row = await (await at_door(lesson)).row()
        monkeypatch.setattr(clock, "now", lambda: row.expires_at)
    with pytest.raises(Refusal) as refused:
        await walk_ins.tell(row, lesson.id, ID, "鈴木")
    assert refused.value.code == state


async def test_who_is_seen_to_or_taken_back_is_no_longer_named() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    events = [phone.write("walk_in", lesson.id, number=1) for _ in range(3)]
    for name, event in zip("一二三", events, strict=True):
        await walk_ins.tell(await phone.row(), lesson.id, event["id"], name)
    phone.undo(events[0])
    await phone.sync()
    first = (await walk_ins.named(lesson.city_id, lesson.centre_id, lesson.day))[0]
    assert first.name == "二"

    by = await world.staff()
    assert not await walk_ins.done((await world.tomi()).id, first.id, by=by)
    assert await walk_ins.done(lesson.city_id, first.id, by=by)
    assert not await walk_ins.done(lesson.city_id, first.id, by=by)

    assert [one.name for one in await walk_ins.named(lesson.city_id, lesson.centre_id, lesson.day)] == ["三"]
    assert await walk_ins.named(lesson.city_id, lesson.centre_id, lesson.day + timedelta(days=1)) == []


async def test_they_are_counted_by_the_phones_until_the_paper_is_checked() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    for _ in range(3):
        phone.write("walk_in", lesson.id, number=1)
    phone.undo(phone.log[0])
    await phone.sync()
    one, other = await world.staff(role="clerk"), await world.staff(role="clerk", login="other")
    await world.seat(lesson)
    list_id = await rosters.print_list(lesson, by=one)

    assert await walk_ins.without_seat(lesson.id) == 2
    entry = await paper.enter(lesson.city_id, list_id, read_ticks("1"), 5, by=one)
    assert await walk_ins.without_seat(lesson.id) == 2
    await paper.check(lesson.city_id, entry, [], 5, by=other)
    assert await walk_ins.without_seat(lesson.id) == 5
    assert await walk_ins.count(lesson.id) == 2
    assert await Roster.all().count() == 1
