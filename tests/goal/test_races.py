"""Everything that writes the ledger in one moment: signatures, corrections, the rule, and the seal of that month."""

import asyncio
import random
from collections.abc import Coroutine, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from outreach import goal
from outreach.cities import City
from outreach.goal import anchors, ledger, signatures, statements
from outreach.goal.ledger_rows import LedgerEntry
from outreach.refusal import Refusal
from outreach.upkeep import rules
from tests import world

pytestmark = pytest.mark.usefixtures("database")
Deed = Coroutine[Any, Any, Any]
ROUNDS = 3


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 4, 20, 3, tzinfo=UTC), tick=True):
        yield


async def _deeds(city: City, number: int) -> list[Deed]:
    """A month is signed by three, while classes are confirmed and those of the month are corrected, by two each."""
    one, two, three = [await world.staff(city, login=login) for login in ("one", "two", "three")]
    teacher = await world.staff(city, "instructor")
    counted = [await world.counted(city, day=date(2027, 1 + number, day)) for day in range(1, 5)]
    held = [await world.held_lesson(city) for _number in range(3)]
    asked = [await goal.correct(lesson, held=True, attendance=5, reason="x", by=one) for lesson in counted[:2]]
    reports = [await goal.report(lesson, held=True, attendance=4, note="", by=teacher) for lesson in held]
    month = await statements.next_month(city)
    assert month
    return [
        *(statements.sign_month(city, month.month, month.digest, by=by) for by in (one, two, three)),
        *(goal.confirm(city.id, report, by=by) for report in reports for by in (one, two)),
        *(goal.send_back(city.id, report, "y", by=three) for report in reports[:1]),
        *(goal.confirm_correction(city.id, correction, by=two) for correction in asked),
        *(goal.drop_correction(city.id, correction, by=three) for correction in asked),
        *(goal.correct(lesson, held=False, attendance=0, reason="z", by=by) for lesson in counted for by in (one, two)),
        *(signatures.require(city, rule, by=one) for rule in (1, 2)),
    ]


async def _rush(city: City, deeds: list[Deed], dice: random.Random) -> list[BaseException]:
    """All of it in one moment; what went wrong other than by a sentence."""
    dice.shuffle(deeds)
    done = await asyncio.gather(*deeds, return_exceptions=True)
    return [one for one in done if isinstance(one, BaseException) and not isinstance(one, Refusal)]


async def test_sealing_confirming_and_correcting_in_the_same_second_leaves_one_whole_ledger() -> None:
    city, dice, kept = await world.morioka(), random.Random(41), []
    for number in range(ROUNDS):
        kept.append(await anchors.anchor(city))
        assert await _rush(city, await _deeds(city, number), dice) == []

    assert await anchors.verify(city, kept) == []
    assert (await goal.agreement(city.id)).agrees
    assert await rules.verify() == []
    entries = await LedgerEntry.all().order_by("seq")
    assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
    assert len(entries) > ROUNDS * 20


async def test_control_who_does_not_wait_for_the_others_writes_the_same_line_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = await world.morioka()
    lessons = [await world.held_lesson(city) for _number in range(6)]
    teacher, other = await world.staff(city, "instructor"), await world.staff(city)
    reports = [await goal.report(lesson, held=True, attendance=4, note="", by=teacher) for lesson in lessons]
    monkeypatch.setattr(ledger, "book", ledger.book.__wrapped__)  # type: ignore[attr-defined] # outside a transaction
    alone = goal.confirm.__wrapped__  # type: ignore[attr-defined] # the same

    assert await _rush(city, [alone(city.id, one, by=other) for one in reports], random.Random(1)) != []
