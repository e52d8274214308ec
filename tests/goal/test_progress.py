"""The count: held, reported, confirmed by another person, of a course that the goal names, within the plan."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from outreach import goal
from outreach.clock import TOKYO
from outreach.courses import Course
from outreach.goal import Confirmation, Goal, GoalProgress, Report
from outreach.lessons import Lesson
from tests import world

pytestmark = pytest.mark.usefixtures("database")
STARTS, ENDS = date(2026, 4, 1), date(2031, 3, 31)
TODAY = datetime(2027, 5, 20, 12, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=True):
        yield


async def _counted(day: date, *, held: bool = True, attendance: int = 8, confirmed: bool = True, **over: Any) -> Lesson:
    """A class of that day with a report and, unless told otherwise, its second signature."""
    lesson = await world.lesson(day=day, **over)
    teacher, coordinator = await world.staff(role="instructor"), await world.staff()
    report = await Report.create(
        lesson=lesson, held=held, attendance=attendance, by_account_id=teacher.id, at=world.moment(day)
    )
    if confirmed:
        await Confirmation.create(report=report, by_account_id=coordinator.id, at=world.moment(day))
    return lesson


async def _goal(*courses: Course, **over: Any) -> Goal:
    return await world.goal(None, *(courses or (await world.course(),)), starts=STARTS, ends=ENDS, **over)


async def _progress() -> GoalProgress:
    return (await goal.progress((await world.morioka()).id))[0]


async def test_a_confirmed_class_raises_the_count_by_exactly_one() -> None:
    await _goal()
    assert (await _progress()).held == 0

    await _counted(date(2027, 5, 1))

    progress = await _progress()
    assert (progress.held, progress.needed) == (1, 129)


async def test_a_report_without_the_second_signature_does_not_count() -> None:
    await _goal()
    await _counted(date(2027, 5, 1), confirmed=False)

    progress = await _progress()

    assert progress.held == 0
    assert [lesson.state for year in progress.years for lesson in year.lessons] == ["open"]


async def test_a_class_that_was_not_held_never_counts() -> None:
    await _goal()
    await _counted(date(2027, 5, 1), held=False, attendance=0)

    assert (await _progress()).held == 0


@pytest.mark.parametrize("status", ["draft", "cancelled"])
async def test_a_class_that_is_not_published_never_counts(status: str) -> None:
    await _goal()
    await _counted(date(2027, 5, 1), status=status)

    assert (await _progress()).held == 0


async def test_staff_training_never_feeds_the_130() -> None:
    training = await world.course(slug="staff", audience="staff")
    await _goal()
    await _goal(training, key="training", unit="attendances", target=1000)
    await _counted(date(2027, 5, 1), course=training, attendance=40)

    classes, attendances = await goal.progress((await world.morioka()).id)

    assert (classes.held, attendances.held) == (0, 40)


async def test_a_goal_that_named_the_training_would_count_it() -> None:
    training = await world.course(slug="staff", audience="staff")
    await _goal(await world.course(), training)
    await _counted(date(2027, 5, 1), course=training)

    assert (await _progress()).held == 1


async def test_the_fiscal_year_ends_on_31_march_and_begins_on_1_april() -> None:
    await _goal()
    await _counted(date(2027, 3, 31))
    await _counted(date(2027, 4, 1))

    progress = await _progress()

    assert [(year.year, year.held) for year in progress.years[:2]] == [(2026, 1), (2027, 1)]
    assert [year.year for year in progress.years] == [2026, 2027, 2028, 2029, 2030]


async def test_the_day_is_the_day_in_japan() -> None:
    await _goal()
    lesson = await _counted(date(2027, 4, 1), at=time(8, 0))

    assert lesson.starts_at.date() == date(2027, 3, 31)
    assert [(year.year, year.held) for year in (await _progress()).years[:2]] == [(2026, 0), (2027, 1)]


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2031, 4, 1)])
async def test_classes_before_and_after_the_plan_do_not_count(day: date) -> None:
    await _goal()
    await _counted(day)

    assert (await _progress()).held == 0


async def test_another_citys_classes_do_not_count_here() -> None:
    await _goal()
    tomi = await world.tomi()
    lesson = await world.lesson(tomi, day=date(2027, 5, 1))
    report = await Report.create(lesson=lesson, held=True, attendance=3, by_account_id=1, at=world.moment(lesson.day))
    await Confirmation.create(report=report, by_account_id=2, at=world.moment(lesson.day))

    assert (await _progress()).held == 0


async def test_a_coming_class_is_planned_and_a_past_one_without_report_is_open() -> None:
    await _goal()
    await world.lesson(day=date(2027, 5, 1))
    await world.lesson(day=date(2027, 6, 1))

    progress = await _progress()

    assert (progress.held, progress.planned) == (0, 1)
    assert [lesson.state for lesson in progress.years[1].lessons] == ["open", "planned"]


async def test_the_pace_is_what_is_left_by_the_months_that_are_left() -> None:
    await _goal()

    progress = await _progress()

    assert progress.months_left == 47
    assert progress.pace == 2.8


async def test_a_goal_without_a_number_has_no_rest_and_no_pace() -> None:
    await _goal(target=None)
    await _counted(date(2027, 5, 1))

    progress = await _progress()

    assert (progress.held, progress.needed, progress.pace) == (1, None, None)


async def test_an_ended_plan_without_records_claims_nothing_not_even_zero() -> None:
    await world.goal(None, await world.course(), starts=date(2021, 4, 1), ends=date(2026, 3, 31))

    progress = await _progress()

    assert progress.is_over
    assert not progress.has_records
    assert progress.pace is None


async def test_an_ended_plan_with_records_shows_them() -> None:
    await world.goal(None, await world.course(), starts=date(2021, 4, 1), ends=date(2026, 3, 31))
    await _counted(date(2025, 6, 1))

    progress = await _progress()

    assert progress.has_records
    assert progress.held == 1


async def test_a_running_plan_without_records_stands_at_zero() -> None:
    await _goal()

    progress = await _progress()

    assert progress.has_records
    assert progress.held == 0


async def test_the_rest_is_never_below_zero() -> None:
    await _goal(target=1)
    await _counted(date(2027, 5, 1))
    await _counted(date(2027, 5, 2))

    progress = await _progress()

    assert (progress.held, progress.needed, progress.pace) == (2, 0, 0)
