"""Two records of one person become one, and are parted again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from outreach import checkin, clock, people
from outreach.audit import SYSTEM, AuditEntry
from outreach.db import dialect, sql
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, Withdrawal, by_id, cancel, history, merging, move_to
from outreach.registration.rows import ACTIVE, Merge
from outreach.upkeep import rules
from tests import world
from tests.registration.wishing import take

pytestmark = pytest.mark.usefixtures("database")


async def hana() -> Participant:
    return await world.person()


async def hana_again() -> Participant:
    return await world.person(name="佐藤 はな", phone="090-1111-4411")


async def taro() -> Participant:
    return await world.person(name="阿部 太郎", kana="アベ タロウ", phone="")


async def far(**over: Any) -> Lesson:
    return await world.lesson(day=world.working_day(14), **over)


async def state(row: Registration) -> tuple[str, int]:
    now = await Registration.get(id=row.id)
    return now.status, now.participant_id


async def whole() -> None:
    """Counters, rules and the one active row per person and class hold."""
    assert await rules.verify() == []


async def test_the_digits_of_either_phone_open_what_was_merged_and_after_parting_only_her_own() -> None:
    kept, gone, city = await world.person(phone="019-622-4411"), await world.person(phone="090-1234-5678"), await far()
    mute = await world.person(phone="")

    async def open_to(who: Participant) -> list[bool]:
        return [await merging.fits_phone(who, typed) for typed in ("4411", "5678", "0000", "")]

    assert (await open_to(kept), await open_to(gone)) == ([True, False, False, False], [False, True, False, False])
    made = await merging.merge(city.city_id, kept.id, gone.id, by=SYSTEM)
    other = await merging.merge(city.city_id, kept.id, mute.id, by=SYSTEM)
    assert await open_to(kept) == [True, True, False, False]
    for one in (other, made):
        await merging.unmerge(one.id, city.city_id, by=SYSTEM)
    assert await open_to(kept) == [True, False, False, False]


async def test_the_registrations_of_one_record_become_the_others_and_go_back() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    first, second = await take(await far(), kept), await take(await far(at=clock.now().time()), gone)
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert {row.id for row in await history(city.id, kept.id)} == {first.id, second.id}
    assert (made.moved, made.ended) == ([second.id], [])
    assert await people.find(city.id, gone.id) is None
    assert [one.id for one in await people.look_up(city.id, "さとう")] == [kept.id]
    assert [(one.id, one.gone.name) for one in await merging.merges_of(city.id, kept.id)] == [(made.id, "佐藤 はな")]
    assert await merging.unmerge(made.id, city.id, by=SYSTEM)
    assert not await merging.unmerge(made.id, city.id, by=SYSTEM)
    assert [row.id for row in await history(city.id, gone.id)] == [second.id]
    assert await merging.merges_of(city.id, kept.id) == []
    assert await people.find(city.id, gone.id) is not None
    await whole()


async def test_merging_changes_nothing_of_what_either_record_says() -> None:
    kept, gone, city = await world.person(phone=""), await hana_again(), await world.morioka()
    await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert (await Participant.get(id=kept.id)).phone == ""
    assert (await Participant.get(id=gone.id)).phone == "090-1111-4411"


@pytest.mark.parametrize("first_to_come", ["kept", "gone"])
async def test_of_two_places_for_one_class_the_better_one_stays(first_to_come: str) -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    lesson = await far(capacity=1)
    order = [kept, gone] if first_to_come == "kept" else [gone, kept]
    better, worse = [await take(lesson, who) for who in order]
    assert (better.status, worse.status) == ("confirmed", "waiting")
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert await state(better) == ("confirmed", kept.id)
    assert await state(worse) == ("cancelled", kept.id)
    assert (await Withdrawal.get(registration_id=worse.id)).kind == "merged"
    assert made.ended == [worse.id]
    await whole()


async def test_of_two_waiting_places_the_lower_number_stays() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    lesson = await far(capacity=1)
    await take(lesson, await taro())
    lower, higher = await take(lesson, gone), await take(lesson, kept)
    await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert await state(lower) == ("waiting", kept.id)
    assert await state(higher) == ("cancelled", kept.id)
    await whole()


async def test_a_seat_that_becomes_free_is_offered_to_who_waits() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    lesson = await far(capacity=2)
    await take(lesson, kept)
    await take(lesson, gone)
    waits = await take(lesson, await taro())
    assert waits.status == "waiting"
    await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert (await Registration.get(id=waits.id)).status == "offered"
    await whole()


async def test_who_came_in_stays_and_two_who_came_in_were_two() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    today = await world.held_lesson()
    empty, came = await world.seat(today, kept), await world.seat(today, gone)
    await checkin.check_in(city.id, today.id, came.id, by=SYSTEM, method="desk")
    await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert await state(came) == ("confirmed", kept.id)
    assert (await state(empty))[0] == "cancelled"
    await whole()


async def test_two_who_both_came_in_stay_as_they_were_counted() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    today = await world.held_lesson()
    rows = [await world.seat(today, who) for who in (kept, gone)]
    for row in rows:
        await checkin.check_in(city.id, today.id, row.id, by=SYSTEM, method="desk")
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert (made.moved, made.ended) == ([], [])
    assert [await state(row) for row in rows] == [("confirmed", kept.id), ("confirmed", gone.id)]
    await whole()


async def test_a_class_that_is_over_stays_as_it_was_counted() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    past = await world.lesson(starts_at=clock.now() - timedelta(days=3))
    rows = [await world.seat(past, who) for who in (kept, gone)]
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert (made.moved, made.ended) == ([], [])
    assert [(await state(row))[0] for row in rows] == ["confirmed", "confirmed"]
    await whole()


async def test_merging_again_is_the_same_merge() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    await take(await far(), gone)
    clerk = await world.staff(role="clerk")
    made = [await merging.merge(city.id, kept.id, gone.id, by=clerk, key=key) for key in ("k", "k", "other")]
    assert len({one.id for one in made}) == 1
    assert await AuditEntry.filter(action="participant.merged").count() == 1
    with pytest.raises(Refusal) as refusal:
        await merging.merge(city.id, gone.id, kept.id, by=clerk, key="k")
    assert refusal.value.code == "key-reused"


async def test_what_cannot_be_merged_is_refused_with_a_reason() -> None:
    one, two, three, city = await hana(), await hana_again(), await taro(), await world.morioka()
    theirs = await world.person(await world.tomi())

    async def refused(kept: Participant, gone: Participant) -> str:
        with pytest.raises(Refusal) as refusal:
            await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
        return refusal.value.code

    assert await refused(one, one) == "same"
    assert await refused(one, theirs) == await refused(theirs, one) == "unknown"
    await merging.merge(city.id, one.id, two.id, by=SYSTEM)
    assert [await refused(*pair) for pair in ((two, three), (three, two), (three, one), (two, one))] == ["merged"] * 4
    await merging.merge(city.id, one.id, three.id, by=SYSTEM)  # she may have been written down three times
    await sql.run("UPDATE participants SET erased_at = ? WHERE id = ?", clock.now(), one.id)
    assert await refused(one, two) == "unknown"
    with pytest.raises(Refusal):
        await merging.unmerge((await Merge.all().first()).id, city.id, by=SYSTEM)  # type: ignore[union-attr]


async def test_another_city_takes_no_merge_back() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    with pytest.raises(Refusal) as refusal:
        await merging.unmerge(made.id, (await world.tomi()).id, by=SYSTEM)
    assert refusal.value.code == "unknown"


async def test_what_ended_meanwhile_stays_ended_when_they_are_parted() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    row = await take(await far(), gone)
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    moved = await by_id(city.id, row.id)
    assert moved is not None
    await cancel(moved, by=SYSTEM)
    await merging.unmerge(made.id, city.id, by=SYSTEM)
    assert await state(row) == ("cancelled", gone.id)
    await whole()


async def test_nobody_is_lost_who_signs_up_while_her_records_are_merged() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    lessons = [await world.lesson(day=world.working_day(14 + n)) for n in range(6)]
    signing = [take(lesson, who) for lesson in lessons for who in (kept, gone)]
    merged = merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    done = await asyncio.gather(*signing[:6], merged, *signing[6:], return_exceptions=True)
    assert all(isinstance(one, Registration | Merge | Refusal) for one in done)
    if dialect() == "postgres":  # whoever was too late for the merge was refused, or waits as the other record does
        active = await Registration.filter(status__in=ACTIVE, participant_id=gone.id)
        assert active == []
    await whole()


async def test_what_was_taken_since_the_merge_is_named_as_it_does_not_go_back() -> None:
    kept, gone, city = await hana(), await hana_again(), await world.morioka()
    old, before = await take(await far(), gone), await take(await world.lesson(day=world.working_day(9)), kept)
    made = await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    assert await merging.stays_behind(made) == []

    moved = await by_id(city.id, old.id)
    assert moved is not None
    new = await move_to(moved, (await world.lesson(day=world.working_day(20))).id, key="m" * 32, by=SYSTEM)
    given_up = await take(await world.lesson(day=world.working_day(21)), kept)
    await cancel(given_up, by=SYSTEM)
    assert [row.id for row in await merging.stays_behind(made)] == [new]

    await merging.unmerge(made.id, city.id, by=SYSTEM)
    active = [row.id for row in await history(city.id, kept.id) if row.status in ACTIVE]
    assert set(active) == {before.id, new}
    await whole()
