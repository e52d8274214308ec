import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.lessons import staffing


@pytest.mark.parametrize(("learners", "assistants"), [(0, 0), (1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (10, 2), (40, 9)])
def test_a_class_needs_one_who_teaches_for_four_learners_and_the_instructor_is_one(
    learners: int, assistants: int
) -> None:
    assert staffing.wanted(learners) == assistants
    assert staffing.missing(learners, 0) == assistants


@given(st.integers(1, 500), st.integers(0, 200))
def test_with_the_missing_ones_there_is_one_who_teaches_for_every_four(learners: int, assistants: int) -> None:
    missing = staffing.missing(learners, assistants)
    assert (1 + assistants + missing) * 4 >= learners
    assert missing == 0 or (assistants + missing) * 4 < learners
