"""Consultation hours: slots one after the other, each for one person, checked like any class."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock, lessons
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.lessons import Hours, Lesson, clean_hours
from outreach.refusal import Refusal, Refusals
from tests import world

BY = Actor("account", 1, 1, frozenset({"coordinator"}))
TYPED = {
    "course_id": "1",
    "centre_id": "1",
    "instructor_id": "1",
    "day": "2027-01-20",
    "starts": "10:00",
    "ends": "12:00",
    "minutes": "30",
    "publish": "yes",
}
database = pytest.mark.usefixtures("database")


async def consultation() -> Course:
    return await world.course(slug="consultation", kind="consultation", title={"ja": "スマートフォン相談"})


async def hours(city: City, course: Course, day: date | None = None, **over: str) -> Hours:
    centre, leader = await world.centre(), await world.instructor()
    room = await world.room(centre)
    ids = {"course_id": course.id, "centre_id": centre.id, "room_id": room.id, "instructor_id": leader.id}
    on = day or clock.today() + timedelta(days=7)
    return clean_hours(TYPED | {name: str(one) for name, one in ids.items()} | {"day": on.isoformat()} | over)


def test_slots_follow_each_other_and_the_rest_stays_free() -> None:
    made = lessons.slots(clean_hours(TYPED | {"ends": "11:45"}))
    assert [(f"{one.starts:%H:%M}", f"{one.ends:%H:%M}", one.capacity) for one in made] == [
        ("10:00", "10:30", 1),
        ("10:30", "11:00", 1),
        ("11:00", "11:30", 1),
    ]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"ends": "10:20"}, "ends"),
        ({"ends": "09:00"}, "ends"),
        ({"starts": "00:00", "ends": "23:50", "minutes": "10"}, "minutes"),
    ],
)
def test_hours_without_a_slot_or_with_too_many_are_refused(over: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        lessons.slots(clean_hours(TYPED | over))
    assert refused.value.field == field


@pytest.mark.parametrize("minutes", ["", "9", "121", "x", "1" * 30])
def test_the_length_of_a_slot_is_told_in_minutes(minutes: str) -> None:
    with pytest.raises(Refusals) as refused:
        clean_hours(TYPED | {"minutes": minutes, "day": "never"})
    assert [one.field for one in refused.value] == ["day", "minutes"]


@given(start=st.integers(0, 1300), length=st.integers(10, 400), minutes=st.integers(10, 120))
def test_no_slot_leaves_the_hours_and_none_overlaps(start: int, length: int, minutes: int) -> None:
    end = min(start + length, 24 * 60 - 1)
    texts = [f"{at // 60:02}:{at % 60:02}" for at in (start, end)]
    wanted = clean_hours(TYPED | {"starts": texts[0], "ends": texts[1], "minutes": str(minutes)})
    count = (end - start) // minutes
    if not 1 <= count <= 40:
        with pytest.raises(Refusal):
            lessons.slots(wanted)
        return
    made = lessons.slots(wanted)
    assert len(made) == count
    assert made[0].starts == wanted.whole.starts
    assert made[-1].ends <= wanted.whole.ends
    assert all(one.ends == after.starts for one, after in pairwise(made))


@database
async def test_each_slot_is_a_lesson_for_one_person() -> None:
    city = await world.morioka()
    made = await lessons.plan_hours(city, await hours(city, await consultation()), by=BY, key="k")
    assert [one.capacity for one in made] == [1, 1, 1, 1]
    again = await lessons.plan_hours(city, await hours(city, await consultation()), by=BY, key="k")
    assert [one.id for one in again] == [one.id for one in made]
    assert [one.id for one in await lessons.coming(city.id, kind="consultation")] == [one.id for one in made]
    assert await lessons.coming(city.id) == []


@database
async def test_hours_that_clash_with_a_class_are_not_planned_at_all() -> None:
    city, day = await world.morioka(), clock.today() + timedelta(days=7)
    await world.lesson(day=day, at=world.AT.replace(hour=11, minute=30))
    with pytest.raises(Refusals):
        await lessons.plan_hours(city, await hours(city, await consultation(), day), by=BY)
    assert await Lesson.filter(capacity=1).count() == 0


@database
async def test_a_course_that_is_taught_in_classes_has_no_consultation_hours() -> None:
    city = await world.morioka()
    with pytest.raises(Refusal) as refused:
        await lessons.plan_hours(city, await hours(city, await world.course()), by=BY)
    assert refused.value.field == "course_id"
