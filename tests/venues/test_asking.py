from datetime import date, time

from hypothesis import example, given

from outreach.venues.asking import clean_opening, typed
from outreach.venues.rules import AfterHoliday, Opening, Weekly, closing_rules
from tests.venues.test_opening import DAYS, OPENINGS, day_of_opening


def test_a_moved_weekday_opens_with_the_usual_hours_on_a_holiday() -> None:
    found = clean_opening({"usual_1_opens": "09:00", "usual_1_closes": "21:00", "mon": "moved", "tue": "closed"})
    assert found.week is not None
    assert found.week[0] == found.week[2] == ((time(9), time(21)),)
    assert found.week[1] == ()
    assert found.rules == (Weekly(0, moved=True), Weekly(1))


def test_an_empty_form_says_that_nobody_knows() -> None:
    assert clean_opening({}) == Opening()
    assert clean_opening(typed(Opening())) == Opening()


def test_closed_days_may_be_known_without_hours() -> None:
    found = clean_opening({"mon": "closed", "yearly_1_from": "12月29日", "yearly_1_to": "1/3"})
    assert found.week is None
    assert len(found.rules) == 2


@given(OPENINGS, DAYS)
@example(Opening(rules=(AfterHoliday(moved=False), AfterHoliday(moved=True))), date(2038, 1, 2))
def test_a_form_that_is_sent_as_it_was_filled_in_leaves_every_day_as_it_was(opening: Opening, day: date) -> None:
    again = clean_opening(typed(opening))
    assert day_of_opening(again, day) == day_of_opening(opening, day)
    assert {type(rule) for rule in closing_rules(again)} >= {type(rule) for rule in closing_rules(opening)}
