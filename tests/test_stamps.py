"""A new name or text reaches calendars and open data by a later stamp; what nobody changed keeps its stamp."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, courses, stamps, venues
from outreach.audit import SYSTEM
from outreach.courses import Facts
from outreach.lessons import Lesson
from outreach.organisations import Organisation
from outreach.venues.facts import RoomFacts
from tests import world

pytestmark = pytest.mark.usefixtures("database")
LONG_AGO = timedelta(days=100)


async def stamped(**over: Any) -> Lesson:
    """A class that last changed long ago."""
    return await world.lesson(changed_at=clock.now() - LONG_AGO, **over)


async def is_new(lesson: Lesson) -> bool:
    now = await Lesson.get(id=lesson.id)
    assert now.sequence == lesson.sequence
    return now.changed_at > lesson.changed_at


async def rename_course(lesson: Lesson, **over: object) -> None:
    course = lesson.course
    facts = Facts(course.title, course.description, course.bring)
    await courses.change(course, replace(facts, **over), by=await world.staff())  # type: ignore[arg-type]  # each of its own type


async def test_a_renamed_course_stamps_its_classes_and_no_others() -> None:
    one = await stamped()
    other = await stamped(course=await world.course(slug="other"))
    await rename_course(one, title={"ja": "はじめての電話"})
    assert (await is_new(one), await is_new(other)) == (True, False)


async def test_another_description_stamps_its_classes_and_other_things_to_bring_do_not() -> None:
    one = await stamped()
    await rename_course(one, bring={"ja": "めがね"})
    assert not await is_new(one)
    await rename_course(one, description={"ja": "ゆっくり始めます。"})
    assert await is_new(one)


async def test_another_organisation_beside_the_city_stamps_its_classes() -> None:
    one = await stamped()
    host = await Organisation.create(city_id=one.city_id, key="host", name={"ja": "社会福祉協議会"})
    await rename_course(one, cohost_ids=(host.id,))
    assert await is_new(one)
    again = await stamped(course=one.course)
    await rename_course(one, cohost_ids=(host.id,))
    assert not await is_new(again)


async def test_a_renamed_centre_and_a_corrected_address_stamp_its_classes() -> None:
    one = await stamped()
    other = await stamped(centre=await world.centre(key="other"))
    for typed in ({"name_ja": "中央会館"}, {"name_ja": "中央会館", "address": "愛宕町14-2"}):
        before = await Lesson.get(id=one.id)
        await venues.change_centre(one.centre, venues.clean_centre(typed, "019"), by=SYSTEM)
        assert await is_new(before)
    assert not await is_new(other)


async def test_another_telephone_of_the_centre_stamps_nothing() -> None:
    one = await stamped()
    same = {"name_ja": one.centre.name["ja"], "name_en": one.centre.name["en"], "address": one.centre.address}
    await venues.change_centre(one.centre, venues.clean_centre({**same, "phone": "019-600-9999"}, "019"), by=SYSTEM)
    assert not await is_new(one)


async def test_a_renamed_room_stamps_its_classes_and_a_larger_one_does_not() -> None:
    one = await stamped()
    assert one.room
    await venues.change_room(one.centre, one.room, RoomFacts(one.room.name, 40, "", ()), by=SYSTEM)
    assert not await is_new(one)
    await venues.change_room(one.centre, one.room, RoomFacts({"ja": "和室"}, 40, "", ()), by=SYSTEM)
    assert await is_new(one)


async def test_classes_that_no_calendar_has_any_more_are_left_alone() -> None:
    last, over = [await stamped(day=clock.today() - days * timedelta(days=1)) for days in (30, 31)]
    await stamps.renew("course", last.course_id)
    assert (await is_new(last), await is_new(over)) == (True, False)
