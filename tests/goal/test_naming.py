"""What a goal may count: never a consultation, and never residents and staff together."""

import asyncio
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module

import pytest
import time_machine

from outreach import clock, courses, goal
from outreach.audit import SYSTEM
from outreach.courses import Course, Facts
from outreach.goal import Confirmation, Goal, GoalCourse, Report
from outreach.refusal import Refusal
from outreach.upkeep.rules import verify
from tests import world

pytestmark = pytest.mark.usefixtures("database")
STARTS, ENDS = date(2026, 4, 1), date(2031, 3, 31)
PLAIN = Facts({"ja": "講座"}, {"ja": "説明"}, {"ja": "電話"})


async def empty_goal() -> Goal:
    return await world.goal(starts=STARTS, ends=ENDS)


async def consultation() -> Course:
    return await world.course(slug="consultation", kind="consultation")


async def test_a_goal_never_names_a_consultation() -> None:
    of = await empty_goal()
    with pytest.raises(Refusal) as refused:
        await goal.count_course(of, await consultation(), by=SYSTEM)
    assert refused.value.code == "consultation"
    assert await GoalCourse.all().count() == 0


async def test_a_goal_names_a_course_once() -> None:
    of, course = await empty_goal(), await world.course()
    for _time in range(2):
        await goal.count_course(of, course, by=SYSTEM)
    assert await GoalCourse.all().count() == 1


async def test_training_for_staff_has_a_goal_of_its_own() -> None:
    of = await empty_goal()
    await goal.count_course(of, await world.course(), by=SYSTEM)
    with pytest.raises(Refusal) as refused:
        await goal.count_course(of, await world.course(slug="staff", audience="staff"), by=SYSTEM)
    assert refused.value.code == "audience"


async def test_a_consultation_that_a_goal_names_all_the_same_is_found_and_not_counted() -> None:
    of = await empty_goal()
    with time_machine.travel(datetime(2027, 5, 20, 12, tzinfo=clock.TOKYO), tick=True):
        lesson = await world.held_lesson(course=await consultation(), capacity=1)
        teacher, second = await world.staff(role="instructor"), await world.staff()
        report = await Report.create(
            lesson=lesson, held=True, attendance=1, by_account_id=teacher.id, at=lesson.ends_at
        )
        await Confirmation.create(report=report, by_account_id=second.id, at=lesson.ends_at)
        await GoalCourse.create(goal=of, course=await consultation())

        found = (await goal.progress(lesson.city_id))[0]

    assert found.held == found.planned == 0
    assert "no goal counts a consultation" in {broken.rule for broken in await verify()}


async def test_control_the_second_wall_is_what_keeps_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = import_module("outreach.goal.progress")
    wall = " AND k.kind = 'class'"
    assert wall in progress._ROWS
    monkeypatch.setattr(progress, "_ROWS", progress._ROWS.replace(wall, ""))
    with pytest.raises(AssertionError):
        await test_a_consultation_that_a_goal_names_all_the_same_is_found_and_not_counted()


async def test_a_course_that_is_named_and_turned_at_once_is_only_one_of_both() -> None:
    of, city = await empty_goal(), await world.morioka()
    for number in range(6):
        course = await courses.add(city, replace(PLAIN, title={"ja": f"講座{number}"}), by=SYSTEM)
        turned = replace(PLAIN, kind="consultation")
        await asyncio.gather(
            goal.count_course(of, course, by=SYSTEM),
            courses.change(course, turned, by=SYSTEM),
            return_exceptions=True,
        )
    assert await verify() == []
