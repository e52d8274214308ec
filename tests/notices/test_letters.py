"""Letters go into a batch once, are printed as often as the printer likes, and count when they were posted."""

import asyncio
from datetime import timedelta

import pytest
import time_machine

from outreach import clock
from outreach.cities import City
from outreach.notices import LetterBatch, Told, letters, note_told, to_tell
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel
from tests import world
from tests.changes.changing import OFF, change, moved
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")

KEY, HOME = "a" * 32, "盛岡市内丸12-2"


async def owed(*phones: str) -> list[Registration]:
    """A cancelled class with people who have an address and these phones."""
    lesson = await world.lesson(day=world.working_day(20))
    rows = [
        await world.seat(lesson, await world.person(name=f"人{n}", phone=p, address=HOME)) for n, p in enumerate(phones)
    ]
    await change(lesson, wanted=OFF)
    return rows


async def made(city_id: int, key: str = KEY) -> LetterBatch:
    """A new batch."""
    found = await letters.find(city_id, await letters.batch(city_id, by=CLERK, key=key))
    assert found is not None
    return found


async def test_a_batch_holds_the_letters_that_are_owed_and_nobody_who_has_a_phone() -> None:
    without, called, *_ = await owed("", "019-622-4411")
    batch = await made(without.city_id)
    assert [item[0] for item in batch.items] == [without.id]
    assert await letters.waiting(without.city_id) == []
    assert {one.registration.id for one in await to_tell(without.city_id)} == {without.id, called.id}
    assert await letters.find((await world.tomi()).id, batch.id) is None


async def test_no_letter_goes_to_who_has_no_address_and_she_stays_to_be_told() -> None:
    row, other, *_ = await owed("", "")
    batch, city = await made(row.city_id), await City.get(id=row.city_id)
    await Participant.filter(id=row.participant_id).update(address="")
    assert [one.way for one in await to_tell(city.id)] == ["counter", "letter"]
    again = await letters.again(batch, city, "https://classes.example")
    assert [one.registration.id for one in again.letters] == [other.id]
    assert await letters.posted(batch.id, city.id, by=CLERK) == 1
    [left] = await to_tell(city.id)
    assert left.registration.id == row.id
    with pytest.raises(Refusal, match="no letter"):
        await letters.batch(city.id, by=CLERK, key="b" * 32)
    await note_told(city.id, row.id, left.topic, left.number, "told", by=CLERK)
    assert sorted(one.way for one in await Told.all()) == ["counter", "letter"]
    assert await to_tell(city.id) == []


async def test_a_ticket_by_post_without_an_address_is_told_by_phone() -> None:
    lesson = await world.lesson(day=world.working_day(20))
    row = await world.seat(lesson, await world.person(phone="019-622-4411"))
    await Registration.filter(id=row.id).update(ticket_by="post")
    assert [one.way for one in await to_tell(lesson.city_id)] == ["call"]
    assert await letters.waiting(lesson.city_id) == []


async def test_the_same_form_twice_is_one_batch_and_nothing_to_write_is_refused() -> None:
    row, *_ = await owed("")
    first = await made(row.city_id)
    assert (await made(row.city_id)).id == first.id
    with pytest.raises(Refusal, match="no letter"):
        await letters.batch(row.city_id, by=CLERK, key="b" * 32)


async def test_two_clerks_at_once_write_each_letter_once() -> None:
    row, *_ = await owed("", "", "")
    tried = [letters.batch(row.city_id, by=CLERK, key=str(n) * 32) for n in range(4)]
    done = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(one, int) for one in done) == 1
    assert [len(one.items) for one in await LetterBatch.all()] == [3]


async def test_a_printer_that_jams_prints_the_same_letters_again() -> None:
    row, *_ = await owed("", "")
    batch, city = await made(row.city_id), await City.get(id=row.city_id)
    prints = [await letters.again(batch, city, "https://classes.example") for _time in range(2)]
    assert [[one.registration.id for one in sheet.letters] for sheet in prints] == [[i[0] for i in batch.items]] * 2
    assert [one.shows_class for one in prints[0].letters] == [False, False]
    assert await Told.all().count() == 0


async def test_posted_tells_everybody_of_the_batch_once() -> None:
    row, *_ = await owed("", "")
    batch = await made(row.city_id)
    assert await letters.posted(batch.id, row.city_id, by=CLERK) == 2
    assert await letters.posted(batch.id, row.city_id, by=CLERK) == 0
    assert {(one.way, one.outcome) for one in await Told.all()} == {("letter", "told")}
    assert await Told.all().count() == 2
    assert await to_tell(row.city_id) == []
    [shown] = await letters.batches(row.city_id)
    assert (shown.posted_at is not None, shown.posted_by) == (True, CLERK.reference)


async def test_who_was_told_or_gave_up_meanwhile_is_not_written_to() -> None:
    told, gone, *_ = await owed("", "", "")
    batch, city = await made(told.city_id), await City.get(id=told.city_id)
    [first, *_] = [one for one in await to_tell(city.id) if one.registration.id == told.id]
    await note_told(city.id, told.id, first.topic, first.number, "told", by=CLERK)
    await cancel(gone, by=CLERK)
    assert len((await letters.again(batch, city, "https://classes.example")).letters) == 1
    assert await letters.posted(batch.id, city.id, by=CLERK) == 1


async def test_a_foreign_batch_cannot_be_posted() -> None:
    row, *_ = await owed("")
    batch = await made(row.city_id)
    with pytest.raises(LookupError):
        await letters.posted(batch.id, (await world.tomi()).id, by=CLERK)
    assert not await Told.all().exists()


async def test_a_class_that_moves_again_after_the_letters_were_made_is_written_of_again() -> None:
    lesson = await world.lesson(day=world.working_day(20))
    row = await world.seat(lesson, await world.person(phone="", address=HOME))
    await change(lesson, wanted=moved(days=7))
    batch = await made(lesson.city_id)
    await change(lesson, wanted=moved(days=7))
    assert await letters.posted(batch.id, lesson.city_id, by=CLERK) == 0
    [notice] = await letters.waiting(lesson.city_id)
    assert (notice.registration.id, notice.after.starts_at) == (row.id, lesson.starts_at + timedelta(days=14))


async def test_a_ticket_by_post_is_a_letter_though_she_has_a_phone() -> None:
    lesson = await world.lesson(day=world.working_day(20))
    row = await world.seat(lesson, await world.person(phone="019-622-4411", address=HOME))
    await Registration.filter(id=row.id).update(ticket_by="post")
    batch, city = await made(lesson.city_id), await City.get(id=lesson.city_id)
    [letter] = (await letters.again(batch, city, "https://classes.example")).letters
    assert letter.shows_class
    assert "is reserved for you" in letter.sentences[0].text("en")
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert await letters.posted(batch.id, city.id, by=CLERK) == 1
    assert await to_tell(city.id) == []
