"""A report is confirmed or sent back, never both, even in the same second."""

import asyncio

import pytest

from outreach import goal
from outreach.goal import Confirmation, Report
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_of_confirming_and_sending_back_at_once_only_one_happens() -> None:
    teacher, first, second = await world.staff(role="instructor"), await world.staff(), await world.staff(login="two")
    numbers = []
    for _ in range(8):
        lesson = await world.held_lesson()
        numbers.append(await goal.report(lesson, held=True, attendance=5, note="", by=teacher))

    deeds = [goal.send_back(teacher.city_id or 0, one, "Four names only.", by=second) for one in numbers]
    deeds += [goal.confirm(teacher.city_id or 0, one, by=first) for one in numbers]
    done = await asyncio.gather(*deeds, return_exceptions=True)

    assert sum(isinstance(one, Refusal) for one in done) == len(numbers)
    signed = {row.report_id for row in await Confirmation.all()}
    returned = {row.id for row in await Report.filter(standing=False)}
    assert signed & returned == set()
    assert signed | returned == set(numbers)
