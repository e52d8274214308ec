"""When a helper can come: her hours of the week, her absences, and the day from which she no longer helps."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock, helpers
from outreach.audit import AuditEntry
from outreach.helpers import Absence, Times, clean_days, clean_week, set_week, times_of, typed_week
from outreach.refusal import Refusal, Refusals
from tests import world

WEDNESDAY = date(2026, 12, 2)
minutes = st.integers(0, 24 * 60 - 1)
spans = st.lists(st.tuples(minutes, minutes).map(sorted).map(tuple).filter(lambda span: span[0] < span[1]), max_size=3)
weeks = st.dictionaries(st.integers(0, 6), spans, max_size=7)
days = st.integers(0, 20).map(lambda number: WEDNESDAY + timedelta(days=number))
absences = st.lists(st.tuples(days, days).map(sorted).map(tuple), max_size=3)


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=clock.TOKYO) + timedelta(minutes=minute)


def _minute_by_minute(
    week: dict[int, list[tuple[int, int]]],
    away: list[tuple[date, date]],
    gone: date | None,
    day: date,
    span: tuple[int, int],
) -> bool:
    """The same rule, spelled out: every minute of the class lies in some hour that she named."""
    if any(first <= day <= last for first, last in away) or (gone and day >= gone):
        return False
    if not any(week.values()):
        return True
    named = {minute for first, last in week.get(day.weekday(), []) for minute in range(first, last)}
    return set(range(*span)) <= named


@given(weeks, absences, st.none() | days, days, st.tuples(minutes, minutes).map(sorted).filter(lambda s: s[0] < s[1]))
def test_a_class_fits_when_each_of_its_minutes_does(
    week: dict[int, list[tuple[int, int]]],
    away: list[tuple[date, date]],
    gone: date | None,
    day: date,
    span: tuple[int, int],
) -> None:
    texts = {weekday: [(_text(a), _text(b)) for a, b in sorted(named)] for weekday, named in week.items()}
    times = Times(texts, away, gone)
    expected = _minute_by_minute(week, away, gone, day, (span[0], span[1]))
    assert times.fits(_moment(day, span[0]), _moment(day, span[1])) is expected


def test_morning_and_afternoon_that_touch_hold_a_class_across_noon() -> None:
    whole, broken = (Times({2: [("09:00", "12:00"), (after, "17:00")]}) for after in ("12:00", "12:01"))
    noon = _moment(WEDNESDAY, 11 * 60), _moment(WEDNESDAY, 13 * 60)
    assert (whole.fits(*noon), broken.fits(*noon)) == (True, False)


@given(weeks.map(lambda week: {k: [(_text(a), _text(b)) for a, b in sorted(v)[:2]] for k, v in week.items() if v}))
def test_a_week_typed_again_is_the_same_week(week: dict[int, list[tuple[str, str]]]) -> None:
    assert clean_week(typed_week(week)) == week


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        (("9", ""), "Please write both times, such as 9:00 and 12:00."),
        (("", "12:00"), "Please write both times, such as 9:00 and 12:00."),
        (("25:00", "26:00"), "Please write both times, such as 9:00 and 12:00."),
        (("12:00", "09:00"), "The hours must end after they begin."),
        (("12:00", "12:00"), "The hours must end after they begin."),
    ],
)
def test_hours_that_cannot_be_get_a_sentence_at_their_day(pair: tuple[str, str], sentence: str) -> None:
    with pytest.raises(Refusals) as refused:
        clean_week({"tue_2_from": pair[0], "tue_2_to": pair[1], "mon_1_from": "09:00", "mon_1_to": "10:00"})
    assert [(one.field, str(one)) for one in refused.value] == [("tue_2_from", sentence)]


def test_one_day_away_needs_no_last_day() -> None:
    day = clock.today()
    assert clean_days(day.isoformat(), "") == (day, day)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-02-31", "", "first_day"),
        ("", "", "first_day"),
        ("2999-01-02", "2999-01-01", "last_day"),
        ("2001-01-01", "2001-01-02", "last_day"),
        ("2999-01-01", "2999-01-02", "last_day"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(first: str, last: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_days(first, last)
    assert refused.value.field == field


@pytest.mark.usefixtures("database")
async def test_hours_and_absences_are_kept_and_the_audit_names_nobody() -> None:
    who, by = await world.helper(), await world.staff()
    today = clock.today()

    await set_week(who, {2: [("13:00", "17:00"), ("09:00", "12:00")]}, by=by)
    away = await helpers.add_absence(who, today, today + timedelta(days=2), by=by)
    again = await helpers.add_absence(who, today, today + timedelta(days=2), by=by)
    over = await Absence.create(helper=who, first_day=today - timedelta(days=9), last_day=today - timedelta(days=1))

    times = (await times_of([who.id]))[who.id]
    assert away.id == again.id
    assert times.week == {2: [("09:00", "12:00"), ("13:00", "17:00")]}
    assert times.absences == [(today, today + timedelta(days=2))]
    assert over.id not in {one.id for one in await helpers.absences_of(who.id)}
    assert await helpers.end_absence(who, away.id, by=by)
    assert not await helpers.end_absence(who, away.id, by=by)
    deeds = await AuditEntry.filter(subject=f"helper:{who.id}")
    assert {one.action for one in deeds} == {"helper.hours_set", "helper.absent", "helper.back"}
    assert not [one for one in deeds if who.name in one.detail]


@pytest.mark.usefixtures("database")
async def test_another_helpers_absence_cannot_be_ended() -> None:
    hana, taro = await world.helper(), await world.helper(name="別 太郎", kana="ベツ タロウ")
    away = await helpers.add_absence(hana, clock.today(), clock.today(), by=await world.staff())
    assert not await helpers.end_absence(taro, away.id, by=await world.staff())
    assert await Absence.filter(id=away.id).exists()
