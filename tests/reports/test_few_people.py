"""No report, and no two of them together, tell how many came where few did, who did not come, or who helped alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import audit, checkin, goal, registration
from outreach.audit import SYSTEM
from outreach.lessons import Lesson, Shift
from outreach.open_data import suppression
from outreach.registration import Registration
from outreach.reports import Asked, Mark, Period
from outreach.reports.facts import known
from tests import world
from tests.reports.test_kinds import _random_year, built, hosts, line, table

pytestmark = pytest.mark.usefixtures("database")
PRIME = 1_000_003


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2027-05-20T03:00:00Z", tick=True):
        yield


Known = dict[frozenset[int], Any]


async def _published() -> Known:
    """What all reports of the year say of how many came, by the classes that each figure names."""
    said: Known = {}
    months = [Period.of_month(date(2026 + (month < 4), month, 1)) for month in range(1, 13)]
    every = [await built(kind) for kind in ("year", "centres", "cohosts")]
    for one in every + [await built("classes", month) for month in months]:
        assert one.rows is not None
        places = {heading: at for at, heading in enumerate(one.rows.head)}
        for row in one.rows.rows:
            if row[places["Standing"]] == "counted":
                said[frozenset({row[places["Class number"]]})] = row[places["People who came"]]  # type: ignore[arg-type]
        for found in one.tables:
            if "People who came" not in found.head and found.key != "goals":
                continue
            at = found.head.index("In this fiscal year" if found.key == "goals" else "People who came")
            for cells, source in zip(found.rows, found.sources, strict=True):
                if found.key == "goals" and cells[2] != "attendances":
                    continue
                wanted = [part.split("=", 1) for part in source.split("; ")]
                rows = [r for r in one.rows.rows if all(v in str(r[places[h]]).split(", ") for h, v in wanted)]
                said[frozenset(r[0] for r in rows)] = cells[at]  # type: ignore[misc]
    return said


def _told(said: Known, truth: dict[int, int]) -> list[frozenset[int]]:
    """The small figures that are sums and differences of the shown ones, by linear algebra over a prime."""
    order = sorted(truth)
    basis: list[list[int]] = []
    for classes, count in said.items():
        if isinstance(count, int) and any(left := _left([int(one in classes) for one in order], basis)):
            first = next(value for value in left if value)
            basis.append([value * pow(first, -1, PRIME) % PRIME for value in left])
    small = [classes for classes in said if 0 < sum(truth[one] for one in classes) < 5]
    return [classes for classes in small if not any(_left([int(one in classes) for one in order], basis))]


def _left(row: list[int], basis: list[list[int]]) -> list[int]:
    for one in basis:
        at = next(place for place, value in enumerate(one) if value)
        row = [(value - row[at] * other) % PRIME for value, other in zip(row, one, strict=True)]
    return row


async def _truth() -> dict[int, int]:
    found = await known(Asked(await world.morioka(), Period(2026), date(2027, 5, 20), "en"))
    return {one.id: one.said.attendances for one in found.classes if one.state == "counted"}


@pytest.mark.once
@settings(max_examples=2)
@given(seed=st.integers(0, 2**32))
async def test_no_sum_or_difference_of_all_reports_of_a_year_tells_of_few_people(seed: int) -> None:
    await _random_year(Random(seed), 12)
    await hosts(f"団体{seed}", "maps")
    said, truth = await _published(), await _truth()

    assert any(count is Mark.WITHHELD for count in said.values()) or all(n == 0 or n > 4 for n in truth.values())
    assert all(count in (Mark.WITHHELD, sum(truth[one] for one in classes)) for classes, count in said.items())
    assert _told(said, truth) == []


@pytest.mark.once
async def test_control_hiding_only_the_small_ones_would_tell_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression._World, "hide", lambda self: None)
    await world.counted(day=date(2026, 10, 5), attendance=3)
    await world.counted(day=date(2026, 10, 6), attendance=9)

    assert _told(await _published(), await _truth()) != []


async def _seats(lesson: Lesson, came: int, away: int) -> None:
    """So many with a seat who were let in, and who were not."""
    await Lesson.filter(id=lesson.id).update(capacity=came + away)
    with time_machine.travel(lesson.starts_at, tick=False):
        for number in range(came + away):
            seat = await world.seat(lesson, await world.person(name=f"人{lesson.id}-{number}", phone=""))
            if number < came:
                await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=SYSTEM)


async def _held(day: date, came: int, away: int, **over: Any) -> None:
    lesson = await world.lesson(day=day, **over)
    await _seats(lesson, came, away)
    teacher, second = await world.staff(role="instructor"), await world.staff()
    number = await goal.report(lesson, held=True, attendance=came, note="", by=teacher)
    await goal.confirm(lesson.city_id, number, by=second)


async def test_who_did_not_come_is_counted_where_a_list_was_kept_at_the_door() -> None:
    await _held(date(2026, 10, 5), 7, 5)
    await world.counted(day=date(2026, 10, 6))

    found = table(await built("no-shows"), "no-shows")

    assert line(found, "October 2026") == (1, 12, 5, 41.7)
    assert line(found, "Together") == (1, 12, 5, 41.7)


@pytest.mark.parametrize("others", [("attendances",), ("people",), ()])
async def test_a_goal_in_people_does_not_tell_of_a_class_with_few(others: tuple[str, ...]) -> None:
    """Where each comes once, 19 different people beside 21 tell the 2 of the class that one of the goals leaves out."""
    maps, line_course = await world.course(slug="maps"), await world.course(slug="line")
    span: dict[str, Any] = {"starts": date(2026, 4, 1), "ends": date(2029, 3, 31), "target": 100}
    await world.goal(None, maps, key="a", unit="people", name={"ja": "A", "en": "A"}, **span)
    for unit in others:
        await world.goal(None, maps, line_course, key=unit, unit=unit, name={"ja": unit, "en": unit}, **span)
    for day, came, course in ((5, 12, maps), (6, 2, line_course), (7, 7, maps)):
        await _held(date(2026, 10, day), came, 0, course=course)
    found = await built()

    shown = {row[0]: row[4] for row in table(found, "goals").rows}
    everybody = line(table(found, "months"), "Together")[1]
    assert shown["A"] in (19, Mark.WITHHELD)
    assert shown["A"] is Mark.WITHHELD or {*shown.values(), everybody} == {19, Mark.WITHHELD}


async def test_few_who_did_not_come_are_withheld_and_the_seats_with_them() -> None:
    """How many came stands elsewhere: seats less people would tell who did not."""
    await _held(date(2026, 10, 5), 6, 2)
    found = await built()

    assert line(table(found, "no-shows"), "October 2026") == (1, *[Mark.WITHHELD] * 3)
    assert line(table(found, "months"), "October 2026")[1] == 6


async def test_sign_ups_are_counted_by_channel_as_of_a_day() -> None:
    lesson = await world.lesson(day=date(2026, 10, 20))
    with time_machine.travel("2026-10-01T03:00:00Z", tick=False):
        rows = [await world.seat(lesson, await world.person(name=f"人{n}", phone="")) for n in range(12)]
    await Registration.filter(id__in=[row.id for row in rows[:5]]).update(channel="web")
    with time_machine.travel("2026-10-03T03:00:00Z", tick=False):
        for row in rows[:5]:
            await _gives_up(row)

    after = table(await built("channels", as_of=date(2026, 10, 3)), "channels")
    before = table(await built("channels", as_of=date(2026, 10, 2)), "channels")

    assert line(before, "Together") == (12, 0)
    assert line(after, "Together") == (12, 5)
    assert line(after, "Web") == (5, 5)
    assert line(after, "Telephone") == (7, 0)
    assert line(table(await built("channels", as_of=date(2026, 9, 30)), "channels"), "Together") == (0, 0)


async def _gives_up(row: Registration) -> None:
    assert await registration.cancel(row, by=SYSTEM)


async def test_how_long_people_waited_is_told_of_five_or_more() -> None:
    lesson = await world.lesson(day=date(2026, 10, 20), capacity=0)
    begun = datetime(2026, 10, 1, 3, tzinfo=UTC)
    for number in range(6):
        with time_machine.travel(begun, tick=False):
            row = await world.seat(lesson, await world.person(name=f"人{number}", phone=""))
        with time_machine.travel(begun + timedelta(days=number), tick=False):
            await audit.record(lesson.city_id, SYSTEM, "registration.offered", f"registration:{row.id}")

    found = await built("waiting", as_of=date(2026, 10, 31))
    early = await built("waiting", as_of=date(2026, 10, 3))

    assert line(table(found, "waiting"), "October 2026") == (6, 6, 2.5, 1.2, 3.8)
    assert line(table(early, "waiting"), "October 2026") == (6, *[Mark.WITHHELD] * 4)


async def test_hours_of_helpers_are_told_where_five_or_more_helped() -> None:
    lesson = await world.counted(day=date(2026, 10, 5))
    few = await built("helpers")
    for number in range(5):
        helper = await world.helper(name=f"人{number}")
        await Shift.create(lesson=lesson, helper=helper, taken_at=lesson.ends_at, taken_by="system")
        few = few if number != 3 else await built("helpers")

    assert line(table(few, "helpers"), "Together") == (Mark.WITHHELD,) * 3
    assert line(table(await built("helpers"), "helpers"), "Together") == (5, 5, 7.5)
    assert line(table(await built("helpers"), "helpers-months"), "October 2026") == (5, 5, 7.5)


async def test_few_who_came_to_a_class_with_a_list_are_not_told_by_its_seats() -> None:
    """Other classes of the month kept no list: the month's sum is shown, the class's is not."""
    await _held(date(2026, 10, 5), 2, 8)
    for number, came in enumerate((3, 30)):
        await world.counted(day=date(2026, 10, 6 + number), attendance=came)

    found = await built()

    assert line(table(found, "months"), "October 2026")[:2] == (3, 35)
    assert line(table(found, "no-shows"), "October 2026") == (1, Mark.WITHHELD, 8, Mark.WITHHELD)
    assert line(table(found, "no-shows"), "Together") == (1, Mark.WITHHELD, 8, Mark.WITHHELD)


async def test_withheld_seats_do_not_fall_out_of_their_sum() -> None:
    await _held(date(2026, 10, 5), 3, 8)
    await world.counted(day=date(2026, 11, 5), attendance=4)
    await _held(date(2026, 12, 5), 9, 6)

    months = table(await built(), "no-shows")

    seats = [row[2] for row in months.rows[:-1] if row[1]]
    assert seats == [Mark.WITHHELD, Mark.WITHHELD] or months.rows[-1][2] is Mark.WITHHELD
    assert line(months, "October 2026")[1] is Mark.WITHHELD
