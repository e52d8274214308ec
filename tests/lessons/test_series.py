"""Series: lessons of one course, part 2 of 3 by date, and no change under the feet of who signed up for all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from outreach import clock, departments, lessons
from outreach.audit import Actor
from outreach.lessons import Lesson, Series
from outreach.refusal import Refusal, Refusals
from outreach.registration import Registration
from tests import world
from tests.registration.wishing import take

pytestmark = pytest.mark.usefixtures("database")
BY = Actor("account", 1, 1, frozenset({"coordinator"}))


async def weekly(count: int = 3, **over: Any) -> list[Lesson]:
    return [await world.lesson(day=clock.today() + timedelta(days=7 * n), **over) for n in range(1, count + 1)]


async def series(*of: Lesson, sign_up: str = "all", by: Actor = BY, key: str = "") -> Series:
    return await lessons.make_series(
        await world.morioka(), await world.course(), [one.id for one in of], sign_up, by=by, key=key
    )


async def refused(work: Any) -> str:
    with pytest.raises((Refusal, Refusals)) as refusal:
        await work
    one = refusal.value
    return one.all[0].code if isinstance(one, Refusals) else str(getattr(one, "code", ""))


async def test_parts_are_numbered_by_date_and_name_the_other_dates() -> None:
    one, two, three = await weekly()
    await series(three, one, two)
    found = await lessons.find(two.city_id, two.id)
    assert found
    assert found.part
    assert (found.part.number, found.part.count, found.part.is_all) == (2, 3, True)
    assert [one.lesson_id for one in found.part.others(two.id)] == [one.id, three.id]


async def test_cancelled_lessons_are_no_parts_and_drafts_are_counted_but_not_named() -> None:
    one, two, three = await weekly()
    await series(one, two, three)
    await Lesson.filter(id=one.id).update(status="cancelled")
    await Lesson.filter(id=two.id).update(status="draft")
    found = [await lessons.find(one.city_id, lesson.id) for lesson in (one, three)]
    assert found[0]
    assert found[1]
    assert found[0].part is None
    assert found[1].part
    assert (found[1].part.number, found[1].part.count, found[1].part.others(three.id)) == (2, 2, ())
    assert not found[1].part.whole


async def test_seats_left_are_whole_ones() -> None:
    one, two, three = await weekly()
    await series(one, two, three)
    await Lesson.filter(id=two.id).update(capacity=2)
    assert [lesson.seats_left for lesson in await lessons.coming(one.city_id)] == [2, 2, 2]


async def test_the_same_form_twice_is_one_series() -> None:
    both = await weekly(2)
    assert (await series(*both, key="k")).id == (await series(*both, key="k")).id


async def test_what_makes_no_series() -> None:
    one, two = await weekly(2)
    other = await world.lesson(course=await world.course(slug="maps"))
    over = await world.held_lesson()
    tomi = await world.lesson(await world.tomi())
    assert await refused(series(one)) == "count"
    for strange in (other, over):
        assert await refused(series(one, strange)) == "strange"
    assert await refused(series(one, tomi)) == "refused"
    assert await refused(series(one, two, sign_up="some")) == "refused"
    assert await Series.all().count() == 0
    await series(one, two)
    assert await refused(series(one, two)) == "strange"


async def test_a_consultation_makes_no_series() -> None:
    course = await world.course(slug="consultation", kind="consultation")
    city = await world.morioka()
    made = [await world.lesson(course=course, capacity=1) for _ in range(2)]
    assert await refused(lessons.make_series(city, course, [one.id for one in made], "each", by=BY)) == "consultation"


async def test_lessons_join_and_leave_until_somebody_signs_up_for_all() -> None:
    one, two, three = await weekly()
    made = await series(one, two)
    await lessons.change_series(made, [two.id, three.id], "all", by=BY)
    assert [row.id for row in await lessons.members(made.id)] == [two.id, three.id]
    await world.seat(two)
    assert await refused(lessons.change_series(made, [one.id, two.id, three.id], "all", by=BY)) == "taken"
    assert await refused(lessons.change_series(made, [], "all", by=BY)) == "taken"
    await lessons.change_series(made, [two.id, three.id], "each", by=BY)
    assert await refused(lessons.change_series(made, [two.id, three.id], "all", by=BY)) == "taken"


async def test_a_class_that_somebody_signed_up_for_does_not_join_one_sign_up() -> None:
    one, two, three = await weekly()
    await world.seat(three)
    assert await refused(series(one, two, three)) == "taken"
    made = await series(one, two)
    assert await refused(lessons.change_series(made, [one.id, two.id, three.id], "all", by=BY)) == "taken"
    await series_of_each(three)


async def test_who_takes_part_in_a_draw_that_is_due_has_signed_up_too() -> None:
    two, three, four = await weekly()
    one = await world.lesson(day=clock.today() + timedelta(days=3), draws_at=clock.now() + timedelta(days=1))
    each = await series(one, two, sign_up="each")
    await take(one, await world.person())
    with time_machine.travel(clock.now() + timedelta(days=1, hours=1)):
        assert await refused(lessons.change_series(each, [one.id, two.id], "all", by=BY)) == "taken"
        await lessons.change_series(each, [], "each", by=BY)
        assert await refused(series(one, two)) == "taken"
        whole = await series(three, four)
        assert await refused(lessons.change_series(whole, [one.id, three.id, four.id], "all", by=BY)) == "taken"


async def series_of_each(three: Lesson) -> None:
    four = await world.lesson(day=clock.today() + timedelta(days=40))
    await series(three, four, sign_up="each")
    assert await Registration.all().count() == 1


async def test_an_empty_choice_ends_a_series_and_lessons_that_are_over_stay_in_it() -> None:
    one, two, three = await weekly()
    made = await series(one, two, three, sign_up="each")
    past = clock.now() - timedelta(hours=3)
    await Lesson.filter(id=one.id).update(starts_at=past, ends_at=past)
    await lessons.change_series(made, [two.id, three.id], "each", by=BY)
    assert len(await lessons.members(made.id)) == 3
    both = await series(*await weekly(2), sign_up="each")
    await lessons.change_series(both, [], "each", by=BY)
    assert await lessons.members(both.id) == []
    assert [one.id for one in await lessons.of_course(made.course_id)] == [made.id]


async def test_another_departments_lessons_are_not_put_into_a_series() -> None:
    city = await world.morioka()
    own, other = [await departments.add(city, {"ja": name}, by=BY) for name in ("福祉", "社会教育")]
    both = await weekly(2, department=other)
    hers = replace(BY, department_id=own.id)
    assert await refused(series(*both, by=hers)) == "other-department"


async def of_two_departments() -> tuple[Series, list[Lesson], Actor, Actor]:
    """A series of the other department, and a coordinator of her own and of the other one."""
    city = await world.morioka()
    own, other = [await departments.add(city, {"ja": name}, by=BY) for name in ("福祉", "社会教育")]
    both = await weekly(2, department=other)
    made = await series(*both, sign_up="each")
    return made, both, replace(BY, department_id=own.id), replace(BY, department_id=other.id)


async def test_how_to_sign_up_for_another_departments_series_stays_as_it_is() -> None:
    made, both, hers, theirs = await of_two_departments()
    ids = [one.id for one in both]
    for was, wanted in (("each", "all"), ("all", "each")):
        await lessons.change_series(made, ids, was, by=theirs)
        assert await refused(lessons.change_series(made, ids, wanted, by=hers)) == "other-department"
        assert (await Series.get(id=made.id)).sign_up == was
        await lessons.change_series(made, ids, was, by=hers)


async def test_control_the_department_itself_and_who_has_none_change_how_to_sign_up() -> None:
    made, both, _hers, theirs = await of_two_departments()
    for by, wanted in ((theirs, "all"), (BY, "each")):
        await lessons.change_series(made, [one.id for one in both], wanted, by=by)
        assert (await Series.get(id=made.id)).sign_up == wanted


async def test_a_new_lesson_is_not_planned_into_another_departments_series() -> None:
    made, both, hers, theirs = await of_two_departments()
    wanted = like(both[0], made)
    assert await refused(lessons.plan(await world.morioka(), wanted, by=hers)) == "other-department"
    assert len(await lessons.members(made.id)) == 2
    await lessons.plan(await world.morioka(), wanted, by=theirs)
    assert len(await lessons.members(made.id)) == 3


def like(one: Lesson, of: Series) -> lessons.Plan:
    """One more class of the series, in a month."""
    return lessons.Plan(
        course_id=one.course_id,
        centre_id=one.centre_id,
        room_id=one.room_id,
        instructor_id=one.instructor_id,
        day=clock.today() + timedelta(days=30),
        starts=world.AT,
        ends=world.AT.replace(hour=15),
        capacity=5,
        series_id=of.id,
    )


async def test_a_new_lesson_is_not_planned_into_a_series_that_somebody_holds_as_a_whole() -> None:
    one, two = await weekly(2)
    made = await series(one, two)
    city = await world.morioka()
    wanted = like(one, made)
    await lessons.plan(city, wanted, by=BY)
    await world.seat(two)
    later = replace(wanted, day=clock.today() + timedelta(days=37))
    assert await refused(lessons.plan(city, later, by=BY)) == "taken"


async def test_parts_of_many_lessons_need_one_question() -> None:
    from outreach.db import sql
    from outreach.lessons import parts

    asked: list[str] = []

    class Noting:
        moment, document = staticmethod(sql.moment), staticmethod(sql.document)

        @staticmethod
        async def rows(query: str, *values: object) -> list[dict[str, Any]]:
            asked.append(query)
            return await sql.rows(query, *values)

    many = []
    for start in range(4):
        both = [await world.lesson(day=clock.today() + timedelta(days=10 * start + n)) for n in (1, 2)]
        await series(*both)
        many += [await Lesson.get(id=one.id) for one in both]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "sql", Noting)
        await lessons.note_parts(many)
    assert len(asked) == 1
    assert all(one.part for one in many)
