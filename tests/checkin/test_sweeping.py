"""Who was let in to a class that had been cancelled has come once it is held after all, though no phone comes again."""

import pytest

from outreach import checkin
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import sweeping
from outreach.lessons import Lesson
from tests import world
from tests.checkin.phone import at_door

pytestmark = pytest.mark.usefixtures("database")


async def test_who_came_to_a_class_that_is_held_after_all_is_noted_without_any_phone() -> None:
    lesson = await world.held_lesson()
    seats = [await world.seat(lesson, await world.person(name=name, phone="")) for name in ("一", "二", "三")]
    phone = await at_door(lesson)
    for seat in seats:
        event = phone.scan(seat)
    phone.undo(event)
    await Lesson.filter(id=lesson.id).update(status="cancelled")
    assert (await phone.sync(done=True))["state"] == "ended"
    assert (await sweeping.sweep(), await checkin.present(lesson.id)) == (0, 0)

    await Lesson.filter(id=lesson.id).update(status="published")
    assert await checkin.present(lesson.id) == 0
    assert await sweeping.sweep() == 2

    assert set(await checkin.arrived(lesson.id)) == {seats[0].id, seats[1].id}
    assert {one.actor async for one in AuditEntry.filter(action="arrival.noted")} == {SYSTEM.reference}
    assert await sweeping.sweep() == 0


async def test_whom_the_office_took_back_is_not_noted_again() -> None:
    lesson = await world.held_lesson()
    seat, phone = await world.seat(lesson), await at_door(lesson)
    phone.scan(seat)
    await phone.sync()
    arrival = (await checkin.arrived(lesson.id))[seat.id]
    await checkin.undo(lesson.city_id, lesson.id, arrival.id, reason="押し間違い", by=SYSTEM)
    assert (await sweeping.sweep(), await checkin.present(lesson.id)) == (0, 0)
