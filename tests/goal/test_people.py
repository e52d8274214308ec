"""Different people (実人数): who comes twice is one, two records of one person are one, also when her name is gone."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from outreach import checkin, clock, goal
from outreach.audit import SYSTEM
from outreach.clock import TOKYO
from outreach.goal import GoalProgress
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration, merging
from outreach.retention import columns
from tests import world

pytestmark = pytest.mark.usefixtures("database")
STARTS, ENDS = date(2026, 4, 1), date(2031, 3, 31)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 5, 20, 12, tzinfo=TOKYO), tick=True):
        yield


async def _progress() -> GoalProgress:
    return (await goal.progress((await world.morioka()).id))[0]


async def _goal() -> None:
    await world.goal(None, await world.course(), starts=STARTS, ends=ENDS, unit="people", target=100)


async def _came(lesson: Lesson, who: Participant) -> Registration:
    row = await world.seat(lesson, who)
    await checkin.Arrival.create(
        city_id=lesson.city_id, lesson_id=lesson.id, registration_id=row.id, at=clock.now(), by="system", method="name"
    )
    return row


async def test_who_comes_twice_is_one_person_and_two_in_two_years() -> None:
    await _goal()
    hana = await world.person()
    for day in (date(2027, 3, 30), date(2027, 4, 2), date(2027, 4, 9)):
        await _came(await world.counted(day=day), hana)

    progress = await _progress()

    assert (progress.held, progress.needed) == (1, 99)
    assert [year.held for year in progress.years] == [1, 1, 0, 0, 0]


async def test_only_classes_that_count_bring_people() -> None:
    await _goal()
    who = [await world.person(name=f"人{n}", kana="ヒト", phone="") for n in range(3)]
    await _came(await world.counted(day=date(2027, 5, 1)), who[0])
    await _came(await world.lesson(day=date(2027, 5, 2)), who[1])
    undone = await _came(await world.counted(day=date(2027, 5, 3)), who[2])
    await checkin.Arrival.filter(registration_id=undone.id).update(standing=False)

    assert (await _progress()).held == 1


async def test_two_records_that_are_one_person_are_one() -> None:
    await _goal()
    one, other = await world.person(), await world.person(name="佐藤 はな", phone="019-622-0000")
    await _came(await world.counted(day=date(2027, 5, 1)), one)
    await _came(await world.counted(day=date(2027, 5, 2)), other)
    assert (await _progress()).held == 2

    await merging.merge(one.city_id, one.id, other.id, by=SYSTEM)

    assert (await _progress()).held == 1


async def test_a_person_whose_name_is_gone_still_counts() -> None:
    await _goal()
    hana = await world.person()
    await _came(await world.counted(day=date(2027, 5, 1)), hana)

    blanks = {name: columns.value_of(blank, hana.id) for name, blank in columns.PARTICIPANT.items()}
    await Participant.filter(id=hana.id).update(**blanks, erased_at=clock.now())

    assert (await _progress()).held == 1


async def test_nobody_has_come_where_nobody_has() -> None:
    await _goal()

    assert ((await _progress()).held, (await _progress()).pace) == (0, 2.2)
