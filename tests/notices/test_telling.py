"""A call is written down once, by whom and how it went, and never for a stranger."""

import asyncio

import pytest

from outreach.audit import AuditEntry
from outreach.changes import Change
from outreach.notices import Told, note_told, to_tell
from outreach.refusal import Refusal
from tests import world
from tests.changes.changing import OFF, change, moved
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")


async def _cancelled(phone: str = "019-622-4411", address: str = "") -> tuple[int, int, str, int]:
    lesson = await world.lesson()
    row = await world.seat(lesson, await world.person(phone=phone, address=address))
    await change(lesson, wanted=OFF)
    return lesson.city_id, row.id, "change", (await Change.get(lesson_id=lesson.id)).id


@pytest.mark.parametrize(
    ("phone", "address", "way"),
    [("019-622-4411", "盛岡市内丸12-2", "call"), ("", "盛岡市内丸12-2", "letter"), ("", "", "counter")],
)
async def test_who_has_a_phone_is_called_and_others_get_a_letter(phone: str, address: str, way: str) -> None:
    ids = await _cancelled(phone, address)
    assert [one.way for one in await to_tell(ids[0])] == [way]
    await note_told(*ids, "told", by=CLERK)
    assert (await Told.get()).way == way


async def test_the_same_press_twice_is_one_attempt_and_a_second_call_is_another() -> None:
    ids = await _cancelled()
    first = await note_told(*ids, "no_answer", by=CLERK, key="a" * 16)
    assert await note_told(*ids, "no_answer", by=CLERK, key="a" * 16) == first
    assert await note_told(*ids, "no_answer", by=CLERK, key="b" * 16) != first
    assert await AuditEntry.filter(action="notice.no_answer").count() == 2


async def test_two_clerks_who_tell_the_same_person_write_it_once() -> None:
    ids = await _cancelled()
    done = await asyncio.gather(*(note_told(*ids, "told", by=CLERK, key=f"key-{n}" * 4) for n in range(6)))
    assert len(set(done)) == await Told.filter(outcome="told").count() == 1


async def test_what_does_not_belong_together_is_refused() -> None:
    city, row, _topic, made = await _cancelled()
    other = await world.lesson(await world.tomi())
    stranger = await world.seat(other)
    await change(other, wanted=moved())
    foreign = (await Change.get(lesson_id=other.id)).id
    strange = ((city, row, foreign), (city, stranger.id, made), (other.city_id, row, made), (city, row, 10**9))
    for in_city, of_person, change_id in strange:
        with pytest.raises(Refusal, match="not on record"):
            await note_told(in_city, of_person, "change", change_id, "told", by=CLERK)
    with pytest.raises(Refusal, match="choose one"):
        await note_told(city, row, "change", made, "shouted", by=CLERK)
    assert not await Told.all().exists()
