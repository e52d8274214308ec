"""The same through the database: what is read, what is refused, and what is kept are those of the oracle."""

import os
from collections import Counter
from dataclasses import replace

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import lessons
from outreach.audit import SYSTEM
from outreach.lessons import Acceptance, Lesson, clashes
from outreach.refusal import Refusals
from tests.lessons import oracle, rows, towns
from tests.lessons.oracle import Found, Meeting, Town
from tests.queries import counted

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.drill]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
EXAMPLES = 400 if DRILL else 20


def _with_ids(found: Found, ids: dict[int, int]) -> Found:
    return Counter({(kind, weight, ids.get(other) if other else None): n for (kind, weight, other), n in found.items()})


@settings(max_examples=EXAMPLES)
@given(towns.towns(), st.data())
async def test_what_the_rows_say_is_what_the_oracle_says(town: Town, data: st.DataObject) -> None:
    saved = data.draw(towns.saves(town))
    kept = await rows.keep(town)
    slots = [towns.slot(kept.known(one)) for one in saved]

    picture = await clashes.picture(kept.city.id, slots)

    for one, slot in zip(saved, slots, strict=True):
        found = clashes.found(slot, picture, slots)
        seen = Counter((clash.kind, clash.weight, clash.lesson_id) for clash in found)
        assert seen == _with_ids(oracle.clashes(one, town, saved), kept.lessons)


@settings(max_examples=EXAMPLES)
@given(towns.towns(), st.lists(towns.meetings(), min_size=1, max_size=3))
async def test_what_is_planned_is_what_the_oracle_lets_pass(town: Town, wishes: list[Meeting]) -> None:
    wanted = tuple(replace(one, helpers=()) for one in wishes)
    kept = await rows.keep(town)
    told = [oracle.clashes(one, town, wanted) for one in wanted]
    weights = {weight for found in told for _kind, weight, _other in found}

    with time_machine.travel(towns.NOW, tick=False):
        refused = await _refused(kept, wanted, "")
        agreed = await _refused(kept, wanted, "agreed") if refused else ""

    assert refused == ("hard" if "hard" in weights else "soft" if "soft" in weights else "")
    assert agreed == ("hard" if "hard" in weights else "")
    planned = await Lesson.filter(city_id=kept.city.id, id__not_in=list(kept.lessons.values())).order_by("id")
    assert len(planned) == (0 if agreed else len(wanted))
    for lesson, found in zip(planned, told, strict=False):
        accepted = await Acceptance.get_or_none(lesson_id=lesson.id)
        assert (accepted.kinds if accepted else []) == sorted({kind for kind, weight, _o in found if weight == "soft"})


async def _refused(kept: rows.Kept, wanted: tuple[Meeting, ...], reason: str) -> str:
    try:
        await lessons.plan_many(kept.city, [kept.plan(one) for one in wanted], by=SYSTEM, reason=reason)
    except Refusals as refused:
        return "soft" if {one.code for one in refused} == {"soft"} else "hard"
    return ""


async def test_the_picture_asks_as_many_questions_for_one_class_as_for_a_whole_season() -> None:
    kept = await rows.keep(_town(40))
    counts = []
    for many in (1, 40):
        slots = [towns.slot(kept.known(one)) for one in _town(40).meetings[:many]]
        with counted() as questions:
            await clashes.picture(kept.city.id, slots)
        counts.append(len(questions))
    assert counts[0] == counts[1] <= 10


def _town(many: int) -> Town:
    meeting = Meeting(towns.DAYS[4], 0, 30, 1, None, 1)
    later = tuple(
        replace(meeting, number=n, begins=n * 30, ends=n * 30 + 30, room=11 + n % 2) for n in range(1, many + 1)
    )
    houses = {1: oracle.House(rooms=(11, 12)), 2: oracle.House(rooms=(21,))}
    return Town(houses, {person: oracle.Someone() for person in towns.PEOPLE}, {1: 3, 2: 3}, later)
