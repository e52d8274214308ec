"""Planning a class: only what can take place, with the city's own courses, rooms and people."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import time_machine

from outreach import checkin, clock, lessons
from outreach.audit import AuditEntry
from outreach.departments import Department
from outreach.helpers import Helper
from outreach.kits import Kit
from outreach.lessons import Acceptance, Lesson, Plan, Series
from outreach.lessons.planning import clean_plan
from outreach.refusal import Refusal, Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def _wanted(**over: object) -> Plan:
    centre = await world.centre()
    plan = Plan(
        course_id=(await world.course()).id,
        centre_id=centre.id,
        room_id=(await world.room(centre)).id,
        instructor_id=(await world.instructor()).id,
        day=world.working_day(),
        starts=time(13, 30),
        ends=time(15, 0),
        capacity=10,
    )
    return replace(plan, **over)  # type: ignore[arg-type]  # the fields' own types


async def _plan(**over: object) -> Lesson:
    return await lessons.plan(await world.morioka(), await _wanted(**over), by=await world.staff())


async def test_a_class_is_planned_in_the_time_of_japan_and_is_on_record() -> None:
    lesson = await _plan(starts=time(8, 0), ends=time(9, 0))

    assert lesson.starts_at.astimezone(clock.TOKYO).time() == time(8, 0)
    assert lesson.day == world.working_day()
    assert lessons.open_now(lesson)
    assert (await AuditEntry.get()).action == "lesson.published"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"day": date(2020, 1, 1)}, "day"),
        ({"day": clock.today() + timedelta(days=800)}, "day"),
        ({"ends": time(13, 30)}, "ends"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 31}, "capacity"),
        ({"course_id": 999}, "course_id"),
        ({"room_id": 999}, "room_id"),
    ],
)
async def test_what_cannot_take_place_is_refused_at_its_field(over: dict[str, object], field: str) -> None:
    with pytest.raises(Refusals) as refused:
        await _plan(**over)

    assert [one.field for one in refused.value] == [field]
    assert not await Lesson.all().exists()


async def test_a_time_of_today_that_is_over_is_refused() -> None:
    with time_machine.travel(world.moment(date(2026, 11, 25), time(14, 0)), tick=False):
        with pytest.raises(Refusals) as refused:
            await _plan(day=date(2026, 11, 25))
        assert [one.field for one in refused.value] == ["starts"]
        assert (await _plan(day=date(2026, 11, 25), starts=time(14, 30))).status == "published"


async def test_another_citys_course_centre_and_instructor_are_refused() -> None:
    tomi = await world.tomi()
    foreign = {
        "course_id": (await world.course(tomi)).id,
        "centre_id": (await world.centre(tomi)).id,
        "instructor_id": (await world.instructor(tomi)).id,
    }

    for field, number in foreign.items():
        with pytest.raises(Refusals) as refused:
            await _plan(**{field: number, "room_id": None})
        assert [one.field for one in refused.value] == [field]


def test_every_field_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(Refusals) as refused:
        clean_plan({"day": "2026-02-30", "starts": "x", "capacity": "²"})

    assert [one.field for one in refused.value] == [
        "course_id", "centre_id", "instructor_id", "day", "starts", "ends", "capacity",
    ]  # fmt: skip


async def test_a_draft_is_published_once() -> None:
    draft, coordinator = await world.lesson(status="draft"), await world.staff()

    await lessons.publish(draft, by=coordinator)
    await lessons.publish(draft, by=coordinator)

    assert (await Lesson.get()).status == "published"
    assert await AuditEntry.filter(action="lesson.published").count() == 1


async def test_a_form_sent_twice_plans_one_class() -> None:
    city, by, wanted = await world.morioka(), await world.staff(), await _wanted()

    done = await asyncio.gather(*(lessons.plan(city, wanted, by=by, key="k" * 32) for _ in range(3)))

    assert len({lesson.id for lesson in done}) == await Lesson.all().count() == 1
    later = replace(wanted, starts=time(15, 0), ends=time(16, 30))
    assert await lessons.plan(city, later, by=by, key="m" * 32) != done[0]


async def test_a_class_that_clashes_is_refused_and_one_right_after_it_is_not() -> None:
    await _plan()

    with pytest.raises(Refusals) as refused:
        await _plan(starts=time(14, 59), ends=time(15, 30))
    assert {one.code for one in refused.value} == {"clash"}
    assert (await _plan(starts=time(15, 0), ends=time(15, 30))).status == "published"


async def test_a_draft_holds_its_room_too() -> None:
    await _plan(publish=False)

    with pytest.raises(Refusals, match="is taken by"):
        await _plan()


async def test_a_soft_clash_wants_a_reason_and_keeps_it() -> None:
    await _plan()
    near: dict[str, object] = {"starts": time(15, 0), "ends": time(16, 0), "setup_minutes": 15}

    with pytest.raises(Refusals) as refused:
        await _plan(**near)
    lesson = await _plan(**near, reason=" 会場と 打合せ済み ")

    assert [(one.field, one.code) for one in refused.value] == [("reason", "soft")]
    kept = await Acceptance.get()
    assert (kept.lesson_id, kept.kinds, kept.reason) == (lesson.id, ["padding"], "会場と 打合せ済み")
    assert kept.by == (await world.staff()).reference


async def test_a_reason_without_a_clash_is_not_kept() -> None:
    await _plan(reason="会場と打合せ済み")

    assert not await Acceptance.all().exists()


async def _many(*plans: Plan, **over: object) -> list[Lesson]:
    return await lessons.plan_many(await world.morioka(), plans, by=await world.staff(), **over)  # type: ignore[arg-type]  # key and reason


async def test_many_classes_are_planned_all_or_none() -> None:
    first = await _wanted()
    second = replace(first, day=world.working_day(17))

    with pytest.raises(Refusals, match="another class of this plan"):
        await _many(first, second, replace(first, ends=time(14, 0)))
    assert not await Lesson.all().exists()
    assert [one.day for one in await _many(first, second)] == [first.day, second.day]


async def test_many_classes_sent_twice_are_planned_once() -> None:
    first = await _wanted()
    plans = [first, replace(first, day=world.working_day(17))]
    await world.staff()

    done = await asyncio.gather(*(_many(*plans, key="k" * 32) for _ in range(3)))

    assert len({tuple(one.id for one in many) for many in done}) == 1
    assert await Lesson.all().count() == 2
    with pytest.raises(Refusal, match="other details"):
        await _many(first, key="k" * 32)


async def test_one_reason_is_kept_with_each_class_that_needs_it() -> None:
    first = await _wanted(day=date(2026, 11, 24))
    with time_machine.travel(world.moment(date(2026, 11, 20), time(9, 0)), tick=False):
        holiday, plain = await _many(replace(first, day=date(2026, 11, 23)), first, reason="連休の人のため")

    assert [one.lesson_id for one in await Acceptance.all()] == [holiday.id]
    assert plain.id > holiday.id


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"kits": 3}, "kit_id"),
        ({"kits": 501}, "kits"),
        ({"kit_id": 999, "kits": 1}, "kit_id"),
        ({"department_id": 999}, "department_id"),
        ({"series_id": 999}, "series_id"),
        ({"setup_minutes": 241}, "setup_minutes"),
        ({"clear_minutes": 241}, "clear_minutes"),
        ({"helpers_wanted": 51}, "helpers_wanted"),
        ({"intake_opens": clock.now() + timedelta(days=30)}, "intake_day"),
        ({"publish_at": clock.now() + timedelta(days=30)}, "publish_day"),
        ({"publish_at": clock.now() - timedelta(days=1)}, "publish_day"),
    ],
)
async def test_what_a_class_needs_must_be_there_and_in_bounds(over: dict[str, object], field: str) -> None:
    with pytest.raises(Refusals) as refused:
        await _plan(**over)

    assert field in [one.field for one in refused.value]


async def test_loan_phones_must_be_counted_and_are_never_lent_twice() -> None:
    kit = await Kit.create(city=await world.morioka(), key="a", name={"en": "Android phones"}, count=6)
    other = await world.centre(key="other")
    there: dict[str, object] = {
        "centre_id": other.id,
        "room_id": None,
        "instructor_id": (await world.instructor(login="instructor2")).id,
    }

    with pytest.raises(Refusals) as refused:
        await _plan(kit_id=kit.id)
    assert [one.field for one in refused.value] == ["kits"]
    await _plan(kit_id=kit.id, kits=4)
    with pytest.raises(Refusals, match="Of 6 Android phones, 2 are free at this time; 3 are wanted"):
        await _plan(**there, kit_id=kit.id, kits=3)
    assert (await _plan(**there, kit_id=kit.id, kits=2)).kits == 2


async def test_another_citys_phones_department_and_series_are_refused() -> None:
    tomi = await world.tomi()
    foreign = {
        "kit_id": (await Kit.create(city=tomi, key="a", name={"en": "phones"}, count=6)).id,
        "department_id": (await Department.create(city=tomi, key="a", name={"en": "Welfare"})).id,
        "series_id": (await Series.create(city=tomi, course=await world.course(tomi), made_at=clock.now())).id,
    }

    for field, number in foreign.items():
        with pytest.raises(Refusals) as refused:
            await _plan(**{field: number, "kits": int(field == "kit_id")})
        assert [one.field for one in refused.value] == [field]


async def test_a_retired_course_and_one_who_left_are_not_planned() -> None:
    course, leader = await world.course(slug="old", retired=True), await world.instructor()
    await Helper.filter(id=leader.id).update(away_from=clock.today())

    with pytest.raises(Refusals) as refused:
        await _plan(course_id=course.id)

    assert [one.field for one in refused.value] == ["course_id", "instructor_id"]


async def test_a_consultation_has_one_seat() -> None:
    course = await world.course(slug="ask", kind="consultation")

    with pytest.raises(Refusals, match="for one person"):
        await _plan(course_id=course.id, capacity=2)
    assert (await _plan(course_id=course.id, capacity=1)).capacity == 1


async def test_a_set_time_keeps_a_draft_and_opens_registration_then() -> None:
    soon = (clock.now() + timedelta(days=2)).replace(microsecond=0)

    lesson = await _plan(publish_at=soon, intake_opens=soon + timedelta(days=1))

    assert (lesson.status, lesson.publish_at, lesson.intake_opens_at) == ("draft", soon, soon + timedelta(days=1))


async def _departments() -> tuple[Department, Department]:
    city = await world.morioka()
    welfare = await Department.create(city=city, key="welfare", name={"en": "Welfare"})
    return welfare, await Department.create(city=city, key="education", name={"en": "Social education"})


async def test_a_class_belongs_to_its_planners_department_and_no_other_changes_it() -> None:
    welfare, education = await _departments()
    city, by = await world.morioka(), await world.staff()
    ours, theirs = replace(by, department_id=welfare.id), replace(by, department_id=education.id)

    lesson = await lessons.plan(city, await _wanted(publish=False), by=ours)

    assert lesson.department_id == welfare.id
    for verb in (lessons.publish(lesson, by=theirs), checkin.issue_pass(lesson, "", by=theirs)):
        with pytest.raises(Refusal) as refused:
            await verb
        assert refused.value.code == "other-department"
    assert (await Lesson.get()).status == "draft"
    await lessons.publish(lesson, by=ours)
    await checkin.issue_pass(lesson, "", by=by)
    assert (await Lesson.get()).status == "published"


async def test_nobody_plans_for_another_department_but_who_works_for_none() -> None:
    welfare, education = await _departments()
    city, by = await world.morioka(), await world.staff()
    wanted = await _wanted(department_id=education.id)

    with pytest.raises(Refusal, match="Another department"):
        await lessons.plan(city, wanted, by=replace(by, department_id=welfare.id))
    assert (await lessons.plan(city, wanted, by=by)).department_id == education.id


def test_a_form_tells_times_and_numbers_and_leaves_out_what_is_blank() -> None:
    typed = {"course_id": "1", "centre_id": "2", "instructor_id": "3", "day": "2027-01-20", "starts": "13:30"}
    plan = clean_plan(typed | {"ends": "15:00", "capacity": "10", "publish_day": "2027-01-10", "kits": " "})

    assert (plan.kits, plan.kit_id, plan.intake_opens) == (0, None, None)
    assert plan.publish_at == world.moment(date(2027, 1, 10), time(9, 0))
    with pytest.raises(Refusals) as refused:
        clean_plan(
            typed | {"ends": "15:00", "capacity": "1", "intake_day": "x", "publish_day": "", "publish_time": "9:00"}
        )
    assert [one.field for one in refused.value] == ["intake_day", "publish_day"]
