"""Goals in attendances beside the results: whoever has all tables works out no few people, as by linear algebra."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.open_data import beside
from outreach.open_data.beside import RESIDENTS, STAFF, Held
from outreach.open_data.results import people_told

MONTHS, DISTRICTS, GOALS = ("2025-05", "2025-06"), ("東", "西"), (1, 2, 3)
PEOPLE = st.sampled_from([1, 3, 5, 8, 20])


def held(month: int, district: int, people: int, *goals: int, **over: Any) -> Held:
    return Held(MONTHS[month], DISTRICTS[district], RESIDENTS, people, frozenset(goals))._replace(**over)


def test_a_goal_that_counts_all_classes_is_told() -> None:
    assert beside.told((held(0, 0, 9, 1), held(0, 1, 3, 1))) == {1}


def test_a_goal_tells_no_sum_that_the_results_hide() -> None:
    """One month is 9 people, the other one 3 and hidden: so is the year."""
    assert beside.told((held(0, 0, 9, 1), held(1, 1, 3, 1))) == frozenset()


def test_a_goal_that_leaves_few_people_of_the_city_is_not_told() -> None:
    assert beside.told((held(0, 0, 9, 1), held(0, 0, 3))) == frozenset()


def test_a_goal_that_leaves_few_people_of_a_district_is_not_told() -> None:
    """東 is 23 people in that month, by the results; of them 20 came to the goal's only classes."""
    few = (held(0, 0, 20, 1), held(0, 0, 3), held(0, 1, 40), held(1, 1, 40))
    assert beside.told(few) == frozenset()
    assert beside.told((*few[:1], held(0, 0, 30), *few[2:])) == {1}


def test_of_two_goals_whose_difference_is_few_people_only_the_first_is_told() -> None:
    year = (held(0, 0, 20, 1, 2), held(0, 0, 3, 2), held(0, 0, 30), held(1, 0, 50), held(1, 1, 60))
    assert beside.told(year) == {1}


def test_three_goals_that_share_the_city_and_leave_few_are_not_all_told() -> None:
    year = tuple(held(0, 0, people, *goals) for people, *goals in ((20, 1), (30, 2), (40, 3), (2,)))
    assert beside.told(year) == {1, 2}


def test_a_goal_for_staff_is_told_unless_few_came() -> None:
    year = (held(0, 0, 20, 1), held(0, 1, 9, 2, audience=STAFF))
    assert beside.told(year) == {1, 2}
    assert beside.told((year[0], year[1]._replace(people=3))) == {1}


def test_after_a_correction_a_goal_is_not_told_and_another_one_is() -> None:
    year = (held(0, 0, 20, 1, was_corrected=True), held(0, 1, 30, 1), held(1, 1, 40, 2))
    assert beside.told(year) == {2}


Row = tuple[Fraction, ...]


def spans(rows: Sequence[Row], wanted: Row) -> bool:
    """Whether the wanted sum is made of these by adding and subtracting."""
    basis: list[Row] = []
    for row in (*rows, wanted):
        left = row
        for one in basis:
            at = next(place for place, value in enumerate(one) if value)
            left = tuple(value - left[at] / one[at] * other for value, other in zip(left, one, strict=True))
        if row is wanted:
            return not any(left)
        if any(left):
            basis.append(left)
    raise AssertionError


def told_by_all_tables(year: tuple[Held, ...], goals: frozenset[int]) -> list[str]:
    """Every small number that the tables of the results and the told goals yield together."""
    residents = [one for one in year if one.audience == RESIDENTS]
    people: dict[str, dict[str, int]] = {}
    for one in sorted(residents, key=lambda one: one.month):
        of = people.setdefault(one.month, {})
        of[one.district] = of.get(one.district, 0) + one.people

    def row(counts: Callable[[Held], bool]) -> Row:
        return tuple(Fraction(counts(one)) for one in year)

    def cell(where: dict[int, str]) -> Callable[[Held], bool]:
        return lambda one: one.audience == RESIDENTS and all(one[at] == value for at, value in where.items())

    cells = [
        (dict(zip(grouping, key, strict=True)), count)
        for grouping, table in people_told(people, is_over=True).items()
        for key, count in table.items()
    ]
    shown = [row(cell(where)) for where, count in cells if count is not None]  # type: ignore[arg-type]  # texts
    shown += [row(lambda one, goal=goal: goal in one.goals) for goal in goals]  # type: ignore[misc]  # bound now
    secret: dict[str, Callable[[Held], bool]] = {str(where): cell(where) for where, _count in cells}  # type: ignore[arg-type]
    secret |= {f"goal {goal}": lambda one, goal=goal: goal in one.goals for goal in GOALS}  # type: ignore[misc]
    secret |= {
        f"{one} without {other}": lambda held, one=one, other=other: one in held.goals and other not in held.goals  # type: ignore[misc]
        for one, other in product(GOALS, repeat=2)
    }
    small = {name: of for name, of in secret.items() if 0 < sum(one.people for one in year if of(one)) < 5}
    return [name for name, of in small.items() if spans(shown, row(of))]


YEARS = st.lists(
    st.builds(held, st.integers(0, 1), st.integers(0, 1), PEOPLE).flatmap(
        lambda one: st.builds(
            lambda goals, staff: one._replace(goals=goals, audience=STAFF if staff and goals else RESIDENTS),
            st.frozensets(st.sampled_from(GOALS)),
            st.integers(0, 5).map(lambda number: number == 0),
        )
    ),
    min_size=1,
    max_size=7,
).map(tuple)


@pytest.mark.once
@given(YEARS)
@settings(max_examples=200)
def test_no_results_and_goals_together_yield_few_people(year: tuple[Held, ...]) -> None:
    assert told_by_all_tables(year, beside.told(year)) == []


def test_all_goals_told_would_yield_few_people() -> None:
    year = (held(0, 0, 20, 1, 2), held(0, 0, 3, 2), held(0, 0, 30), held(1, 0, 50), held(1, 1, 60))
    assert "2 without 1" in told_by_all_tables(year, frozenset(GOALS))
