"""Offers: a freed seat goes to who waits longest, who is told and says yes, while the office can be called."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from time_machine import Traveller, travel

from outreach import clock
from outreach.changes import carry_out
from outreach.changes.wanting import Wanted
from outreach.cities import City
from outreach.lessons import Lesson, office_hours
from outreach.notices import Told
from outreach.refusal import Refusal
from outreach.registration import (
    Registration,
    Withdrawal,
    cancel,
    decline_offer,
    fill,
    give_seat,
    offered,
    offering,
    register_party,
    seats,
    sweep,
    take_offer,
)
from outreach.upkeep.rules import verify
from tests import world
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=clock.TOKYO)  # the classes of these tests are on Friday the 27th


@pytest.fixture(autouse=True)
def monday() -> Iterator[Traveller]:
    with travel(MONDAY, tick=False) as now:
        yield now


async def full(capacity: int = 1, waiting: int = 2, **over: Any) -> tuple[Lesson, list[Registration]]:
    """A class without a free seat, and everybody in it: seats first, then who waits."""
    lesson = await world.lesson(day=MONDAY.date() + timedelta(days=11), capacity=capacity, **over)
    return lesson, [await take(lesson, who) for who in await people(capacity + waiting)]


async def status(*rows: Registration) -> list[str]:
    return [(await Registration.get(id=row.id)).status for row in rows]


async def tried(row: Registration, outcome: str = "no_answer") -> None:
    now = await Registration.get(id=row.id)
    facts: dict[str, Any] = {
        "topic": "offer",
        "number": now.offers,
        "way": "call",
        "outcome": outcome,
        "by": "account:1",
    }
    await Told.create(registration_id=row.id, at=clock.now(), **facts)


async def test_a_freed_seat_is_offered_to_the_first_in_the_same_transaction() -> None:
    lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    assert await status(has, first, second) == ["cancelled", "offered", "waiting"]
    now = await Lesson.get(id=lesson.id)
    assert (now.taken, now.waiting) == (1, 1)
    row = (await offered(lesson.city_id))[0]
    assert (row.id, row.until, row.offers) == (first.id, office_hours.offer_ends(clock.now(), lesson.starts_at), 1)
    assert await verify() == []


async def test_an_offer_run_twice_changes_nothing() -> None:
    lesson, (has, *_rest) = await full()
    await cancel(has, by=CLERK)
    assert await fill(lesson.id) == 0
    assert len(await offered(lesson.city_id)) == 1


async def test_she_takes_the_seat_once_and_gives_it_up_like_any_other() -> None:
    lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    assert await take_offer(first, by=CLERK)
    assert not await take_offer(first, by=CLERK)
    assert await status(first) == ["confirmed"]
    await cancel(first, by=CLERK)
    await cancel(first, by=CLERK)
    assert await status(first, second) == ["cancelled", "offered"]
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_declined_it_goes_to_the_next_and_never_comes_back() -> None:
    _lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    assert await decline_offer(first, by=CLERK, reason="都合が悪い")
    assert not await decline_offer(first, by=CLERK)
    assert await status(first, second) == ["cancelled", "offered"]
    assert (await Withdrawal.get(registration_id=first.id)).kind == "declined"
    with pytest.raises(Refusal) as refused:
        await take_offer(first, by=CLERK)
    assert refused.value.code == "lapsed"


async def test_an_unanswered_offer_ends_when_somebody_tried_to_tell_her(monday: Traveller) -> None:
    _lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    await tried(first)
    monday.shift(timedelta(hours=23))
    assert await sweep() == 0
    monday.shift(timedelta(hours=1))
    assert await sweep() == 1
    assert await sweep() == 0
    assert await status(first, second) == ["cancelled", "offered"]
    assert (await Withdrawal.get(registration_id=first.id)).kind == "expired"
    assert await verify() == []


async def test_an_offer_of_which_nobody_told_her_is_prolonged(monday: Traveller) -> None:
    lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    await tried(first, "failed")
    monday.shift(timedelta(days=1))
    assert await sweep() == 1
    assert await status(first, second) == ["offered", "waiting"]
    until = (await Registration.get(id=first.id)).until
    assert until == office_hours.offer_ends(clock.now(), lesson.starts_at)


async def test_at_the_cut_off_an_untold_offer_is_a_place_again_and_the_desk_calls(monday: Traveller) -> None:
    lesson, (has, first, second) = await full()
    await cancel(has, by=CLERK)
    place = (await Registration.get(id=first.id)).place
    monday.move_to(office_hours.cut_off(lesson.starts_at))
    assert await sweep() == 1
    row = await Registration.get(id=first.id)
    assert (row.status, row.place, row.until) == ("waiting", place, None)
    assert (await Lesson.get(id=lesson.id)).can_call
    with pytest.raises(Refusal) as refused:
        await give_seat(second, by=CLERK)
    assert refused.value.code == "not-first"
    assert await give_seat(first, by=CLERK)
    assert await verify() == []


async def test_nothing_is_offered_from_the_cut_off_on(monday: Traveller) -> None:
    lesson, (has, first, _second) = await full()
    monday.move_to(office_hours.cut_off(lesson.starts_at))
    await cancel(has, by=CLERK)
    assert await status(first) == ["waiting"]


async def test_a_larger_class_offers_its_new_seats() -> None:
    lesson, (_has, first, second) = await full()
    city = await City.get(id=lesson.city_id)
    by = await world.staff(city)
    await carry_out(city, [lesson.id], Wanted("resized", capacity=3), by=by)
    assert await status(first, second) == ["offered", "offered"]


async def test_who_does_not_fit_is_passed_over_and_keeps_her_number() -> None:
    lesson, (has, _also) = await full(capacity=2, waiting=0)
    pair = await register_party(wish(lesson), [one.id for one in await people(2)], key="pair", by=CLERK)
    [single] = [await take(lesson, who) for who in await people(1)]
    await cancel(has, by=CLERK)
    couple = await Registration.filter(id__in=pair)
    assert [row.status for row in couple] == ["waiting", "waiting"]
    assert await status(single) == ["offered"]
    assert {row.place for row in couple} == {1}
    assert await verify() == []


async def test_who_calls_while_a_seat_is_free_that_nobody_fits_into_has_it_at_once() -> None:
    lesson, (has, _also) = await full(capacity=2, waiting=0)
    await register_party(wish(lesson), [one.id for one in await people(2)], key="pair", by=CLERK)
    await cancel(has, by=CLERK)
    [single] = [await take(lesson, who) for who in await people(1)]
    assert single.status == "confirmed"
    assert await verify() == []


async def test_nobody_overtakes_who_waits_and_fits_after_the_cut_off(monday: Traveller) -> None:
    lesson, (has, first, _second) = await full()
    monday.move_to(office_hours.cut_off(lesson.starts_at))
    await cancel(has, by=CLERK)
    [late] = [await take(lesson, who) for who in await people(1)]
    assert await status(first, late) == ["waiting", "waiting"]


async def test_control_without_filling_a_freed_seat_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_ids: object) -> int:
        return 0

    monkeypatch.setattr(offering, "fill_each", nothing)
    lesson, (has, first, _second) = await full()
    await cancel(has, by=CLERK)
    assert await status(first) == ["waiting"]
    assert (await Lesson.get(id=lesson.id)).taken == 0


async def test_control_without_the_condition_an_offer_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, (_has, first, _second) = await full()
    monkeypatch.setattr(seats, "_CLAIM_FOR_WAITING", seats._CLAIM_FOR_WAITING.replace("taken + ? <= capacity", "? > 0"))
    await seats.claim_for_waiting(lesson.id)
    now = await Lesson.get(id=lesson.id)
    assert now.taken > now.capacity
    assert first.status == "waiting"


async def test_where_the_class_is_cancelled_an_offer_is_a_place_again(monday: Traveller) -> None:
    lesson, (has, first, _second) = await full()
    await cancel(has, by=CLERK)
    await tried(first)
    city = await City.get(id=lesson.city_id)
    await carry_out(city, [lesson.id], Wanted("cancelled"), by=await world.staff(city), reason="台風")
    monday.shift(timedelta(days=2))
    assert await sweep() == 1
    assert await sweep() == 0
    assert await status(first) == ["waiting"]
    assert await verify() == []
