"""A draw that anybody can run again: the same from the same, and every change to what was published is found."""

import copy
import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outreach.lessons.lots import hash_of
from outreach.registration import lots
from outreach.registration.lots import Entry, Facts, order, outcomes, record, verify

OPENS = datetime(2026, 12, 1, tzinfo=UTC)
SEEDS = [f"{n:064x}" for n in range(4000)]

sizes = st.tuples(st.integers(1, 6), st.sampled_from([1, 2]))
entries = st.lists(sizes, min_size=2, max_size=30).map(
    lambda found: [Entry(number, size, weight) for number, (size, weight) in enumerate(found, 1)]
)
seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)


def facts(seed: str, seats: int = 5, **over: Any) -> Facts:
    made = Facts("class-1", seats, OPENS, OPENS, OPENS + timedelta(days=3), hash_of(seed), seed)
    return replace(made, **over)


def published(seed: str, of: list[Entry], seats: int = 5, **over: Any) -> dict[str, Any]:
    """The record as everybody gets it: through JSON."""
    made: dict[str, Any] = json.loads(json.dumps(record(facts(seed, seats, **over), of)))
    return made


@given(seed=seeds, of=entries, seats=st.integers(0, 40))
def test_a_published_draw_is_run_again_with_the_same_result(seed: str, of: list[Entry], seats: int) -> None:
    made = published(seed, of, seats)
    assert verify(made) == []
    assert record(facts(seed, seats), list(reversed(of))) == made


@given(seed=seeds, of=entries, seats=st.integers(0, 40))
def test_seats_follow_the_order_and_no_party_is_split(seed: str, of: list[Entry], seats: int) -> None:
    drawn = order(seed, "class-1", of)
    result = outcomes(drawn, of, seats)
    size = {one.number: one.size for one in of}
    assert [one.number for one in result] == drawn
    assert sorted(drawn) == [one.number for one in of]
    seated = sum(size[one.number] for one in result if one.outcome == "seat")
    assert seated <= seats
    waiting = [one for one in result if one.outcome == "waiting"]
    assert [one.place for one in waiting] == list(range(1, len(waiting) + 1))
    assert all(size[one.number] > seats - seated for one in waiting), "who would still fit has a seat"


def _tampered(made: dict[str, Any], where: list[Any], value: object) -> dict[str, Any]:
    other = copy.deepcopy(made)
    at: Any = other
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    return other


def _leaves(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in _leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, one in enumerate(value) for leaf in _leaves(one, (*path, key))]
    return [path]


# What nobody can see from the record alone: a number of seats or a moment with which the same comes out.
_SAME_RESULT = {"seats", "committed_at", "intake_opens_at", "draws_at"}


@settings(max_examples=300)
@given(data=st.data(), seed=seeds, of=entries)
def test_any_other_value_anywhere_is_found(data: st.DataObject, seed: str, of: list[Entry]) -> None:
    assume(len(of) > 6)  # the name of the class shows in the order of many, hardly in that of two
    made = published(seed, of)
    leaf = data.draw(st.sampled_from([one for one in _leaves(made) if one[0] not in _SAME_RESULT]))
    was: Any = made
    for step in leaf:
        was = was[step]
    value = data.draw(st.one_of(st.none(), st.booleans(), st.integers(-2, 40), st.text(max_size=3), st.just(f"{was}0")))
    assume(json.dumps(value) != json.dumps(was))
    assert verify(_tampered(made, list(leaf), value))


@given(data=st.data(), seed=seeds, of=entries)
def test_a_missing_doubled_or_swapped_line_is_found(data: st.DataObject, seed: str, of: list[Entry]) -> None:
    made = published(seed, of)
    name = data.draw(st.sampled_from(["entries", "order", "result"]))
    lines = made[name]
    one, other = data.draw(st.permutations(range(len(lines))).map(lambda found: found[:2]))
    assert verify({**made, name: lines[:one] + lines[one + 1 :]})
    assert verify({**made, name: [*lines, lines[one]]})
    swapped = [*lines]
    swapped[one], swapped[other] = lines[other], lines[one]
    assert verify({**made, name: swapped})


@given(seed=seeds, other=seeds, of=entries)
def test_another_seed_is_found_even_where_everything_was_drawn_again_from_it(
    seed: str, other: str, of: list[Entry]
) -> None:
    assume(seed != other)
    forged = published(other, of) | {"seed_hash": hash_of(seed)}
    assert verify(forged) == ["seed: it is not the one whose hash was promised"]


@given(
    anything=st.recursive(st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_anything_else_is_no_record_and_breaks_nothing(anything: object) -> None:
    assert verify(anything)


@given(seed=seeds, of=entries, name=st.sampled_from(sorted(record(facts("0" * 64), []))))
def test_each_part_is_needed(seed: str, of: list[Entry], name: str) -> None:
    made = published(seed, of)
    del made[name]
    assert verify(made)


def test_a_seed_chosen_late_or_a_draw_before_sign_up_opens_is_told() -> None:
    of = [Entry(1, 1, 1), Entry(2, 1, 2)]
    late = published(SEEDS[1], of, committed_at=OPENS + timedelta(seconds=1))
    assert verify(late) == ["committed_at: the seed was chosen after sign-up opened"]
    early = published(SEEDS[1], of, draws_at=OPENS)
    assert verify(early) == ["draws_at: the draw was not after sign-up opened"]


def test_nobody_applied_and_nothing_is_wrong() -> None:
    assert verify(published(SEEDS[0], [])) == []


def test_the_draw_of_this_record_never_changes() -> None:
    """The same numbers as openssl gives, as docs/decisions/0022 shows."""
    of = [Entry(1, 1, 2), Entry(2, 2, 1), Entry(3, 1, 1), Entry(4, 3, 2), Entry(5, 1, 2)]
    assert lots.fingerprint(of) == "3eabde039e60a0dfcfb5f6cf1b889c93f3586f89992f972d8a5a27fc175909d4"
    assert order(SEEDS[7], "class-1", of) == [1, 2, 5, 3, 4]


def _shares(of: list[Entry]) -> dict[int, float]:
    """How often each entry is drawn first, over a fixed list of seeds."""
    firsts = [order(seed, "class-1", of)[0] for seed in SEEDS]
    return {one.number: firsts.count(one.number) / len(SEEDS) for one in of}


def _within(share: float, expected: float) -> bool:
    """Within four standard errors; the seeds are fixed, so that this holds today as it did yesterday."""
    return abs(share - expected) < 4 * math.sqrt(expected * (1 - expected) / len(SEEDS))


def test_without_weights_everybody_is_drawn_first_as_often() -> None:
    assert all(_within(share, 1 / 5) for share in _shares([Entry(n, 1, 1) for n in range(1, 6)]).values())


def test_who_was_never_served_is_drawn_first_twice_as_often() -> None:
    share = _shares([Entry(1, 1, 2), Entry(2, 1, 1), Entry(3, 1, 1)])
    assert _within(share[1], 1 / 2)
    assert _within(share[2], 1 / 4)
    assert _within(share[3], 1 / 4)


def test_the_size_of_a_party_changes_nothing_about_its_chance() -> None:
    share = _shares([Entry(1, 6, 1), Entry(2, 1, 1)])
    assert _within(share[1], 1 / 2)


def test_control_a_draw_that_forgets_the_weights_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    weighted = lots.score

    def forgetful(seed: str, uid: str, list_: str, entry: Entry) -> int:
        return weighted(seed, uid, list_, replace(entry, weight=1))

    monkeypatch.setattr(lots, "score", forgetful)
    assert not _within(_shares([Entry(1, 1, 2), Entry(2, 1, 1), Entry(3, 1, 1)])[1], 1 / 2)


@pytest.mark.parametrize("guard", ["_promise", "_list", "_rerun"])
def test_control_without_one_of_its_looks_verify_would_pass_a_forgery(
    guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = [Entry(n, 1, 1) for n in range(1, 9)]
    made = published(SEEDS[3], of)
    forged: dict[str, Callable[[], dict[str, Any]]] = {
        "_promise": lambda: made | {"seed_hash": hash_of(SEEDS[4])},
        "_list": lambda: made | {"fingerprint": "0" * 64},
        "_rerun": lambda: made | {"result": list(reversed(made["result"]))},
    }
    forgery = forged[guard]()
    assert verify(forgery)
    monkeypatch.setattr(lots, guard, lambda *_of: [])
    assert verify(forgery) == []
