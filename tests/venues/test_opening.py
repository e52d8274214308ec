from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import venues
from outreach.venues import Centre, Closure, Room, day_of, holidays, opening
from outreach.venues.rules import WEEK, AfterHoliday, Holidays, Nth, Opening, Rule, Weekly, Yearly, kept, read
from outreach.venues.wording import rule_words, rules_words
from tests import world
from tests.venues.halls import (
    ALL_DAY,
    HOLIDAYS,
    MOVED,
    after_holidays,
    days,
    hall,
    mondays_moved,
    numbered,
    third_sundays,
)

NINE_TO_NINE = ((time(9), time(21)),)
MONDAYS = {"kind": "weekly", "weekday": 0, "moved": True}
THIRD_SUNDAYS = {"kind": "nth", "weekday": 6, "nths": [3]}
AFTER_HOLIDAYS = {"kind": "after_holiday"}
ON_HOLIDAYS = {"kind": "holidays"}


def yearly(first: str, last: str) -> dict[str, str]:
    return {"kind": "yearly", "from": first, "to": last}


def closed_days(centre: Centre) -> set[date]:
    return {day for day in days() if day_of(centre, [], day).closed}


def why(centre: Centre, day: date, *closures: Closure, language: str = "en") -> str:
    said = day_of(centre, closures, day).why
    assert said is not None
    return said.text(language)


def closure(
    first: date, last: date | None = None, starts: str = "", ends: str = "", room_id: int | None = None
) -> Closure:
    texts = {"ja": "改修工事", "en": "rebuilding"}
    made = Closure(first_day=first, last_day=last or first, starts=starts, ends=ends, reason=texts)
    made.room_id = room_id  # without a database a row does not know its ties
    return made


def test_the_library_knows_the_holidays_of_three_years() -> None:
    assert {day for day in days() if holidays.is_holiday(day)} == HOLIDAYS & set(days())
    assert str(holidays.name(date(2026, 9, 22))) == "the holiday between two holidays"
    assert holidays.name(date(2026, 9, 24)) is None


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param([MONDAYS], mondays_moved(), id="毎週月曜(祝日なら翌平日)"),
        pytest.param([THIRD_SUNDAYS], third_sundays(), id="第3日曜"),
        pytest.param([AFTER_HOLIDAYS], after_holidays(), id="祝日の翌日"),
        pytest.param([ON_HOLIDAYS], HOLIDAYS & set(days()), id="祝日"),
        pytest.param([yearly("12-28", "01-04")], numbered((1228, 1231), (101, 104)), id="野々市 12/28-1/4"),
        pytest.param([yearly("12-29", "01-03")], numbered((1229, 1231), (101, 103)), id="高松・輪島・茅野 12/29-1/3"),
        pytest.param([yearly("12-30", "01-03")], numbered((1230, 1231), (101, 103)), id="盛岡 12/30-1/3"),
        pytest.param([yearly("12-11", "03-10")], numbered((1211, 1231), (101, 310)), id="冬期休館 12/11-3/10"),
        pytest.param([yearly("08-13", "08-16")], numbered((813, 816)), id="within one year"),
        pytest.param(
            [MONDAYS, THIRD_SUNDAYS, AFTER_HOLIDAYS, yearly("12-29", "01-03")],
            mondays_moved() | third_sundays() | after_holidays() | numbered((1229, 1231), (101, 103)),
            id="all at once",
        ),
    ],
)
def test_a_published_rule_closes_exactly_its_days_and_says_why(rules: list[Any], expected: set[date]) -> None:
    centre = hall(*rules)
    assert closed_days(centre) == expected
    for day in expected:
        assert why(centre, day).startswith("Closed"), day
        assert why(centre, day, language="ja"), day
    for day in set(days()) - expected:
        found = day_of(centre, [], day)
        assert (found.hours, found.known) == (NINE_TO_NINE, True)
        assert found.why is None or day in MOVED


def test_a_closed_monday_that_is_a_holiday_names_the_day_it_moves_to_and_that_day_names_the_holiday() -> None:
    centre = hall(MONDAYS)
    for monday, instead in MOVED.items():
        holiday = str(holidays.name(monday))
        assert holiday in why(centre, monday)
        assert f" {instead.day} " in why(centre, monday)
        assert why(centre, instead).startswith("Closed in place of Monday ")
        assert why(centre, instead).endswith(holiday)


def test_three_holidays_in_a_row_move_the_closed_monday_past_all_of_them() -> None:
    centre = hall(MONDAYS)
    september = [day_of(centre, [], date(2026, 9, number)).closed for number in range(20, 26)]
    assert september == [False, False, False, False, True, False]
    assert why(centre, date(2026, 9, 24)) == (
        "Closed in place of Monday 21 September, which is a holiday: Respect for the Aged Day"
    )


def test_a_moved_day_that_is_closed_anyway_moves_no_further() -> None:
    tuesdays = {"kind": "weekly", "weekday": 1}
    assert not day_of(hall(MONDAYS, tuesdays), [], date(2026, 1, 14)).closed
    assert day_of(hall(MONDAYS, tuesdays), [], date(2026, 1, 13)).closed


def test_two_closed_weekdays_may_move_to_the_same_day() -> None:
    centre = hall(MONDAYS, {"kind": "weekly", "weekday": 1, "moved": True})
    assert [day_of(centre, [], date(2026, 9, n)).closed for n in (21, 22, 23, 24, 25)] == [False] * 3 + [True, False]


def test_a_closed_weekday_that_does_not_move_is_closed_on_holidays_too() -> None:
    centre = hall({"kind": "weekly", "weekday": 0})
    assert why(centre, date(2026, 9, 21)) == "Closed on Mondays"
    assert not day_of(centre, [], date(2026, 9, 24)).closed


def test_the_first_working_day_after_a_holiday() -> None:
    centre = hall({"kind": "after_holiday", "moved": True})
    assert [day.day for day in closed_days(centre) if (day.year, day.month) == (2026, 5)] == [7]
    assert date(2026, 4, 30) in closed_days(centre)
    # 20 March 2026 is a Friday: the next working day is Monday.
    assert [day.day for day in sorted(closed_days(centre)) if (day.year, day.month) == (2026, 3)] == [23]


@pytest.mark.parametrize(
    ("first", "last", "leap", "common"),
    [("02-29", "02-29", 1, 0), ("02-01", "02-29", 29, 28), ("02-29", "03-01", 2, 1)],
)
def test_29_february_is_a_day_in_the_years_that_have_it(first: str, last: str, leap: int, common: int) -> None:
    closed = closed_days(hall(yearly(first, last)))
    assert [sum(day.year == year for day in closed) for year in (2028, 2027)] == [leap, common]


def test_a_holiday_is_named_in_the_reason() -> None:
    assert why(hall(ON_HOLIDAYS), date(2026, 11, 3)) == "Closed on national holidays: Culture Day"
    assert why(hall(AFTER_HOLIDAYS), date(2026, 11, 4)) == "Closed on the day after a national holiday: Culture Day"
    assert why(hall(THIRD_SUNDAYS), date(2026, 11, 15)) == "Closed on the third Sunday of each month"
    new_year = hall(yearly("12-29", "01-03"))
    assert why(new_year, date(2027, 1, 2)) == "Closed over the New Year, from 29 December to 3 January"
    winter = hall(yearly("12-11", "03-10"))
    assert why(winter, date(2027, 1, 2)) == "Closed every year from 11 December to 10 March"


def test_sunday_until_five_is_a_shorter_day_that_is_explained() -> None:
    centre = hall(week=ALL_DAY["week"] | {"sun": [["09:00", "17:00"]]})
    for day in days():
        found = day_of(centre, [], day)
        if day.weekday() == 6:
            assert found.hours == ((time(9), time(17)),)
            assert str(found.why) == "Sundays: 9 am to 5 pm"
        else:
            assert (found.hours, found.why) == (NINE_TO_NINE, None)


def test_an_hours_rule_means_the_same_as_hours_in_the_week() -> None:
    centre = hall({"kind": "hours", "weekday": 6, "hours": [["09:00", "17:00"]]})
    assert day_of(centre, [], date(2026, 11, 22)).hours == ((time(9), time(17)),)


def test_holidays_may_have_hours_of_their_own() -> None:
    centre = hall(holidays=[["10:00", "16:00"]])
    found = day_of(centre, [], date(2026, 11, 3))
    assert (found.hours, str(found.why)) == (((time(10), time(16)),), "Culture Day: 10 am to 4 pm")


def test_a_lunch_break_parts_the_day() -> None:
    centre = hall(week={"mon": [["13:00", "17:00"], ["09:00", "12:00"]]})
    assert day_of(centre, [], date(2026, 11, 16)).hours == ((time(9), time(12)), (time(13), time(17)))
    assert why(centre, date(2026, 11, 17)) == "Closed on Tuesdays"


def test_nothing_is_claimed_of_a_hall_that_nobody_asked() -> None:
    found = day_of(Centre(opening={}), [], date(2026, 1, 1))
    assert (found.hours, found.known, found.why) == ((), False, None)
    only_closed = Centre(opening={"rules": [yearly("12-29", "01-03")]})
    assert day_of(only_closed, [], date(2027, 1, 2)).closed
    assert not day_of(only_closed, [], date(2027, 1, 5)).known


def test_a_closure_with_half_days_at_both_ends() -> None:
    """小金井 2025-08-23/24: closed from the afternoon of one day to noon of the next."""
    centre = hall()
    parts = [closure(date(2026, 8, 22), starts="13:00"), closure(date(2026, 8, 23), ends="12:00")]
    first, second = (day_of(centre, parts, date(2026, 8, n)) for n in (22, 23))
    assert (first.hours, str(first.why)) == (((time(9), time(13)),), "Closed from 1 pm: rebuilding")
    assert (second.hours, str(second.why)) == (((time(12), time(21)),), "Closed until 12 noon: rebuilding")
    assert day_of(centre, parts, date(2026, 8, 24)).why is None


def test_a_closure_in_the_middle_of_a_day_leaves_both_ends() -> None:
    found = day_of(hall(), [closure(date(2026, 8, 22), starts="12:00", ends="14:00")], date(2026, 8, 22))
    assert found.hours == ((time(9), time(12)), (time(14), time(21)))


def test_a_closure_outside_of_the_hours_says_nothing() -> None:
    found = day_of(hall(), [closure(date(2026, 8, 22), starts="22:00", ends="23:00")], date(2026, 8, 22))
    assert (found.hours, found.why) == (NINE_TO_NINE, None)


def test_a_closure_closes_its_days_in_the_citys_own_words() -> None:
    works = closure(date(2026, 8, 22), date(2026, 8, 25))
    assert [day_of(hall(), [works], date(2026, 8, n)).closed for n in (21, 22, 25, 26)] == [False, True, True, False]
    assert why(hall(), date(2026, 8, 22), works) == "Closed: rebuilding"
    assert "改修工事" in why(hall(), date(2026, 8, 22), works, language="ja")


def test_a_closure_where_no_hours_are_known_leaves_the_rest_of_the_day() -> None:
    found = day_of(Centre(opening={}), [closure(date(2026, 8, 22), starts="13:00")], date(2026, 8, 22))
    assert (found.hours, found.known) == (((time(0), time(13)),), True)


@pytest.mark.usefixtures("database")
async def test_one_rooms_closure_leaves_the_others_open() -> None:
    centre, works = await world.centre(opening=ALL_DAY), closure(date(2026, 8, 22), room_id=7)
    assert [day_of(centre, [works], date(2026, 8, 22), one).closed for one in (7, 8, None)] == [True, False, False]


def test_closed_for_good_from_a_day_on() -> None:
    centre = hall()
    centre.closed_from = date(2027, 4, 1)
    assert not day_of(centre, [], date(2027, 3, 31)).closed
    assert why(centre, date(2027, 4, 1)) == "This centre is closed for good."


@pytest.mark.usefixtures("database")
async def test_a_room_closed_for_good_while_its_centre_stays() -> None:
    made = await world.centre(opening=ALL_DAY)
    shut, other = await world.room(made), await Room.create(centre=made, name={"ja": "和室"})
    await Room.filter(id=shut.id).update(closed_from=date(2027, 4, 1))
    centre = await venues.find(made.city_id, made.id)
    assert centre is not None
    assert [day_of(centre, [], date(2027, 4, 1), one).closed for one in (shut.id, other.id, None)] == [
        True,
        False,
        False,
    ]


def test_the_rules_of_a_hall_in_words() -> None:
    centre = hall(MONDAYS, THIRD_SUNDAYS, yearly("12-29", "01-03"), holidays=[["09:00", "17:00"]])
    assert [str(line) for line in rules_words(read(centre.opening))] == [
        "Open 9 am to 9 pm",
        "National holidays: 9 am to 5 pm",
        "Closed on Mondays; if Monday is a holiday, the next working day instead",
        "Closed on the third Sunday of each month",
        "Closed over the New Year, from 29 December to 3 January",
    ]
    assert rules_words(Opening()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"week": {"mon": [["12:00", "09:00"]]}},
        {"week": {"mon": [["09:00", "13:00"], ["12:00", "17:00"]]}},
        {"week": {"mon": [["9", "12:00"]]}},
        {"week": {"someday": [["09:00", "12:00"]]}},
        {"rules": [yearly("02-30", "03-01")]},
        {"rules": [yearly("06-31", "07-01")]},
        {"rules": [{"kind": "weekly", "weekday": 7}]},
        {"rules": [{"kind": "nth", "weekday": 6, "nths": [6]}]},
        {"rules": [{"kind": "nth", "weekday": 6, "nths": []}]},
        {"rules": [{"kind": "moon"}]},
        {"rules": ["monday"]},
        {"rules": 5},
    ],
)
def test_what_does_not_keep_to_the_form_is_not_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the offending text is the message
        read(wrong)


# ── any rules at all ──
MINUTES = st.integers(0, 23 * 60 + 59)
YEAR_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))


@st.composite
def hours(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    marks = sorted(draw(st.sets(MINUTES, max_size=6)))
    at = [time(mark // 60, mark % 60) for mark in marks]
    return tuple(zip(at[::2], at[1::2], strict=False))


RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Weekly, st.integers(0, 6), st.booleans()),
    st.builds(Nth, st.integers(0, 6), st.sets(st.integers(1, 5), min_size=1).map(lambda found: tuple(sorted(found)))),
    st.just(Holidays()),
    st.builds(AfterHoliday, st.booleans()),
    st.builds(Yearly, YEAR_DAYS, YEAR_DAYS),
)
OPENINGS = st.builds(
    Opening,
    week=st.none() | st.tuples(*[hours()] * 7).filter(any),
    holidays=st.none() | hours(),
    # A weekday has one rule: it is closed on holidays, too, or else the next working day is.
    rules=st.lists(RULES, max_size=5, unique_by=lambda rule: rule.weekday if isinstance(rule, Weekly) else rule).map(
        tuple
    ),
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def day_of_opening(found: Opening, day: date) -> tuple[object, bool]:
    answer = opening.regular_day(found, day)
    return answer.hours, answer.known


@given(OPENINGS)
def test_what_is_kept_reads_back_the_same(found: Opening) -> None:
    assert read(kept(found)) == found


@given(OPENINGS, DAYS, st.lists(st.tuples(MINUTES, MINUTES), max_size=3))
def test_every_day_has_one_answer_with_hours_in_order(found: Opening, day: date, spans: list[tuple[int, int]]) -> None:
    closures = [
        closure(day, starts=f"{first // 60:02}:{first % 60:02}", ends=f"{last // 60:02}:{last % 60:02}")
        for first, last in (sorted(span) for span in spans)
        if first != last
    ]
    answer = day_of(Centre(opening=kept(found)), closures, day)
    marks = [mark for span in answer.hours for mark in span]
    assert marks == sorted(marks)
    assert all(first < last for first, last in answer.hours)
    assert answer.known or not answer.hours
    assert not answer.closed or answer.why
    for mark in (one.starts for one in closures):
        assert not any(first <= time.fromisoformat(mark) < last for first, last in answer.hours)


@given(OPENINGS)
def test_every_rule_can_be_said_in_every_language(found: Opening) -> None:
    assert all(rule_words(rule).text(language) for rule in found.rules for language in ("ja", "en"))
    assert len(rules_words(found)) >= len(found.rules)


def test_the_calendar_of_the_test_would_catch_a_rule_that_does_not_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_moved_weekly", lambda weekday, day: day if day.weekday() == weekday else None)
    assert closed_days(hall(MONDAYS)) != mondays_moved()


def test_the_calendar_of_the_test_would_catch_a_forgotten_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    known = holidays._of_year
    gone = date(2026, 9, 22)
    monkeypatch.setattr(holidays, "_of_year", lambda year: {d: n for d, n in known(year).items() if d != gone})
    assert closed_days(hall(MONDAYS)) != mondays_moved()


def test_the_week_of_the_rows_is_the_week_of_the_test() -> None:
    assert tuple(ALL_DAY["week"]) == WEEK
