"""A confirmed report was wrong: it is corrected by two people, and what stood there before stays on record."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from outreach import goal
from outreach.goal import Confirmation, Report, balance, correcting, signatures, statements
from outreach.goal.ledger_rows import Correction, LedgerEntry
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.upkeep.rules import verify
from tests import ledgers, world

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 4, 20, 3, tzinfo=UTC), tick=True):
        yield


async def _asked(lesson: Lesson, attendance: int = 5, *, held: bool = True) -> int:
    by = await world.staff()
    return await goal.correct(lesson, held=held, attendance=attendance, reason="Counted twice.", by=by)


async def _counts() -> tuple[int, int]:
    city = await world.morioka()
    found = await goal.agreement(city.id)
    assert found.agrees
    return tuple(map(sum, zip(*found.ledger.values(), strict=True))) if found.ledger else (0, 0)  # type: ignore[return-value]  # two sums


async def test_a_correction_counts_only_once_a_second_person_has_signed_it() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), attendance=8)
    number = await _asked(lesson, 5)
    assert await _counts() == (1, 8)

    assert await goal.confirm_correction(lesson.city_id, number, by=await world.staff(login="second"))

    assert await _counts() == (1, 5)
    standing = await goal.report_of(lesson.id)
    assert standing
    assert (standing.attendance, standing.note) == (5, "Counted twice.")
    assert [one.attendance for one in await correcting.history(lesson.id)] == [8]
    kinds = [one.kind for one in await LedgerEntry.all().order_by("seq")]
    assert kinds == ["reported", "confirmed", "asked", "reversed", "corrected"]


async def test_a_class_that_was_not_held_after_all_no_longer_counts() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), attendance=8)
    number = await _asked(lesson, 0, held=False)
    await goal.confirm_correction(lesson.city_id, number, by=await world.staff(login="second"))

    assert await _counts() == (0, 0)


async def test_nobody_signs_her_own_correction() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    number = await _asked(lesson)

    with pytest.raises(Refusal) as refused:
        await goal.confirm_correction(lesson.city_id, number, by=await world.staff())

    assert refused.value.code == "own-report"
    assert await _counts() == (1, 8)


async def test_where_one_signature_is_the_rule_one_person_does_both_and_every_figure_says_so() -> None:
    city = await world.morioka()
    coordinator = await world.staff()
    assert (await goal.agreement(city.id)).signatures == 2
    assert await signatures.require(city, 1, by=coordinator)
    assert not await signatures.require(city, 1, by=coordinator)
    lesson = await world.held_lesson()
    report = await goal.report(lesson, held=True, attendance=5, note="", by=coordinator)

    assert await goal.confirm(city.id, report, by=coordinator)

    assert (await goal.agreement(city.id)).signatures == 1
    await signatures.require(city, 2, by=coordinator)
    assert (await goal.agreement(city.id)).signatures == 1  # what was signed alone stays so
    assert await verify() == []


async def test_what_one_person_signed_against_the_rule_breaks_it() -> None:
    city, coordinator = await world.morioka(), await world.staff()
    lesson = await world.held_lesson()
    report = await goal.report(lesson, held=True, attendance=5, note="", by=coordinator)
    await Confirmation.create(report=await Report.get(id=report), by_account_id=coordinator.id, at=lesson.ends_at)

    assert "nobody confirms her own report" in {one.rule for one in await verify()}
    assert not (await goal.agreement(city.id)).agrees


async def test_a_correction_that_was_turned_down_changes_nothing_and_makes_room_for_another() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    second = await world.staff(login="second")
    number = await _asked(lesson)
    assert await goal.drop_correction(lesson.city_id, number, by=second)
    assert not await goal.drop_correction(lesson.city_id, number, by=second)
    with pytest.raises(Refusal):
        await goal.confirm_correction(lesson.city_id, number, by=second)

    assert await _counts() == (1, 8)
    assert await _asked(lesson, 6) != number


async def test_one_correction_of_a_report_is_open_however_many_thumbs_press() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))

    answers = await asyncio.gather(*(_asked(lesson) for _ in range(4)))

    assert len(set(answers)) == 1
    with pytest.raises(Refusal) as refused:
        await _asked(lesson, 4)
    assert refused.value.code == "asked"
    assert await Correction.all().count() == 1


async def test_a_correction_signed_and_turned_down_at_once_is_only_one_of_both() -> None:
    numbers = [await _asked(await world.counted(day=date(2027, 4, day))) for day in range(1, 6)]
    city, second, third = await world.morioka(), await world.staff(login="second"), await world.staff(login="third")

    deeds = [goal.confirm_correction(city.id, one, by=second) for one in numbers]
    deeds += [goal.drop_correction(city.id, one, by=third) for one in numbers]
    deeds += [goal.confirm_correction(city.id, one, by=third) for one in numbers]
    done = await asyncio.gather(*deeds, return_exceptions=True)

    assert sum(one is True for one in done) == len(numbers)
    await _counts()


@pytest.mark.parametrize("attendance", [8, 0, -1, 1001])
async def test_a_correction_says_something_else_that_can_be(attendance: int) -> None:
    lesson = await world.counted(day=date(2027, 4, 10), attendance=8)
    if attendance == 0:
        await _asked(lesson, 0)  # its reason says why a class without anybody counts
        return
    with pytest.raises(Refusal):
        await _asked(lesson, attendance)


async def test_only_a_confirmed_report_is_corrected() -> None:
    lesson = await world.held_lesson()
    with pytest.raises(Refusal):
        await _asked(lesson)
    await goal.report(lesson, held=True, attendance=5, note="", by=await world.staff(role="instructor"))
    with pytest.raises(Refusal) as refused:
        await _asked(lesson)
    assert refused.value.code == "not-confirmed"


async def test_another_citys_correction_is_not_found() -> None:
    number = await _asked(await world.counted(day=date(2027, 4, 10)))
    tomi = await world.tomi()
    for verb in (goal.confirm_correction, goal.drop_correction):
        with pytest.raises(Refusal) as refused:
            await verb(tomi.id, number, by=await world.staff(tomi))
        assert refused.value.code == "gone"


async def test_a_correction_over_31_march_stands_in_the_next_open_month_and_counts_in_its_own_year() -> None:
    city = await world.morioka()
    lesson = await world.counted(day=date(2027, 3, 31), attendance=8)
    (march,) = await ledgers.seal(city, 1)

    number = await _asked(lesson, 5)
    await goal.confirm_correction(city.id, number, by=await world.staff(login="second"))

    april = await statements.next_month(city)
    assert april
    assert (april.month, [line["kind"] for line in april.lines]) == ("2027-04", ["reversed", "corrected"])
    assert april.totals == [[lesson.course_id, 2026, 0, -3]]
    assert april.carried == [[lesson.course_id, 2026, 1, 5]]
    assert json.loads(march.body)["carried"] == [[lesson.course_id, 2026, 1, 8]]
    found = await goal.agreement(city.id)
    assert found.agrees
    assert found.ledger == {(lesson.course_id, 2026): (1, 5)}
    assert found.statements == found.sealed == {(lesson.course_id, 2026): (1, 8)}


async def test_a_report_that_comes_late_stands_in_the_next_open_month_too() -> None:
    city = await world.morioka()
    await world.counted(day=date(2027, 3, 3))
    await ledgers.seal(city, 1)
    late = await world.counted(day=date(2027, 3, 30))

    april = await statements.next_month(city)

    assert april
    assert [(line["lesson"], line["day"], line["year"]) for line in april.lines] == [(late.id, "2027-03-30", 2026)]


async def test_three_counts_are_three_each_change_of_rows_behind_the_verbs_shows() -> None:
    city = await world.morioka()
    lesson = await world.counted(day=date(2027, 3, 3))
    await ledgers.seal(city, 1)
    await _counts()

    await Report.filter(lesson_id=lesson.id).update(attendance=9)

    found = await goal.agreement(city.id)
    assert not found.agrees
    assert found.differing == [(lesson.course_id, 2026)]
    assert balance.Agreement(found.ledger, found.ledger, {}, found.sealed, 2).agrees is False


async def test_a_correction_that_was_rewritten_since_it_was_asked_for_is_not_signed() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    for change in ({"attendance": 500}, {"reason": "x"}, {"by_account_id": 999}):
        number = await _asked(lesson)
        before = await Correction.filter(id=number).values("attendance", "reason", "by_account_id")
        await Correction.filter(id=number).update(**change)
        with pytest.raises(Refusal) as refused:
            await goal.confirm_correction(lesson.city_id, number, by=await world.staff(login="second"))
        assert refused.value.code == "gone"
        await Correction.filter(id=number).update(**before[0])
    assert await _counts() == (1, 8)


async def test_who_signed_a_month_alone_seals_it_once_the_rule_asks_for_one() -> None:
    city, by = await world.morioka(), await world.staff()
    await world.counted(day=date(2027, 3, 3))
    month = await statements.next_month(city)
    assert month
    assert await statements.sign_month(city, month.month, month.digest, by=by) is None
    await signatures.require(city, 1, by=await world.staff(role="administrator"))

    made = await statements.sign_month(city, month.month, month.digest, by=by)

    assert made
    again = await statements.sign_month(city, month.month, month.digest, by=by)
    assert again
    assert again.id == made.id
    assert await verify() == []
