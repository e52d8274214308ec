"""Where a goal will stand if it goes on as it went: never below what is there, none where too little is known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import goal as goals
from outreach.goal import Counted, Goal, GoalProgress, Plan, YearCount, forecast
from outreach.goal.forecast import Forecast, next_month
from outreach.i18n.words import fiscal_year

STARTS, ENDS = date(2026, 4, 1), date(2031, 3, 31)


def _progress(
    a_month: Sequence[int], *, unit: str = "classes", target: int | None = 130, people: int = 8
) -> GoalProgress:
    """A goal with so many classes in each month from April 2026 on, looked at on the first day after them."""
    lessons: list[Counted] = []
    first = STARTS
    for number in a_month:
        lessons += [
            Counted(len(lessons) + n, first + timedelta(days=n), "held", people, 1, 1, None) for n in range(number)
        ]
        first = next_month(first)
    years = tuple(
        YearCount(year, tuple(one for one in lessons if fiscal_year(one.day) == year), unit)
        for year in range(2026, 2031)
    )
    plan = Plan(key="p", name={}, starts=STARTS, ends=ENDS)
    return GoalProgress(Goal(key="g", name={}, unit=unit, target=target), plan, years, first)


def _of(*a_month: int, **over: object) -> Forecast:
    found = forecast(_progress(a_month, **over))  # type: ignore[arg-type]  # passed on
    assert found is not None
    return found


def test_it_goes_on_at_the_average_of_the_last_twelve_months() -> None:
    found = _of(*[9] * 6, *[2] * 12)

    assert (found.months, found.a_month) == (12, 2.0)
    left = 60 - 18 - 1 / 30  # the first day of the month is over
    assert found.middle == round(54 + 24 + 2 * left)
    assert found.low < found.middle < found.high


def test_a_year_of_very_different_months_is_less_sure_than_an_even_one() -> None:
    even, uneven = _of(*[3] * 12), _of(*[6, 0] * 6)

    assert even.middle == uneven.middle
    assert uneven.high - uneven.low > even.high - even.low


@pytest.mark.parametrize(
    ("a_month", "over"),
    [
        ([], {}),
        ([5] * 5, {}),
        ([0] * 20, {}),
        ([1] * 5 + [0] * 10, {}),
        ([0] * 10 + [4] * 5, {}),
        ([20] * 10, {}),
        ([2] * 12, {"target": None}),
        ([2] * 12, {"unit": "people"}),
        ([1] * 60, {}),
    ],
    ids=[
        "nothing",
        "five months",
        "no class",
        "five classes",
        "five since the first",
        "reached",
        "no number",
        "people",
        "over",
    ],
)
def test_there_is_none_where_too_little_is_known_or_nothing_to_reach(
    a_month: list[int], over: dict[str, object]
) -> None:
    assert forecast(_progress(a_month, **over)) is None  # type: ignore[arg-type]  # passed on


def test_one_month_more_and_there_is_one() -> None:
    assert forecast(_progress([5] * 6)) is not None
    assert forecast(_progress([0] * 10 + [4] * 6)) is not None


def test_months_with_classes_to_be_confirmed_are_no_poor_months() -> None:
    whole = _progress([3] * 12)
    late = {lesson.lesson_id for lesson in whole.lessons[-6:]}
    years = tuple(
        replace(
            year, lessons=tuple(replace(one, state="open") if one.lesson_id in late else one for one in year.lessons)
        )
        for year in whole.years
    )

    found, sure = forecast(replace(whole, years=years)), forecast(whole)

    assert found is not None
    assert sure is not None
    assert (found.a_month, found.months, found.middle) == (3.0, 10, sure.middle)


def test_what_it_says_of_the_goal() -> None:
    found = Forecast(90, 100, 110, 12, 2.0)

    assert [found.says(target) for target in (90, 91, 110, 111)] == ["met", "open", "open", "missed"]


def test_in_attendances_it_counts_people_and_is_less_sure() -> None:
    classes, people = _of(*[2] * 12), _of(*[2] * 12, unit="attendances", target=1000)

    assert people.a_month == 16
    assert people.high - people.low > classes.high - classes.low


@given(
    st.lists(st.integers(0, 9), min_size=6, max_size=40),
    st.integers(1, 500),
    st.sampled_from(["classes", "attendances"]),
)
def test_it_never_says_less_than_is_there_and_its_range_holds_its_middle(
    a_month: list[int], target: int, unit: str
) -> None:
    progress = _progress(a_month, unit=unit, target=target)
    found = forecast(progress)

    assert goals.months(progress)[-1].together == progress.held
    if found is not None:
        assert progress.held <= found.low <= found.middle <= found.high
        assert progress.held < target
