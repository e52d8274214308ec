"""A class is not confirmed as held while a phone at its door may still hold records."""

from datetime import timedelta

import pytest

from outreach import clock, goal
from outreach.audit import SYSTEM, Actor
from outreach.checkin import phones
from outreach.goal import Confirmation
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from tests import world
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")


async def _reported(lesson: Lesson, *, held: bool = True) -> int:
    teacher = await world.staff(role="instructor")
    note = "" if held else "雪"
    return await goal.report(lesson, held=held, attendance=3 if held else 0, note=note, by=teacher)


async def _over(monkeypatch: pytest.MonkeyPatch) -> tuple[Lesson, Phone, Phone, Actor]:
    """A class that is over, with a phone that is silent and one of which a record is missing."""
    lesson = await world.held_lesson()
    silent, lacking = await at_door(lesson), await at_door(lesson)
    by = await world.staff()
    after = lesson.ends_at + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    lacking.write("walk_in", lesson.id, number=1)
    await lacking.beat()
    return lesson, silent, lacking, by


async def test_it_names_the_phones_and_opens_when_they_have_told_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, silent, lacking, by = await _over(monkeypatch)
    report = await _reported(lesson)

    with pytest.raises(Refusal, match=r"phones 1, 2 at the door") as refused:
        await goal.confirm(lesson.city_id, report, by=by)
    assert refused.value.code == "phones"
    await silent.beat()
    with pytest.raises(Refusal, match=r"Phone 2 at the door"):
        await goal.confirm(lesson.city_id, report, by=by)
    assert not await Confirmation.all().exists()
    await lacking.sync()

    assert await goal.confirm(lesson.city_id, report, by=by)


async def test_without_the_gate_it_would_be_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, _silent, _lacking, by = await _over(monkeypatch)

    async def nobody(_lesson: Lesson) -> list[object]:
        return []

    monkeypatch.setattr(phones, "not_in", nobody)
    assert await goal.confirm(lesson.city_id, await _reported(lesson), by=by)


async def test_a_phone_that_is_declared_lost_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, silent, lacking, by = await _over(monkeypatch)
    report = await _reported(lesson)
    await phones.declare_lost(lesson.city_id, lacking.id, "水に落ちた", by=SYSTEM)
    await phones.revoke(lesson.city_id, silent.id, by=SYSTEM)
    assert await goal.confirm(lesson.city_id, report, by=by)


async def test_a_phone_that_was_sent_away_with_records_missing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, silent, lacking, by = await _over(monkeypatch)
    report = await _reported(lesson)
    for phone in (silent, lacking):
        await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    with pytest.raises(Refusal, match="Phone 2 at"):
        await goal.confirm(lesson.city_id, report, by=by)


async def test_a_class_that_was_not_held_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, _silent, _lacking, by = await _over(monkeypatch)
    assert await goal.confirm(lesson.city_id, await _reported(lesson, held=False), by=by)


async def test_confirmed_again_it_is_harmless_whatever_the_phones_say_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, silent, lacking, by = await _over(monkeypatch)
    await silent.beat()
    await lacking.sync()
    report = await _reported(lesson)
    assert await goal.confirm(lesson.city_id, report, by=by)
    lacking.write("walk_in", lesson.id, number=1)
    await lacking.beat()
    assert not await goal.confirm(lesson.city_id, report, by=by)
