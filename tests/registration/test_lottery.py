"""The draw of a class: once, at its time, for whole parties, with two chances for who comes for the first time."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import checkin, clock, vault
from outreach.audit import SYSTEM, AuditEntry
from outreach.lessons import Lesson, Lottery
from outreach.lessons.lots import choose, place_of
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, lots, lottery, register_party, split
from tests import world
from tests.registration.wishing import CLERK, agreement, people, take, wish

pytestmark = pytest.mark.usefixtures("database")
DRAW = timedelta(days=2)


async def drawn_class(**over: Any) -> Lesson:
    """A class in a week whose seats are drawn in two days; one can sign up for it now."""
    now = clock.now()
    columns: dict[str, Any] = {
        "draws_at": now + DRAW,
        "day": clock.today() + timedelta(days=7),
        "capacity": 3,
        "intake_opens_at": now,
    }
    lesson = await world.lesson(**columns | over)
    await choose(lesson.id, now)
    return lesson


def at_the_draw(seconds: float = 1) -> time_machine.travel:
    return time_machine.travel(clock.now() + DRAW + timedelta(seconds=seconds))


async def together(lesson: Lesson, *who: Participant) -> list[Registration]:
    made = await register_party(wish(lesson), [one.id for one in who], key="", by=CLERK)
    return await Registration.filter(id__in=made).order_by("id")


async def record_of(lesson: Lesson) -> dict[str, Any]:
    row = await Lottery.get(lesson_id=lesson.id)
    assert row.record is not None
    return row.record


async def test_until_the_draw_nobody_has_a_seat_and_everybody_a_number() -> None:
    lesson = await drawn_class()
    rows = [await take(lesson, who) for who in await people(4)]
    assert [(row.status, row.number, row.place) for row in rows] == [("applied", n, None) for n in (1, 2, 3, 4)]
    assert await agreement(lesson) == (0, 0)
    assert await lottery.due() == []
    assert not await lottery.draw(lesson.id)


async def test_at_its_time_seats_and_numbered_places_are_drawn() -> None:
    lesson = await drawn_class()
    for who in await people(5):
        await take(lesson, who)
    with at_the_draw():
        assert await lottery.due() == [lesson.id]
        assert await lottery.draw(lesson.id)
        assert await lottery.due() == []
    assert await agreement(lesson) == (3, 2)
    record = await record_of(lesson)
    assert lottery.verify(record) == []
    for one in record["result"]:
        row = await Registration.get(lesson_id=lesson.id, number=one["number"])
        assert (row.status, row.place) == ("confirmed" if one["outcome"] == "seat" else "waiting", one["place"])
    await lesson.refresh_from_db()
    assert lesson.last_place == 2
    entry = await AuditEntry.get(action="lottery.drawn")
    assert (entry.actor, entry.subject) == ("system", f"lesson:{lesson.id}")
    assert record["fingerprint"] in entry.detail


async def test_the_draw_is_made_once_however_many_nodes_make_it() -> None:
    lesson = await drawn_class()
    for who in await people(5):
        await take(lesson, who)
    with at_the_draw():
        done = await asyncio.gather(*(lottery.draw(lesson.id) for _node in range(4)))
        record = await record_of(lesson)
        assert not await lottery.draw(lesson.id)
    assert sorted(done) == [False, False, False, True]
    assert await record_of(lesson) == record
    assert await agreement(lesson) == (3, 2)
    assert await AuditEntry.filter(action="lottery.drawn").count() == 1


async def test_control_without_the_look_at_what_is_due_it_would_be_drawn_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = await drawn_class()

    async def always() -> list[int]:
        return [lesson.id]

    monkeypatch.setattr(lottery, "due", always)
    assert await lottery.draw(lesson.id)
    assert await lottery.draw(lesson.id)
    assert await AuditEntry.filter(action="lottery.drawn").count() == 2


async def test_after_the_draw_whoever_comes_first_is_served_or_waits_behind_the_drawn() -> None:
    lesson = await drawn_class(capacity=2)
    first, *others = await people(4)
    await take(lesson, first)
    with at_the_draw():
        later = [await take(lesson, who) for who in others]  # the first of them makes the draw
    assert [(row.status, row.place) for row in later] == [("confirmed", None), ("waiting", 1), ("waiting", 2)]
    record = await record_of(lesson)
    assert record["result"] == [{"number": 1, "outcome": "seat", "place": None}]
    assert await agreement(lesson) == (2, 2)


async def test_people_who_come_together_have_one_number_and_one_fate() -> None:
    lesson = await drawn_class(capacity=2)
    one, two, *others = await people(5)
    pair = await together(lesson, one, two)
    assert {row.number for row in pair} == {1}
    for who in others:
        await take(lesson, who)
    with at_the_draw():
        await lottery.draw(lesson.id)
    both = await Registration.filter(id__in=[row.id for row in pair])
    assert len({(row.status, row.place) for row in both}) == 1
    record = await record_of(lesson)
    assert [entry["size"] for entry in record["entries"]] == [2, 1, 1, 1]


async def test_people_who_parted_before_the_draw_are_drawn_each_for_herself() -> None:
    lesson = await drawn_class(capacity=1)
    pair = await together(lesson, *await people(2))
    await split(pair[0], by=CLERK)
    numbers = [row.number for row in await Registration.filter(lesson_id=lesson.id).order_by("id")]
    assert numbers == [1, 2]
    with at_the_draw():
        await lottery.draw(lesson.id)
    record = await record_of(lesson)
    assert [entry["size"] for entry in record["entries"]] == [1, 1]
    assert [entry["number"] for entry in record["entries"]] == numbers
    assert lottery.verify(record) == []
    assert await agreement(lesson) == (1, 1)


async def test_who_gave_up_before_the_draw_takes_no_part_and_her_number_is_never_given_again() -> None:
    lesson = await drawn_class()
    rows = [await take(lesson, who) for who in await people(3)]
    await cancel(rows[1], by=CLERK)
    late = await take(lesson, (await people(1))[0])
    assert late.number == 4
    with at_the_draw():
        await lottery.draw(lesson.id)
    assert [entry["number"] for entry in (await record_of(lesson))["entries"]] == [1, 3, 4]


async def _came(who: Participant, *, undone: bool = False) -> None:
    lesson = await world.held_lesson(room=None)
    seat = await world.seat(lesson, who)
    noted = await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="list", by=SYSTEM)
    if undone and noted.arrival_id:
        await checkin.undo(lesson.city_id, lesson.id, noted.arrival_id, "見間違い", by=SYSTEM)


async def test_who_was_never_at_a_class_has_two_chances() -> None:
    new, came, undone, alone, beside = await people(5)
    await _came(came)
    await _came(undone, undone=True)
    await _came(beside)
    lesson = await drawn_class()
    for who in (new, came, undone):
        await take(lesson, who)
    await together(lesson, alone, beside)
    with at_the_draw():
        await lottery.draw(lesson.id)
    assert [entry["weight"] for entry in (await record_of(lesson))["entries"]] == [2, 1, 2, 1]


async def test_a_cancelled_class_a_draft_and_a_class_without_a_draw_are_left_alone() -> None:
    for over in ({"status": "cancelled"}, {"status": "draft"}, {"draws_at": None}):
        lesson = await drawn_class(**over)
        with at_the_draw():
            assert await lottery.due() == []
            assert not await lottery.draw(lesson.id)
        assert (await Lottery.get(lesson_id=lesson.id)).record is None


async def test_the_seed_lies_sealed_until_the_draw_and_nobody_is_named_in_the_record() -> None:
    lesson = await drawn_class()
    await take(lesson, await world.person(name="及川 キヨ", kana="オイカワ キヨ", phone="019-651-7788"))
    kept = await Lottery.get(lesson_id=lesson.id)
    seed = vault.opened(kept.seed_sealed, place_of(lesson.id))
    assert "seed" not in lottery.published(lesson, kept)
    assert seed not in str(lottery.published(lesson, kept))
    with pytest.raises(vault.CannotOpen):
        vault.opened(kept.seed_sealed, place_of(lesson.id + 1))
    with at_the_draw():
        await lottery.draw(lesson.id)
    record = await record_of(lesson)
    assert record["seed"] == seed
    assert not [word for word in ("及川", "キヨ", "オイカワ", "7788") if word in str(record)]


async def test_a_draw_that_nobody_promised_is_told_by_whoever_runs_it_again() -> None:
    lesson = await world.lesson(
        draws_at=clock.now() + DRAW, day=clock.today() + timedelta(days=7), intake_opens_at=clock.now()
    )
    await take(lesson, await world.person())
    with at_the_draw():
        assert await lottery.draw(lesson.id)
    assert lottery.verify(await record_of(lesson)) == ["committed_at: the seed was chosen after sign-up opened"]


async def test_nobody_is_left_without_an_answer_where_another_nodes_clock_has_drawn_already() -> None:
    lesson = await drawn_class()
    with at_the_draw():
        await lottery.draw(lesson.id)
    with pytest.raises(Refusal) as refused:  # here it is not yet time
        await take(lesson, await world.person())
    assert refused.value.code == "changed"
    assert not await Registration.filter(lesson_id=lesson.id).exists()


async def test_control_without_that_guard_she_would_apply_to_a_draw_that_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lottery, "_NEXT", lottery._NEXT.replace(" AND drawn_at IS NULL", ""))
    lesson = await drawn_class()
    with at_the_draw():
        await lottery.draw(lesson.id)
    assert (await take(lesson, await world.person())).status == "applied"


async def test_control_a_draw_that_splits_parties_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = await drawn_class(capacity=1)
    await together(lesson, *await people(2))

    def torn(drawn: list[int], entries: list[lots.Entry], seats_: int) -> list[lots.Outcome]:
        return [lots.Outcome(number, "seat", None) for number in drawn]

    monkeypatch.setattr(lots, "outcomes", torn)
    with at_the_draw():
        await lottery.draw(lesson.id)
    monkeypatch.undo()
    assert lottery.verify(await record_of(lesson)) == ["result: the seats do not follow from the order"]
    await lesson.refresh_from_db()
    assert lesson.taken > lesson.capacity


deeds = st.lists(st.tuples(st.sampled_from(["alone", "pair", "give up", "part"]), st.integers(0, 7)), max_size=14)


@settings(max_examples=15)
@given(capacity=st.integers(0, 5), story=deeds)
async def test_whatever_happens_before_the_draw_it_holds_and_the_counters_equal_the_count(
    capacity: int, story: list[tuple[str, int]]
) -> None:
    lesson, everybody, rows = await drawn_class(capacity=capacity), await people(8), list[Registration]()
    refusals: set[str] = set()
    for deed, n in story:
        try:
            if deed == "alone":
                rows.append(await take(lesson, everybody[n]))
            elif deed == "pair":
                rows += await together(lesson, everybody[n], everybody[(n + 1) % 8])
            elif rows:
                await (cancel if deed == "give up" else split)(rows[n % len(rows)], by=CLERK)
        except Refusal as refusal:
            refusals.add(refusal.code)
    assert refusals <= {"already", "party", "alone"}
    with at_the_draw():
        assert await lottery.draw(lesson.id)
    taken, _waiting = await agreement(lesson)
    assert taken <= capacity
    assert not await Registration.filter(lesson_id=lesson.id, status="applied").exists()
    record = await record_of(lesson)
    assert lottery.verify(record) == []
    parties = await Registration.filter(lesson_id=lesson.id).exclude(party="").exclude(status="cancelled")
    for party in {row.party for row in parties}:
        assert len({(row.status, row.place) for row in parties if row.party == party}) == 1
