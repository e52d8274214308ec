"""A class is reported by whom it concerns, and signed by a second person."""

import asyncio

import pytest

from outreach import goal
from outreach.audit import Actor
from outreach.goal import Confirmation, Report, outcomes
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def _report(lesson: Lesson, by: Actor, attendance: int = 5) -> int:
    return await goal.report(lesson, held=True, attendance=attendance, note="", by=by)


async def _instructor() -> Actor:
    return await world.staff(role="instructor")


async def test_a_report_by_the_instructor_is_confirmed_by_the_coordinator() -> None:
    lesson = await world.held_lesson()
    number = await _report(lesson, await _instructor())

    assert await goal.confirm(lesson.city_id, number, by=await world.staff())

    standing = await goal.report_of(lesson.id)
    assert standing
    assert standing.confirmation is not None


async def test_nobody_confirms_her_own_report() -> None:
    lesson, coordinator = await world.held_lesson(), await world.staff()
    number = await _report(lesson, coordinator)

    with pytest.raises(Refusal) as refused:
        await goal.confirm(lesson.city_id, number, by=coordinator)

    assert refused.value.code == "own-report"
    assert not await Confirmation.all().exists()


async def test_a_second_confirmation_changes_nothing() -> None:
    lesson, coordinator = await world.held_lesson(), await world.staff()
    number = await _report(lesson, await _instructor())

    answers = await asyncio.gather(*(goal.confirm(lesson.city_id, number, by=coordinator) for _ in range(4)))

    assert sorted(answers) == [False, False, False, True]
    assert await Confirmation.all().count() == 1


async def test_a_class_has_one_standing_report_however_many_thumbs_press() -> None:
    lesson, teacher = await world.held_lesson(), await _instructor()

    answers = await asyncio.gather(*(_report(lesson, teacher) for _ in range(4)), return_exceptions=True)

    assert len(set(answers)) == 1  # the same report of the same person: the form was sent again
    with pytest.raises(Refusal) as refused:
        await _report(lesson, teacher, attendance=6)
    assert refused.value.code == "already"
    assert await Report.all().count() == 1


async def test_without_the_index_two_reports_would_stand() -> None:
    lesson = await world.held_lesson()
    teacher = await _instructor()
    from outreach.db import sql

    await sql.run("DROP INDEX one_standing_report")
    await _report(lesson, teacher)
    await _report(lesson, teacher)

    assert await Report.filter(standing=True).count() == 2


async def test_another_instructor_does_not_report_this_class() -> None:
    lesson = await world.held_lesson()

    with pytest.raises(Refusal) as refused:
        await _report(lesson, await world.staff(role="instructor", login="other"))

    assert refused.value.code == "not-yours"


@pytest.mark.parametrize("status", ["draft", "cancelled"])
async def test_a_class_that_is_not_published_is_not_reported(status: str) -> None:
    lesson = await world.held_lesson(status=status)

    with pytest.raises(Refusal):
        await _report(lesson, await _instructor())


async def test_a_report_sent_back_stays_on_record_and_makes_room_for_another() -> None:
    lesson, teacher, coordinator = await world.held_lesson(), await _instructor(), await world.staff()
    number = await _report(lesson, teacher)

    assert await goal.send_back(lesson.city_id, number, "Four names only.", by=coordinator)
    again = await _report(lesson, teacher, 4)

    assert again != number
    assert (await Report.get(id=number)).sent_back_reason == "Four names only."
    with pytest.raises(Refusal):
        await goal.confirm(lesson.city_id, number, by=coordinator)


async def test_a_confirmed_report_is_not_sent_back() -> None:
    lesson, coordinator = await world.held_lesson(), await world.staff()
    number = await _report(lesson, await _instructor())
    await goal.confirm(lesson.city_id, number, by=coordinator)

    with pytest.raises(Refusal) as refused:
        await goal.send_back(lesson.city_id, number, "Too late.", by=coordinator)

    assert refused.value.code == "confirmed"


async def test_another_citys_coordinator_confirms_nothing_here() -> None:
    lesson, tomi = await world.held_lesson(), await world.tomi()
    number = await _report(lesson, await _instructor())

    with pytest.raises(Refusal):
        await goal.confirm(tomi.id, number, by=await world.staff(tomi))


async def test_what_is_to_be_reported_and_confirmed_follows_from_the_rows() -> None:
    lesson, teacher = await world.held_lesson(), await _instructor()
    await world.lesson()
    city = lesson.city_id

    assert [one.id for one in await goal.to_report(city)] == [lesson.id]
    assert [one.id for one in await goal.to_report(city, teacher.id)] == [lesson.id]
    assert await goal.to_report(city, 0) == []
    number = await _report(lesson, teacher)
    assert await goal.to_report(city) == []
    assert [one.id for one in await goal.to_confirm(city)] == [number]
    await goal.confirm(city, number, by=await world.staff())
    assert await goal.to_confirm(city) == []


def test_the_most_people_of_a_class_are_a_thousand() -> None:
    assert outcomes.MOST_PEOPLE == 1000
