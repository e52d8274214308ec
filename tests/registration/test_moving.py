"""Another class instead: the new seat first, then the old one is free."""

import pytest

from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, Withdrawal, move_to, register_party
from outreach.upkeep.rules import verify
from tests import world
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")


async def two(first: int = 1, second: int = 1) -> tuple[Lesson, Lesson]:
    return (
        await world.lesson(day=world.working_day(7), capacity=first),
        await world.lesson(day=world.working_day(14), capacity=second),
    )


async def test_she_has_the_new_seat_and_the_old_one_is_offered_on() -> None:
    here, there = await two()
    row, next_ = [await take(here, who) for who in await people(2)]
    made = await move_to(row, there.id, key="k", by=CLERK)
    assert await move_to(row, there.id, key="k", by=CLERK) == made
    new = await Registration.get(id=made)
    assert (new.lesson_id, new.status, new.participant_id) == (there.id, "confirmed", row.participant_id)
    assert (await Withdrawal.get(registration_id=row.id)).kind == "moved"
    assert (await Registration.get(id=next_.id)).status == "offered"
    assert await verify() == []


async def test_where_the_other_class_is_full_she_keeps_her_seat() -> None:
    here, there = await two()
    [row, _other] = [await take(lesson, who) for lesson, who in zip((here, there), await people(2), strict=True)]
    with pytest.raises(Refusal) as refused:
        await move_to(row, there.id, key="k", by=CLERK)
    assert refused.value.code == "full"
    assert (await Registration.get(id=row.id)).status == "confirmed"
    assert (await Lesson.get(id=there.id)).waiting == 0


async def test_a_party_moves_whole_or_not_at_all() -> None:
    here, there = await two(2, 2)
    third = await world.lesson(day=world.working_day(21), capacity=1)
    ids = await register_party(wish(here), [one.id for one in await people(2)], key="p", by=CLERK)
    row = await Registration.get(id=ids[1])
    with pytest.raises(Refusal):
        await move_to(row, third.id, key="", by=CLERK)
    new = await Registration.get(id=await move_to(row, there.id, key="", by=CLERK))
    assert new.participant_id == row.participant_id
    assert (await Lesson.get(id=there.id)).taken == 2
    assert (await Lesson.get(id=here.id)).taken == 0
    assert await verify() == []


@pytest.mark.parametrize("where", ["same", "already", "ended"])
async def test_what_cannot_be_is_refused_and_nothing_changes(where: str) -> None:
    here, there = await two(2, 2)
    [who] = await people(1)
    row = await take(here, who)
    code = {"same": "already", "already": "already", "ended": "ended"}[where]
    if where == "already":
        await take(there, who)
    if where == "ended":
        await move_to(row, there.id, key="x", by=CLERK)
    with pytest.raises(Refusal) as refused:
        await move_to(row, here.id if where == "same" else there.id, key="y", by=CLERK)
    assert refused.value.code == code
    assert await verify() == []
