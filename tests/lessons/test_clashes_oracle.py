"""The engine finds exactly what an oracle finds that looks at every minute."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from outreach.lessons import clashes
from outreach.lessons.clashes import together
from tests.lessons import oracle, towns
from tests.lessons.oracle import Found, Meeting, Town

pytestmark = pytest.mark.drill

MANY = 4000 if os.environ.get("OUTREACH_DRILL") else 300


def seen(wish: Meeting, town: Town, beside: tuple[Meeting, ...] = ()) -> Found:
    """What the engine says, counted."""
    slots = {id(one): towns.slot(one) for one in (*beside, wish)}
    near = [slots[id(one)] for one in beside]
    found = clashes.found(slots[id(wish)], towns.picture(town), near)
    return Counter((one.kind, one.weight, one.lesson_id) for one in found)


def judge(town: Town, data: st.DataObject) -> None:
    """What the engine says of a save is what the oracle says."""
    saved = data.draw(towns.saves(town))
    for one in saved:
        assert seen(one, town, saved) == oracle.clashes(one, town, saved)


@settings(max_examples=MANY)
@given(towns.towns(), st.data())
def test_the_clashes_of_whatever_is_saved_are_those_of_the_oracle(town: Town, data: st.DataObject) -> None:
    judge(town, data)


@settings(max_examples=MANY // 2)
@given(towns.towns(), towns.meetings())
def test_what_is_offered_instead_is_free(town: Town, wish: Meeting) -> None:
    ahead = {kind for kind, weight, _other in oracle.clashes(wish, town) if weight != "note"}
    offered = clashes.alternatives(towns.slot(wish), towns.picture(town))

    assert ahead or not offered
    assert len([one for one in offered if one.room_name]) <= 3
    assert len([one for one in offered if not one.room_name]) <= 3
    for one in offered:
        begins = (one.starts_at - towns.moment(wish.day, 0)) // timedelta(minutes=1)
        instead = replace(wish, room=one.room_id, begins=begins, ends=begins + wish.ends - wish.begins)
        left = oracle.clashes(instead, town)
        assert {kind for kind, weight, _other in left if weight != "note"} < ahead
        assert not [kind for kind, weight, _other in left if weight == "hard"]


@pytest.mark.parametrize(
    ("guard", "wrong"),
    [
        ("at_once", lambda slot, other: slot.starts_at <= other.ends_at and other.starts_at <= slot.ends_at),
        ("_needed_at_once", together.at_once),
        ("_most_lent", lambda slot, near: sum(one.kits for one in near)),
    ],
)
def test_control_the_oracle_notices_a_wrong_rule(guard: str, wrong: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, guard, wrong)
    unshrunk = settings(max_examples=2000, phases=[Phase.generate], database=None, report_multiple_bugs=False)

    with pytest.raises(AssertionError):
        unshrunk(given(towns.towns(), st.data())(judge))()
