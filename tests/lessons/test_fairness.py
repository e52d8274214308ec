"""How seats are given: what a coordinator may choose, and a draw that is promised before anybody can sign up."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from outreach import clock, lessons, vault
from outreach.lessons import Lesson, Lottery, Plan, Series, copying, lots, publishing
from outreach.refusal import Refusal, Refusals
from tests import world
from tests.changes.changing import change, moved

pytestmark = pytest.mark.usefixtures("database")
DAY = world.working_day(20)


def _at(days: int, hour: int = 9) -> datetime:
    return world.moment(DAY - timedelta(days=days), time(hour))


async def _wanted(**over: Any) -> Plan:
    centre = await world.centre()
    course = over.pop("course", None) or await world.course()
    plan = Plan(
        course_id=course.id,
        centre_id=centre.id,
        room_id=(await world.room(centre)).id,
        instructor_id=(await world.instructor()).id,
        day=DAY,
        starts=time(13, 30),
        ends=time(15, 0),
        capacity=10,
    )
    return replace(plan, **over)


async def _plan(**over: Any) -> Lesson:
    return await lessons.plan(await world.morioka(), await _wanted(**over), by=await world.staff())


@pytest.mark.parametrize("opens", [None, _at(10)])
async def test_a_draw_is_promised_with_the_class_and_not_after_its_intake_opens(opens: datetime | None) -> None:
    lesson = await _plan(draws_at=_at(5), intake_opens=opens)
    lottery = await Lottery.get(lesson_id=lesson.id)
    seed = vault.opened(lottery.seed_sealed, lots.place_of(lesson.id))
    assert lots.hash_of(seed) == lottery.seed_hash
    assert len(bytes.fromhex(seed)) == 32
    assert seed not in lottery.seed_sealed
    assert lottery.committed_at <= lesson.intake_opens_at
    assert lesson.lots_open


async def test_without_a_day_for_it_nothing_is_drawn() -> None:
    lesson = await _plan()
    assert not lesson.lots_open
    assert not await Lottery.all().exists()


async def test_the_promise_is_made_once() -> None:
    lesson = await _plan(draws_at=_at(5))
    promised = (await Lottery.get(lesson_id=lesson.id)).seed_hash
    await lots.commit(lesson.id)
    assert (await Lottery.get(lesson_id=lesson.id)).seed_hash == promised


async def test_nobody_chooses_a_seed_once_people_can_sign_up() -> None:
    lesson = await world.lesson(day=DAY)
    with pytest.raises(Refusal) as refused:
        await lots.commit(lesson.id)
    assert (refused.value.code, refused.value.field) == ("opened", "draws_day")
    assert not await Lottery.all().exists()
    draft = await world.lesson(day=DAY, status="draft")
    await lots.commit(draft.id)
    assert await Lottery.filter(lesson_id=draft.id).exists()


@pytest.mark.parametrize(
    ("over", "field", "says"),
    [
        ({"draws_at": _at(1, 14)}, "draws_day", "two days before"),
        ({"draws_at": clock.now() - timedelta(minutes=1)}, "draws_day", "after registration opens"),
        ({"draws_at": _at(5), "intake_opens": _at(5)}, "draws_day", "after registration opens"),
        ({"draws_at": _at(5), "publish_at": _at(4)}, "draws_day", "after registration opens"),
        ({"phone_seats": 11, "phone_until": _at(5)}, "phone_seats", "not so many seats"),
        ({"phone_seats": 4}, "phone_day", "until when"),
        ({"phone_until": _at(5)}, "phone_seats", "how many"),
        ({"phone_seats": 4, "phone_until": _at(0, 14)}, "phone_day", "before the class"),
        ({"phone_seats": 4, "phone_until": clock.now()}, "phone_day", "after registration opens"),
        ({"phone_seats": 4, "phone_until": _at(5), "draws_at": _at(5)}, "phone_seats", "drawn by lot"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(over: dict[str, object], field: str, says: str) -> None:
    with pytest.raises(Refusals, match=says) as refused:
        await _plan(**over)
    assert [one.field for one in refused.value] == [field]
    assert not await Lesson.all().exists()


async def test_two_days_before_the_class_is_soon_enough_and_all_seats_can_be_kept_for_the_phone() -> None:
    assert (await _plan(draws_at=_at(2, 13), starts=time(13))).lots_open
    kept = await _plan(phone_seats=10, phone_until=_at(3), starts=time(9), ends=time(10))
    assert kept.phone_share == 10
    with time_machine.travel(_at(3)):
        assert kept.phone_share == 0


async def test_consultations_and_series_with_one_sign_up_are_not_drawn() -> None:
    course = await world.course(slug="ask", kind="consultation")
    with pytest.raises(Refusals, match="one by one"):
        await _plan(course=course, capacity=1, draws_at=_at(5))
    series = await Series.create(
        city=await world.morioka(), course=await world.course(), sign_up="all", made_at=clock.now()
    )
    with pytest.raises(Refusals, match="one sign-up for all"):
        await _plan(series_id=series.id, draws_at=_at(5))


async def test_classes_whose_seats_are_drawn_do_not_become_a_series_with_one_sign_up() -> None:
    drawn, other = await _plan(draws_at=_at(5)), await world.lesson(day=DAY + timedelta(days=7))
    make = (await world.morioka(), await world.course(), [drawn.id, other.id])
    with pytest.raises(Refusal) as refused:
        await lessons.make_series(*make, "all", by=await world.staff())
    assert (refused.value.code, refused.value.field) == ("lots", "sign_up")
    series = await lessons.make_series(*make, "each", by=await world.staff())
    with pytest.raises(Refusal) as refused:
        await lessons.change_series(series, [drawn.id, other.id], "all", by=await world.staff())
    assert refused.value.code == "lots"


async def test_a_draft_is_not_published_once_its_draw_is_over() -> None:
    draft = await _plan(draws_at=_at(5), publish=False)
    due = await _plan(draws_at=_at(5), publish_at=_at(6), starts=time(9), ends=time(10))
    with time_machine.travel(_at(5)):
        with pytest.raises(Refusal) as refused:
            await lessons.publish(draft, by=await world.staff())
        assert refused.value.code == "lots"
        assert await publishing.publish_due() == 0
    with time_machine.travel(_at(6)):
        assert await publishing.publish_due() == 1
        await lessons.publish(draft, by=await world.staff())
    for one in (draft, due):
        await one.refresh_from_db()
        assert one.status == "published"
        assert (await Lottery.get(lesson_id=one.id)).committed_at <= one.intake_opens_at


async def test_a_copy_gives_its_seats_to_whoever_comes_first() -> None:
    lesson = await _plan(draws_at=_at(5))
    copy = copying.plan_of(lesson)
    assert (copy.draws_at, copy.phone_seats, copy.phone_until) == (None, 0, None)


async def test_the_draw_and_the_phones_share_move_along_with_the_class() -> None:
    drawn = await _plan(draws_at=_at(5))
    kept = await _plan(phone_seats=4, phone_until=_at(3), starts=time(9), ends=time(10))
    week = timedelta(days=7)
    for lesson in (drawn, kept):
        await change(lesson, wanted=moved(days=7))
        await lesson.refresh_from_db()
    assert (drawn.draws_at, kept.phone_until) == (_at(5) + week, _at(3) + week)


async def test_a_class_moved_before_its_draw_is_drawn_as_soon_as_before_where_that_is_soon_enough() -> None:
    far, near = await _plan(draws_at=_at(17)), await _plan(draws_at=_at(5), starts=time(9), ends=time(10))
    was = far.draws_at
    await change(far, wanted=moved(days=-7))
    await change(near, wanted=moved(days=-17))
    for lesson in (far, near):
        await lesson.refresh_from_db()
    assert far.draws_at == was
    assert near.draws_at is not None
    assert near.draws_at <= near.starts_at - timedelta(days=1)
    assert near.intake_opens_at <= near.draws_at


async def test_a_class_that_was_drawn_is_not_drawn_again_because_it_moves() -> None:
    lesson = await _plan(draws_at=_at(5))
    with time_machine.travel(_at(4)):
        await change(lesson, wanted=moved(days=14))
        await lesson.refresh_from_db()
        assert lesson.draws_at == _at(5)
        assert not lesson.lots_open
