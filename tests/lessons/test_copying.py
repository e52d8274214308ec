"""Copying: a class's own facts on a form, and a whole season to new weeks with weekday and hour kept."""

from datetime import date, time, timedelta

import pytest

from outreach import clock, registration
from outreach.lessons import Lesson, Series, copying, season
from outreach.refusal import Refusal, Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")
MONDAY = clock.today() - timedelta(days=clock.today().weekday())
NEXT = MONDAY + timedelta(weeks=10)


async def _past(number: int = 3) -> list[Lesson]:
    days = [MONDAY - timedelta(weeks=30) + timedelta(weeks=week, days=week % 3) for week in range(number)]
    return [await world.lesson(day=day, at=time(10, 15)) for day in days]


async def test_a_copied_season_keeps_weekdays_hours_and_the_weeks_between() -> None:
    past = await _past()

    wished = copying.shifted(await copying.of_days((await world.morioka()).id, past[0].day, past[-1].day), NEXT)

    assert [one.plan.day for one in wished] == [NEXT + (one.day - past[0].day) for one in past]
    assert {(one.plan.starts, one.plan.ends) for one in wished} == {(time(10, 15), time(11, 45))}
    assert [one.plan.day.weekday() for one in wished] == [one.day.weekday() for one in past]


async def test_a_copied_season_is_planned_like_any_other_without_anybody_in_it() -> None:
    city = await world.morioka()
    past = await _past()
    await world.seat(past[0])
    wished = copying.shifted(await copying.of_days(city.id, past[0].day, past[-1].day), NEXT)

    shown = await season.preview(city, wished)
    chosen = [season.Wish(row.wish.key, row.wish.base, row.wish.plan, wanted=True) for row in shown.chosen]
    made = await season.carry_out(city, chosen, by=await world.staff(), reason="x")

    assert len(made) == 3
    assert {(one.taken, one.waiting, one.status) for one in made} == {(0, 0, "draft")}
    assert await registration.Registration.all().count() == 1


async def test_cancelled_classes_other_days_and_other_cities_are_not_copied() -> None:
    past = await _past(1)
    await world.lesson(day=past[0].day, at=time(16, 0), status="cancelled")
    await world.lesson(day=past[0].day + timedelta(days=1))
    await world.lesson(await world.tomi(), day=past[0].day)

    found = await copying.of_days((await world.morioka()).id, past[0].day, past[0].day)

    assert [one.id for one in found] == [past[0].id]


async def test_a_series_and_a_fiscal_year_are_copied_by_their_choice_on_the_form() -> None:
    city, past = await world.morioka(), await _past(2)
    series = await Series.create(city=city, course=await world.course(), made_at=clock.now())
    await Lesson.filter(id=past[0].id).update(series_id=series.id)
    year = past[0].day.year - (past[0].day.month < 4)

    of_series = await copying.source(city.id, {"of": "series", "series_id": str(series.id)})
    of_year = await copying.source(city.id, {"of": "year", "year": str(year)})

    assert [one.id for one in of_series] == [past[0].id]
    assert past[0].id in {one.id for one in of_year}


WRONG: list[tuple[dict[str, str], str]] = [
    ({}, "of"),
    ({"of": "days", "since": "2026-02-31", "until": "2026-03-01"}, "since"),
    ({"of": "days", "since": "2026-03-02", "until": "2026-03-01"}, "until"),
    ({"of": "days", "since": "2020-03-01", "until": "2020-03-02"}, "since"),
    ({"of": "year", "year": "1²"}, "year"),
    ({"of": "year", "year": "99999"}, "year"),
    ({"of": "series", "series_id": "999999"}, "series_id"),
]


async def test_what_cannot_be_copied_gets_a_sentence_at_its_field() -> None:
    city = await world.morioka()
    for typed, field in WRONG:
        with pytest.raises(Refusal) as refused:
            await copying.source(city.id, typed)
        assert refused.value.field == field


async def test_more_than_two_hundred_classes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    past = await _past(3)
    monkeypatch.setattr(copying, "MOST_DATES", 2)

    with pytest.raises(Refusal) as refused:
        await copying.of_days((await world.morioka()).id, past[0].day, past[-1].day)

    assert refused.value.code == "too-many"


@pytest.mark.parametrize("week", [MONDAY - timedelta(days=1), date(2999, 1, 1)])
async def test_a_week_that_is_over_or_too_far_away_is_refused(week: date) -> None:
    with pytest.raises(Refusal) as refused:
        copying.shifted(await _past(1), week)

    assert refused.value.field == "week"


async def test_the_form_is_filled_in_as_the_class_was_planned() -> None:
    lesson = await world.lesson(at=time(9, 5), minutes=60, capacity=7, setup_minutes=15, helpers_wanted=1)

    filled = copying.prefilled(lesson)

    assert (filled["starts"], filled["ends"], filled["capacity"]) == ("09:05", "10:05", "7")
    assert filled["place"] == f"{lesson.centre_id}-{lesson.room_id}"
    assert (filled["setup_minutes"], filled["helpers_wanted"], filled["kit_id"]) == ("15", "1", "")
    assert "day" not in filled


async def test_a_course_that_is_no_longer_planned_is_told_at_each_copy() -> None:
    city, past = await world.morioka(), await _past(1)
    course = await world.course()
    course.retired = True
    await course.save()

    shown = await season.preview(city, copying.shifted(past, NEXT))

    assert [row.verdict for row in shown.rows] == ["skipped"]
    assert "no longer planned" in shown.rows[0].reasons[0].text("en")
    wished = [season.Wish("1", row.wish.base, row.wish.plan, wanted=True) for row in shown.rows]
    with pytest.raises(Refusals):
        await season.carry_out(city, wished, by=await world.staff())
