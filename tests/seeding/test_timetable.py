from datetime import date, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from outreach import seeding, tickets
from outreach.bundled import folder
from outreach.lessons import Lesson, clashes
from outreach.registration import Registration
from outreach.seeding.timetable import working_day
from tests import world

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, SATURDAY),
        (1, date(2026, 11, 23)),
        (-1, date(2026, 11, 20)),
        (7, date(2026, 11, 30)),
        (-7, date(2026, 11, 13)),
    ],
)
def test_a_sample_class_moves_off_the_weekend_away_from_today(offset: int, expected: date) -> None:
    assert working_day(offset, SATURDAY) == expected


def test_a_sample_class_moves_past_the_turn_of_the_year() -> None:
    assert working_day(10, date(2026, 12, 21)) == date(2027, 1, 5)
    assert working_day(-10, date(2027, 1, 10)) == date(2026, 12, 25)


@given(st.dates(date(2000, 1, 10), date(2100, 1, 1)), st.integers(-100, 100).filter(bool))
def test_the_past_stays_past_and_the_future_to_come(today: date, offset: int) -> None:
    day = working_day(offset, today)
    assert (day - today > timedelta(0)) == (offset > 0)
    assert day.weekday() < 5


async def test_a_ticket_number_that_is_taken_is_drawn_again(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([*["00000000"] * 2, *(tickets.new_code() for _ in range(200))])
    monkeypatch.setattr(tickets, "new_code", lambda: next(drawn))
    await seeding.plant(seeding.read(folder("seeds") / "tomi"), password="hanami-no-ato-de")
    assert await Registration.filter(code="00000000").count() == 1


# A weekday, a weekend, holidays in a row, the turn of the year, the end of February in a leap year.
TODAYS = [date(2026, 11, 25), date(2026, 11, 21), date(2026, 5, 4), date(2026, 12, 31), date(2028, 2, 29)]


@pytest.mark.parametrize("today", TODAYS)
@pytest.mark.usefixtures("database")
async def test_the_samples_are_planted_on_any_day_and_stand_in_nobodys_way(today: date) -> None:
    with time_machine.travel(world.moment(today, time(9, 0)), tick=False):
        for name in ("morioka", "tomi"):
            city = (await seeding.plant(seeding.read(folder("seeds") / name), password=world.PASSWORD)).city
            planned = await Lesson.filter(city_id=city.id).exclude(day=today)
            slots = await clashes.slots_of(planned)
            picture = await clashes.picture(city.id, slots)
            found = [clash for slot in slots for clash in clashes.found(slot, picture) if clash.weight != "note"]
            assert [str(clash.sentence) for clash in found] == []
            assert len(planned) >= 8
