"""Changing how seats are given: the phone's share until the class begins, lots only until people can sign up."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from outreach import clock, departments, lessons
from outreach.audit import SYSTEM, AuditEntry
from outreach.lessons import Giving, Lesson, Lottery, giving
from outreach.refusal import Refusal, Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")


def soon(**length: float) -> datetime:
    return clock.now() + timedelta(**length)


async def a_class(**over: Any) -> Lesson:
    return await world.lesson(**{"day": clock.today() + timedelta(days=20)} | over)


async def give(lesson: Lesson, wanted: Giving, key: str = "") -> Lesson:
    await lessons.give(lesson, wanted, by=await world.staff(), key=key)
    return await Lesson.get(id=lesson.id)


async def refused(lesson: Lesson, wanted: Giving) -> list[tuple[str | None, str]]:
    with pytest.raises((Refusal, Refusals)) as said:
        await give(lesson, wanted)
    one: Any = said.value
    assert giving.given(await Lesson.get(id=lesson.id)) == giving.given(lesson)
    return [(each.field, each.code) for each in (one.all if isinstance(one, Refusals) else [one])]


async def test_lots_are_chosen_put_off_and_left_out_again_until_people_can_sign_up() -> None:
    lesson = await a_class(intake_opens_at=soon(days=2))
    drawn = await give(lesson, Giving(draws_at=soon(days=5)))
    assert drawn.lots_open
    promised = (await Lottery.get(lesson_id=lesson.id)).seed_hash
    later = await give(drawn, Giving(draws_at=soon(days=6)))
    assert later.draws_at is not None
    assert later.draws_at > soon(days=5, hours=1)
    assert not (await give(later, Giving())).lots_open
    assert (await Lottery.get(lesson_id=lesson.id)).seed_hash == promised


@pytest.mark.parametrize("wanted", [Giving(), Giving(draws_at=soon(days=7)), Giving(phone_seats=2)])
async def test_once_people_can_sign_up_lots_stand(wanted: Giving) -> None:
    lesson = await a_class(draws_at=soon(days=5))
    assert ("draws_day", "opened") in await refused(lesson, wanted)
    plain = await a_class()
    if wanted.draws_at:
        assert await refused(plain, wanted) == [("draws_day", "opened")]
        assert not await Lottery.all().exists()


async def test_control_without_that_look_a_draw_could_be_put_off_while_people_apply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await a_class(draws_at=soon(days=5))

    async def nothing(_now: Lesson, _wanted: Giving) -> list[Refusal]:
        return []

    monkeypatch.setattr(giving, "_refusals", nothing)
    assert (await give(lesson, Giving())).draws_at is None


async def test_the_phones_share_changes_while_people_sign_up_and_none_is_kept_beside_a_draw() -> None:
    lesson = await give(await a_class(), Giving(phone_seats=4, phone_until=soon(days=3)))
    assert lesson.phone_share == 4
    assert (await give(lesson, Giving(phone_seats=2, phone_until=lesson.phone_until))).phone_share == 2
    assert (await give(lesson, Giving())).phone_share == 0
    drawn = await a_class(draws_at=soon(days=5))
    assert await refused(drawn, Giving(drawn.draws_at, 1, soon(days=1))) == [("phone_seats", "refused")]


async def test_what_stays_as_it_was_need_not_be_possible_anew() -> None:
    lesson = await a_class(draws_at=soon(days=-1))
    to_the_minute = lesson.draws_at.replace(second=0, microsecond=0) if lesson.draws_at else None
    assert (await give(lesson, Giving(draws_at=to_the_minute))).draws_at == lesson.draws_at


async def test_a_class_that_is_over_cancelled_or_another_departments_stays_as_it_is() -> None:
    wanted = Giving(phone_seats=1, phone_until=soon(days=1))
    assert await refused(await world.held_lesson(), wanted) == [(None, "over")]
    assert await refused(await a_class(status="cancelled"), wanted) == [(None, "over")]
    other = await departments.add(await world.morioka(), {"ja": "福祉課"}, by=SYSTEM)
    mine = await departments.add(await world.morioka(), {"ja": "教育課"}, by=SYSTEM)
    owner = await world.account(login="owner")
    owner.department_id = mine.id
    await owner.save()
    with pytest.raises(Refusal) as said:
        await lessons.give(await a_class(department=other), wanted, by=world.actor(owner))
    assert said.value.code == "other-department"


async def test_sent_again_it_is_done_once() -> None:
    lesson, wanted = await a_class(), Giving(phone_seats=1, phone_until=soon(days=1))
    for _time in range(3):
        await give(lesson, wanted, key="k1")
    assert await AuditEntry.filter(action="lesson.giving").count() == 1
    with pytest.raises(Refusal) as said:
        await give(lesson, Giving(), key="k1")
    assert said.value.code == "key-reused"
