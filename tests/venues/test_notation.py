from datetime import time

import pytest
from hypothesis import given

from outreach.venues.notation import opening_of, read_cell, written
from outreach.venues.rules import Holidays, Nth, Opening, Weekly, Yearly
from tests.venues.test_opening import OPENINGS


def test_a_cell_reads_as_the_notice_on_the_door() -> None:
    found = read_cell(
        "all 09:00-12:00 13:00-21:00; sun 09:00-17:00; closed mon moved; closed 1,3 sun; closed 12-29..01-03"
    )
    assert found.week is not None
    assert found.week[0] == ((time(9), time(12)), (time(13), time(21)))
    assert found.week[6] == ((time(9), time(17)),)
    assert found.rules == (Weekly(0, moved=True), Nth(6, (1, 3)), Yearly((12, 29), (1, 3)))


def test_nothing_written_is_nothing_known() -> None:
    assert read_cell("") == Opening()
    assert opening_of("") == {}
    assert written(Opening()) == ""
    assert read_cell("closed holidays") == Opening(rules=(Holidays(),))


@given(OPENINGS)
def test_what_is_written_reads_back_the_same(opening: Opening) -> None:
    assert read_cell(written(opening)) == opening


@pytest.mark.parametrize(
    "wrong",
    [
        "always",
        "mon 9-5",
        "someday 09:00-17:00",
        "closed sometimes",
        "closed 6 sun",
        "closed 02-30..03-01",
        "mon 17:00-09:00",
    ],
)
def test_what_is_not_in_the_notation_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the offending text is the message
        read_cell(wrong)
