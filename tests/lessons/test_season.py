"""Many classes at once: every date has its verdict, can be put back or left out, and all are planned or none."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import time_machine

from outreach import clock
from outreach.audit import AuditEntry
from outreach.lessons import Acceptance, Lesson, Plan, Series, clashes, season
from outreach.lessons.season import Season, Wish
from outreach.refusal import Refusals
from outreach.venues import Closure, Room
from tests import world

pytestmark = pytest.mark.usefixtures("database")
FIRST = clock.today() + timedelta(days=(2 - clock.today().weekday()) % 7 + 7)  # a Wednesday


async def _base(**over: object) -> Plan:
    centre = await world.centre()
    plan = Plan(
        course_id=(await world.course()).id,
        centre_id=centre.id,
        room_id=(await Room.filter(centre_id=centre.id).order_by("id").first() or Room()).id,
        instructor_id=(await world.instructor()).id,
        day=FIRST,
        starts=time(13, 30),
        ends=time(15, 0),
        capacity=10,
    )
    return replace(plan, **over)  # type: ignore[arg-type]  # the fields' own types


async def _weekly(number: int = 6, **over: object) -> list[Wish]:
    return season.wishes(await _base(**over), [FIRST + timedelta(weeks=week) for week in range(number)])


async def _close(first: date, last: date | None = None) -> None:
    await Closure.create(
        centre=await world.centre(),
        first_day=first,
        last_day=last or first,
        reason={"ja": "停電のため休館", "en": "a power cut"},
        added_by="system",
        added_at=clock.now(),
    )


async def _shown(wished: list[Wish]) -> Season:
    return await season.preview(await world.morioka(), wished)


def _verdicts(shown: Season) -> list[str]:
    return [row.verdict for row in shown.rows]


def _said(shown: Season, number: int) -> str:
    return " ".join(reason.text("en") for reason in shown.rows[number].reasons)


async def _everyday() -> None:
    centre = await world.centre()
    centre.opening = {"week": {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}}
    await centre.save()


async def test_closed_days_and_taken_rooms_are_skipped_in_words_and_the_rest_is_planned() -> None:
    await _everyday()
    await _close(FIRST + timedelta(weeks=1))
    await world.lesson(day=FIRST + timedelta(weeks=3), at=time(14, 0), instructor=await world.instructor(login="other"))

    shown = await _shown(await _weekly())

    # A national holiday on which the hall is open asks for a reason, whatever day this test runs on.
    verdicts = ["planned" if verdict == "reason" else verdict for verdict in _verdicts(shown)]
    assert verdicts == ["planned", "skipped", "planned", "skipped", "planned", "planned"]
    assert "a power cut" in _said(shown, 1)
    assert "Training room is taken by" in _said(shown, 3)


async def test_a_skipped_date_is_offered_other_rooms_hours_and_days_that_are_free() -> None:
    await _everyday()
    centre = await world.centre()
    await Room.create(centre=centre, name={"ja": "和室", "en": "Tatami room"}, capacity=20)
    await _close(FIRST)
    await world.lesson(day=FIRST + timedelta(weeks=1), instructor=await world.instructor(login="other"))

    shown = await _shown(await _weekly(2))

    closed, taken = ([(one.kind, one.plan) for one in row.instead] for row in shown.rows)
    assert {kind for kind, _plan in closed} == {"day"}
    assert FIRST + timedelta(days=1) in {plan.day for _kind, plan in closed}
    assert {kind for kind, _plan in taken} == {"room", "time", "day"}
    offered = [Wish(f"w{number}", plan, plan) for number, (_kind, plan) in enumerate([*closed, *taken])]
    for one in offered:
        assert _verdicts(await _shown([one])) == ["planned"]


async def test_a_date_is_put_back_on_another_day_and_left_out_by_hand() -> None:
    await _close(FIRST)
    wished = await _weekly(3)
    moved = replace(wished[0], plan=replace(wished[0].plan, day=FIRST + timedelta(days=1)), wanted=True)

    shown = await _shown([moved, replace(wished[1], wanted=False), wished[2]])

    assert _verdicts(shown) == ["planned", "left_out", "planned"]
    assert len(shown.chosen) == 2


async def test_what_is_wanted_though_it_is_closed_is_stuck_and_refuses_all_with_its_date() -> None:
    await _close(FIRST)
    wished = [replace(wish, wanted=True) for wish in await _weekly(3)]

    assert _verdicts(await _shown(wished)) == ["stuck", "planned", "planned"]
    with pytest.raises(Refusals) as refused:
        await season.carry_out(await world.morioka(), wished, by=await world.staff())

    assert [one.field for one in refused.value] == [FIRST.isoformat()]
    assert f"{FIRST.day} {FIRST:%B}" in str(refused.value)
    assert not await Lesson.all().exists()


async def test_soft_clashes_ask_for_one_reason_that_is_kept_with_those_classes_only() -> None:
    city, by = await world.morioka(), await world.staff()
    await world.lesson(day=FIRST, at=time(12, 0), instructor=await world.instructor(login="other"))
    wished = [replace(wish, wanted=True) for wish in await _weekly(3, setup_minutes=30)]
    soft = await _shown(wished)

    with pytest.raises(Refusals) as refused:
        await season.carry_out(city, wished, by=by)
    made = await season.carry_out(city, wished, by=by, reason="The caretaker helps.")

    assert soft.rows[0].verdict == "reason"
    assert [(one.field, one.code) for one in refused.value] == [("reason", "soft")]
    accepted = {one.lesson_id: one.reason for one in await Acceptance.all()}
    needing = {lesson.id for lesson, row in zip(made, soft.rows, strict=True) if row.verdict == "reason"}
    assert set(accepted) == needing
    assert set(accepted.values()) == {"The caretaker helps."}


async def test_dates_of_one_season_that_meet_each_other_are_told_and_the_chosen_one_stays() -> None:
    wished = await _weekly(2)
    onto_first = replace(wished[1], plan=replace(wished[1].plan, day=FIRST), wanted=True)

    shown = await _shown([wished[0], onto_first])

    assert _verdicts(shown) == ["skipped", "planned"]
    assert "another class of this plan" in _said(shown, 0)


async def test_a_season_is_planned_whole_once_however_often_it_is_sent() -> None:
    city, by = await world.morioka(), await world.staff()
    wished = [replace(wish, wanted=True) for wish in await _weekly(4)]
    reason = "The hall is open."

    done = await asyncio.gather(
        *(season.carry_out(city, wished, by=by, key="k" * 32, reason=reason) for _thumb in range(3))
    )

    assert {tuple(one.id for one in made) for made in done} == {tuple(one.id for one in done[0])}
    assert await Lesson.all().count() == 4
    assert await AuditEntry.filter(action="lesson.published").count() == 4


async def test_a_clash_that_arose_in_between_refuses_all_of_it_with_the_date_named() -> None:
    wished = [replace(wish, wanted=True) for wish in await _weekly(4)]
    assert "stuck" not in _verdicts(await _shown(wished))
    quicker = await world.lesson(day=FIRST + timedelta(weeks=2), instructor=await world.instructor(login="other"))

    with pytest.raises(Refusals) as refused:
        await season.carry_out(await world.morioka(), wished, by=await world.staff(), reason="x")

    assert [one.field for one in refused.value] == [quicker.day.isoformat()]
    assert await Lesson.all().count() == 1


async def test_two_coordinators_planning_the_same_season_at_once_never_both_succeed() -> None:
    city = await world.morioka()
    both = [await world.staff(login="coordinator"), await world.staff(login="coordinator2")]
    wished = [replace(wish, wanted=True) for wish in await _weekly(3)]

    done = await asyncio.gather(
        *(season.carry_out(city, wished, by=by, reason="x") for by in both), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in done) == ["Refusals", "list"]
    assert await Lesson.all().count() == 3


async def test_without_the_lock_both_would_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unchecked(*_of: object) -> Season:
        return Season(tuple(season.Row(wish, "planned") for wish in wished))

    city, wished = await world.morioka(), [replace(wish, wanted=True) for wish in await _weekly(3)]
    monkeypatch.setattr(season, "preview", unchecked)
    monkeypatch.setattr(clashes, "found", lambda *_of, **_more: [])

    for _coordinator in range(2):
        await season.carry_out(city, wished, by=await world.staff())

    assert await Lesson.all().count() == 6


@pytest.mark.parametrize("sign_up", ["each", "all"])
async def test_a_season_can_be_one_series(sign_up: str) -> None:
    wished = [replace(wish, wanted=True) for wish in await _weekly(3)]
    city, by = await world.morioka(), await world.staff()

    for _thumb in range(2):
        made = await season.carry_out(city, wished, by=by, key="s" * 32, reason="x", sign_up=sign_up)

    series = await Series.get()
    assert series.sign_up == sign_up
    assert await Lesson.filter(series_id=series.id).count() == len(made) == 3


async def test_an_unknown_way_of_signing_up_and_no_date_at_all_are_refused() -> None:
    city, by, wished = await world.morioka(), await world.staff(), await _weekly(2)

    for chosen, sign_up in ((wished, ""), ([replace(one, wanted=True) for one in wished], "never")):
        with pytest.raises(Refusals):
            await season.carry_out(city, chosen, by=by, reason="x", sign_up=sign_up)

    assert not await Lesson.all().exists()
    assert not await Series.all().exists()


async def test_what_is_wrong_on_every_date_is_told_once() -> None:
    base = await _base(course_id=999, capacity=31)

    with pytest.raises(Refusals) as refused:
        await season.check_base(await world.morioka(), base)

    assert [one.field for one in refused.value] == ["course_id", "capacity"]


async def test_a_room_that_is_not_there_and_a_time_that_is_over_are_told_at_their_date() -> None:
    with time_machine.travel(world.moment(FIRST, time(14, 0)), tick=False):
        wished = await _weekly(2)
        shown = await _shown([wished[0], replace(wished[1], plan=replace(wished[1].plan, room_id=999), wanted=True)])

    assert _verdicts(shown) == ["skipped", "stuck"]
    assert _said(shown, 0) == "This time is over. Please choose a time to come."
    assert _said(shown, 1) == "This room is not in the chosen centre."
