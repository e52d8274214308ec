"""The reports that a city files: as of a day, counted from rows that anybody can count again."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import goal, organisations, reports
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.courses import Cohost
from outreach.goal import Report as Said
from outreach.lessons import Lesson
from outreach.reports import Mark, Period, Table
from tests import world

pytestmark = pytest.mark.usefixtures("database")
NOW, TODAY = "2027-05-20T03:00:00Z", date(2027, 5, 20)
YEAR = Period(2026)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


async def built(kind: str = "year", period: Period = YEAR, as_of: date = TODAY, language: str = "en") -> reports.Report:
    return await reports.build((await world.morioka()).id, kind, period, as_of, language)


def table(of: reports.Report, key: str) -> Table:
    return next(one for one in of.tables if one.key == key)


def line(of: Table, name: str) -> tuple[Any, ...]:
    """What stands right of this first cell."""
    return next(row[1:] for row in of.rows if row[0] == name)


async def month_of(day: date) -> tuple[Any, ...]:
    """Classes held and people of a month."""
    return line(table(await built(), "months"), day.strftime("%B %Y"))[:2]


async def hosts(name: str, slug: str) -> None:
    """An organisation hosts a course with the city."""
    city = await world.morioka()
    host = await organisations.add(city, {"ja": name}, "company", by=SYSTEM)
    await Cohost.create(course=await world.course(city, slug), organisation=host)


def counted_again(of: reports.Report) -> list[tuple[object, int]]:
    """For each figure of classes held: the figure, and how many rows its source names."""
    assert of.rows is not None
    places = {heading: at for at, heading in enumerate(of.rows.head)}
    found: list[tuple[object, int]] = []
    for one in of.tables:
        if one.key not in ("months", "centres", "districts", "courses", "training", "departments", "cohosts"):
            continue
        for row, source in zip(one.rows, one.sources, strict=True):
            wanted = [part.split("=", 1) for part in source.split("; ")]
            rows = [r for r in of.rows.rows if all(v in str(r[places[h]]).split(", ") for h, v in wanted)]
            found.append((row[1], len(rows)))
    return found


@pytest.mark.once
async def test_whoever_counts_the_named_rows_again_finds_every_figure_of_classes() -> None:
    await _random_year(Random(7))
    await hosts("通信会社", "maps")
    for kind, language in (("year", "ja"), ("year", "en"), ("centres", "en"), ("cohosts", "ja")):
        again = counted_again(await built(kind, language=language))
        assert again
        assert [figure for figure, _rows in again] == [rows for _figure, rows in again]
    listed = await built("classes", Period.of_month(date(2026, 9, 1)))
    residents = [row for row in table(listed, "held").rows if row[4] == "Residents"]
    assert len(residents) == counted_again(listed)[0][1] == counted_again(listed)[0][0]


async def _random_year(dice: Random, classes: int = 16) -> City:
    """Classes of two years for residents and staff, in several places; some open, cancelled or not held."""
    city = await world.morioka()
    courses = [await world.course(city, slug) for slug in ("first", "maps")]
    courses.append(await world.course(city, "staff", audience="staff"))
    centres = [await world.centre(city, f"c{at}", district=f"{at % 2}地区") for at in range(3)]
    for _number in range(classes):
        day = date(2026, 4, 1) + timedelta(days=dice.randrange(440))
        over: dict[str, Any] = {"course": dice.choice(courses), "centre": dice.choice(centres)}
        match dice.randrange(6):
            case 0:
                await world.lesson(city, day=day, **over)
            case 1:
                await world.lesson(city, day=day, status="cancelled", **over)
            case 2:
                await world.counted(city, day=day, held=False, attendance=0, **over)
            case _:
                await world.counted(city, day=day, attendance=dice.choice([0, 1, 3, 4, 6, 9, 14]), **over)
    return city


async def _goals(city: City) -> None:
    """A goal in classes, one in attendances, and one in people."""
    span: dict[str, Any] = {"starts": date(2026, 4, 1), "ends": date(2031, 3, 31)}
    first, maps, staff = [await world.course(city, slug) for slug in ("first", "maps", "staff")]
    for key, unit, courses in (
        ("c", "classes", (first, maps)),
        ("a", "attendances", (staff,)),
        ("p", "people", (first,)),
    ):
        await world.goal(city, *courses, key=key, unit=unit, name={"ja": unit, "en": unit}, **span)


@pytest.mark.once
@settings(max_examples=2)
@given(seed=st.integers(0, 2**32))
async def test_in_any_year_the_report_says_what_the_progress_page_says(seed: int) -> None:
    """Each example adds to the same city."""
    city = await _random_year(Random(seed), 9)
    if not await goal.Goal.exists(plan__city_id=city.id):
        await _goals(city)
    progress = {one.goal.name["en"]: one for one in await goal.progress(city.id)}
    for year in (2026, 2027):
        for name, _runs, _unit, _target, held, _ever, _needed, still_open, planned in table(
            await built(period=Period(year)), "goals"
        ).rows:
            expected = progress[str(name)].years[year - 2026]
            assert held in (expected.held, Mark.WITHHELD)
            assert held == expected.held or name != "classes"
            assert still_open == sum(one.state == "open" for one in expected.lessons)
            assert planned == expected.planned
    last = {str(row[0]): row[5] for row in table(await built(period=Period(2027)), "goals").rows}
    assert last["classes"] == progress["classes"].held


async def test_a_class_counts_from_the_day_on_which_it_was_confirmed() -> None:
    day = date(2026, 10, 5)
    with time_machine.travel("2026-10-20T14:59:00Z", tick=True):  # 23:59 in Japan
        await world.counted(day=day)

    before = table(await built(as_of=date(2026, 10, 19)), "months")
    after = table(await built(as_of=date(2026, 10, 20)), "months")

    assert line(before, "October 2026") == (0, 0, 1, 0, 0)
    assert line(after, "October 2026") == (1, 8, 0, 0, 0)


async def test_a_correction_changes_the_year_from_the_day_on_which_it_was_signed() -> None:
    lesson = await _counted_at("2026-10-20T03:00:00Z", date(2026, 10, 5))
    with time_machine.travel("2027-05-10T03:00:00Z", tick=True):
        by, other = await world.staff(), await world.staff(login="second")
        asked = await goal.correct(lesson, held=True, attendance=12, reason="数え間違い", by=by)
        await goal.confirm_correction(lesson.city_id, asked, by=other)

    before, after = await built(as_of=date(2027, 5, 9)), await built()

    assert line(table(before, "months"), "October 2026")[:2] == (1, 8)
    assert line(table(after, "months"), "October 2026")[:2] == (1, 12)


async def _counted_at(moment: str, day: date) -> Lesson:
    with time_machine.travel(moment, tick=True):
        return await world.counted(day=day)


async def test_while_the_counts_differ_no_number_is_given() -> None:
    await world.counted(day=date(2026, 10, 5))
    assert await month_of(date(2026, 10, 5)) == (1, 8)
    await Said.all().update(attendance=80)

    found = await built()

    assert await month_of(date(2026, 10, 5)) == (Mark.RECONCILING, Mark.RECONCILING)
    assert any("Being reconciled" in note for note in found.notes)


async def test_training_for_the_citys_staff_is_never_among_the_classes_for_residents() -> None:
    await world.counted(day=date(2026, 10, 5), course=await world.course(slug="staff", audience="staff"))

    found = await built()

    assert await month_of(date(2026, 10, 5)) == (0, 0)
    assert line(table(found, "training"), "Together")[:2] == (1, 8)


async def test_where_one_signature_is_enough_every_table_of_classes_says_so() -> None:
    await world.counted(day=date(2026, 10, 5))
    assert not any("signature" in one.rule for one in (await built()).tables)
    await City.all().update(signatures=1)

    found = await built()

    assert any("signature" in note for note in found.notes)
    assert all("signature" in one.rule for one in found.tables if one.key not in ("channels", "waiting"))


async def test_a_class_hosted_by_two_organisations_stands_in_the_row_of_each() -> None:
    await hosts("甲", "first")
    await hosts("乙", "first")
    await world.counted(day=date(2026, 10, 5))

    found = table(await built("cohosts", language="ja"), "cohosts")

    assert {row[0]: row[1:3] for row in found.rows} == {"甲": (1, 8), "乙": (1, 8), "市の単独開催": (0, 0)}


async def test_what_nobody_has_named_has_no_table() -> None:
    """A city without departments and districts reads no row "(not stated)"."""
    await world.counted(day=date(2026, 10, 5))

    found = {one.key for one in (await built()).tables}

    assert {"months", "centres", "courses"} <= found
    assert not {"districts", "departments", "helpers", "training"} & found


async def test_a_class_of_the_very_day_is_over_at_its_end_but_not_today() -> None:
    await world.lesson(day=date(2026, 10, 5))
    await world.lesson(day=TODAY)

    past, now = await built(as_of=date(2026, 10, 5)), await built(period=Period(2027))

    assert line(table(past, "months"), "October 2026") == (0, 0, 1, 0, 0)
    assert line(table(now, "months"), "May 2027") == (0, 0, 0, 1, 0)


async def test_every_report_says_that_it_is_not_for_publishing() -> None:
    """Each is safe by itself, but not beside open data or another day's report."""
    for kind in ("year", "centres", "channels"):
        assert any("not for publishing" in note for note in (await built(kind)).notes)
