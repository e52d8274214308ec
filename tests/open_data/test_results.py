"""Results: only what is over and signed by two, small counts hidden, and what was published stays as it was."""

import json
from datetime import date
from typing import Any

import pytest
import time_machine

from outreach import goal
from outreach.cities import City
from outreach.goal import Report, signatures
from outreach.lessons import Lesson
from outreach.open_data import formats
from outreach.open_data.datasets import ONE_SIGNATURE, WHOLE_CITY, Record
from outreach.open_data.formats import Terms
from outreach.open_data.licences import LICENCES
from tests import world
from tests.open_data.reading import made

pytestmark = pytest.mark.usefixtures("database")
NOW = "2026-06-15T03:00:00Z"


async def held(day: date, people: int, district: str = "東部", **over: Any) -> None:
    centre = await world.centre(key=district, district=district, name={"ja": f"{district}の館"})
    await world.counted(await world.morioka(), day=day, attendance=people, centre=centre, **over)


async def rows(city: City | None = None) -> list[Record]:
    return (await made(city or await world.morioka(), "results")).rows


async def told(kind: str = "月") -> dict[tuple[str, str], tuple[object, object]]:
    """Classes held and people by period and district."""
    return {
        (str(row["期間"]), str(row["地区"])): (row["開催回数"], row["延べ受講者数"])
        for row in await rows()
        if row["期間の種別"] == kind
    }


async def test_a_month_that_is_over_is_counted_by_district_and_for_the_city() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 8)
        await held(date(2026, 5, 8), 7)
        await held(date(2026, 5, 9), 9, "西部")

        assert await told() == {
            ("2026-05", "東部"): (2, 15),
            ("2026-05", "西部"): (1, 9),
            ("2026-05", WHOLE_CITY): (3, 24),
        }


async def test_this_month_is_not_published_yet() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 6, 7), 8)

        assert await rows() == []


async def test_a_month_waits_until_each_of_its_classes_is_signed() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 8)
        await world.lesson(day=date(2026, 5, 20))

        assert await rows() == []


async def test_training_for_staff_and_consultations_are_not_counted() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 8, course=await world.course(slug="staff", audience="staff"))

        assert await rows() == []


async def test_few_people_are_hidden_and_with_them_what_would_tell_them() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 3)
        await held(date(2026, 5, 9), 9, "西部")
        await held(date(2026, 5, 9), 12, "南部")
        found = await told()

        assert found["2026-05", "東部"] == (1, None)
        assert found["2026-05", "西部"] == (1, None)
        assert found["2026-05", "南部"] == (1, 12)
        assert found["2026-05", WHOLE_CITY] == (3, 24)


async def test_a_year_comes_out_when_it_is_over_and_tells_nothing_of_its_months() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 2, 5), 3)
        await held(date(2026, 2, 6), 9, "西部")
        await held(date(2026, 3, 5), 20)
        await held(date(2026, 3, 6), 30, "西部")
        years = await told("年度")

        assert years["2025年度", WHOLE_CITY] == (4, 62)
        assert years["2025年度", "東部"] == (2, None)
        assert (await told())["2026-02", "東部"] == (1, None)


async def test_what_was_published_stays_when_its_year_is_over() -> None:
    with time_machine.travel("2026-03-15T03:00:00Z", tick=False):
        await held(date(2026, 2, 5), 3)
        await held(date(2026, 2, 6), 9, "西部")
        before = await told()
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 3, 5), 20)
        after = await told()

    assert before
    assert {key: after[key] for key in before} == before


async def test_after_a_correction_the_new_numbers_tell_nothing_beside_the_old_ones() -> None:
    """A 3, B 6, C 20: B hidden beside A. With B put right to 30, C would be hidden, and 53 - 30 - 20 tells A."""
    with time_machine.travel(NOW, tick=False):
        for day, people, district in ((5, 3, "東部"), (6, 6, "西部"), (7, 20, "南部")):
            await held(date(2026, 5, day), people, district)
        lesson = await Lesson.get(day=date(2026, 5, 6))
        assert (await told())["2026-05", "南部"] == (1, 20)
        by, other = await world.staff(), await world.staff(login="second")
        asked = await goal.correct(lesson, held=True, attendance=30, reason="数え間違い", by=by)
        await goal.confirm_correction(lesson.city_id, asked, by=other)
        after = await told()

    assert {people for _held, people in after.values()} == {None}
    assert after["2026-05", WHOLE_CITY] == (3, None)


async def test_without_agreement_with_the_ledger_there_are_no_numbers() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 8)
        assert await rows()
        await Report.all().update(attendance=80)
        found = await made(await world.morioka(), "results")

    assert (found.rows, found.reconciling) == ([], True)


@pytest.mark.once
async def test_where_one_signature_is_the_rule_it_stands_beside_every_figure() -> None:
    with time_machine.travel(NOW, tick=False):
        await held(date(2026, 5, 7), 8)
        city = await world.morioka()
        two = await made(city, "results")
        await signatures.require(city, 1, by=await world.staff())
        one = await made(city, "results")

        assert (two.signatures, one.signatures) == (2, 1)
        assert not any(ONE_SIGNATURE in str(row["備考"]) for row in two.rows)
        assert one.rows
        assert all(ONE_SIGNATURE in str(row["備考"]) for row in one.rows)
        assert ONE_SIGNATURE in formats.as_csv(one).decode("utf-8-sig")
        assert json.loads(formats.as_json(one, Terms(city, LICENCES["CC BY 4.0"])))["signatures"] == 1
