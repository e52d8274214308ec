"""One sign-up for a whole series: every class or every waiting list, and nobody has half of it."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import checkin, clock
from outreach.audit import SYSTEM
from outreach.lessons import Lesson, Series, change_series, find, make_series
from outreach.refusal import Refusal
from outreach.registration import Registration, cancel, cancel_all, give_seat, same_series, seats, series
from outreach.registration.taking import register
from outreach.upkeep.rules import verify
from tests import world
from tests.conftest import DIALECT
from tests.registration.wishing import CLERK, people, take, wish

pytestmark = pytest.mark.usefixtures("database")


async def three(*capacities: int, sign_up: str = "all", **over: Any) -> list[Lesson]:
    """Three classes, a week apart, with one sign-up."""
    city, course = await world.morioka(), await world.course()
    days = [clock.today() + timedelta(days=7 * n) for n in (1, 2, 3)]
    made = [await world.lesson(day=day, capacity=size, **over) for day, size in zip(days, capacities, strict=True)]
    await make_series(city, course, [one.id for one in made], sign_up, by=SYSTEM)
    return made


async def standing(lessons: list[Lesson]) -> dict[int, list[str]]:
    """By person, how she stands in each of the classes."""
    found: dict[int, list[str]] = {}
    ids = [lesson.id for lesson in lessons]
    for row in await Registration.filter(lesson_id__in=ids).exclude(status="cancelled").order_by("lesson_id"):
        found.setdefault(row.participant_id, []).append(row.status)
    return found


async def whole(lessons: list[Lesson]) -> tuple[int, int]:
    """How many have all seats and how many wait for all; fails where somebody has anything else."""
    stands = list((await standing(lessons)).values())
    seats_, waits = stands.count(["confirmed"] * len(lessons)), stands.count(["waiting"] * len(lessons))
    assert seats_ + waits == len(stands), stands
    assert await verify() == []
    return seats_, waits


async def refused(work: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        await work
    return refusal.value.code


async def test_one_sign_up_takes_a_seat_in_every_class() -> None:
    lessons = await three(2, 2, 2)
    row = await take(lessons[1], await world.person())
    assert row.lesson_id == lessons[1].id
    assert await whole(lessons) == (1, 0)
    assert len({one.code for one in await Registration.all()}) == 3


async def test_where_one_class_is_full_she_waits_for_all_of_them() -> None:
    lessons = await three(2, 1, 2)
    rows = [await take(lessons[0], who) for who in await people(3)]
    assert await whole(lessons) == (1, 2)
    assert [row.place for row in rows] == [None, 1, 2]


async def test_control_without_looking_at_each_class_somebody_has_half_a_series(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def alone(lesson_id: int) -> list[int]:
        return [lesson_id]

    monkeypatch.setattr(series, "together", alone)
    lessons = await three(2, 1, 2)
    for who in await people(2):
        for lesson in lessons:
            await take(lesson, who)
    assert sorted((await standing(lessons)).values())[1] == ["confirmed", "waiting", "confirmed"]


async def test_with_sign_up_for_each_a_class_is_taken_by_itself() -> None:
    lessons = await three(2, 2, 2, sign_up="each")
    await take(lessons[1], await world.person())
    assert list((await standing(lessons)).values()) == [["confirmed"]]


async def race(lessons: list[Lesson], many: int) -> list[Any]:
    everybody = await people(many)
    asked = [
        register(wish(lessons[n % len(lessons)]), who.id, key=secrets.token_hex(16), by=CLERK)
        for n, who in enumerate(everybody)
    ]
    return list(await asyncio.gather(*asked, return_exceptions=True))


async def test_of_thirty_who_ask_at_once_for_ten_seats_ten_have_the_whole_series() -> None:
    lessons = await three(10, 12, 11)
    assert [one for one in await race(lessons, 30) if isinstance(one, BaseException)] == []
    assert await whole(lessons) == (10, 20)


@pytest.mark.skipif(DIALECT == "sqlite", reason="SQLite has one writer at a time, with or without our lock")
async def test_control_without_holding_the_classes_the_race_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    from outreach.registration import taking

    async def free(_lesson_id: int) -> None:
        return None

    monkeypatch.setattr(seats, "lock", free)
    monkeypatch.setattr(taking, "_OPEN", dict.fromkeys(taking._OPEN, taking._LOOK))
    lessons = await three(10, 12, 11)
    done = await race(lessons, 30)
    assert any(isinstance(one, BaseException) for one in done) or await whole(lessons) != (10, 20)


async def test_who_is_in_already_is_told_so_and_the_same_key_is_one_sign_up() -> None:
    lessons = await three(5, 5, 5)
    who = await world.person()
    one = await take(lessons[0], who, "k")
    assert (await take(lessons[0], who, "k")).id == one.id
    assert await refused(take(lessons[2], who)) == "already"
    assert await whole(lessons) == (1, 0)


async def test_who_gave_up_one_class_may_take_it_again_and_only_it() -> None:
    lessons = await three(1, 1, 1)
    who = await world.person()
    row = await take(lessons[0], who)
    await cancel(row, by=CLERK)
    assert await refused(take(lessons[1], who)) == "already"
    await take(lessons[0], who)
    assert await whole(lessons) == (1, 0)


async def test_later_comers_take_what_is_still_to_come() -> None:
    lessons = await three(2, 2, 2)
    begun = clock.now() - timedelta(hours=1)
    await Lesson.filter(id=lessons[0].id).update(starts_at=begun, intake_closes_at=begun)
    await take(lessons[1], await world.person())
    assert await whole(lessons[1:]) == (1, 0)
    assert await refused(take(lessons[0], (await people(1))[0])) == "closed"


async def test_a_cancelled_class_is_no_part_and_a_draft_keeps_the_series_closed() -> None:
    lessons = await three(2, 2, 2)
    await Lesson.filter(id=lessons[0].id).update(status="cancelled")
    await Lesson.filter(id=lessons[1].id).update(status="draft")
    assert await refused(take(lessons[2], await world.person())) == "closed"
    await Lesson.filter(id=lessons[1].id).update(status="published")
    await take(lessons[2], await world.person())
    assert await whole(lessons[1:]) == (1, 0)


async def test_nothing_is_taken_where_the_sign_up_of_one_class_is_not_open() -> None:
    lessons = await three(2, 2, 2)
    await Lesson.filter(id=lessons[2].id).update(intake_opens_at=clock.now() + timedelta(days=1))
    assert await refused(take(lessons[0], await world.person())) == "closed"
    assert await Registration.all().count() == 0


async def test_the_first_in_line_gets_all_classes_or_none() -> None:
    lessons = await three(1, 1, 1)
    has, first, second = [await take(lessons[0], who) for who in await people(3)]
    await cancel(has, by=CLERK)
    assert await refused(give_seat(first, by=CLERK)) == "full"
    assert (await standing(lessons))[first.participant_id] == ["waiting"] * 3
    others = await Registration.filter(participant_id=has.participant_id, status="confirmed").order_by("id")
    await cancel_all(others[0], by=CLERK)
    assert (await standing(lessons))[first.participant_id] == ["offered"] * 3
    assert await refused(give_seat(second, by=CLERK)) == "full"
    assert await give_seat(first, by=CLERK)
    assert not await give_seat(first, by=CLERK)
    assert await whole(lessons) == (1, 1)


async def test_a_seat_is_offered_only_when_every_class_has_one() -> None:
    lessons = await three(1, 1, 1)
    rows = [await take(lessons[0], who) for who in await people(2)]
    city = lessons[0].city_id
    await cancel(rows[0], by=CLERK)
    half = await find(city, lessons[0].id)
    assert half
    assert (half.can_call, half.seats_left) == (False, 0)
    left = await Registration.get(lesson_id=lessons[1].id, participant_id=rows[0].participant_id)
    await cancel_all(left, by=CLERK)
    assert (await standing(lessons))[rows[1].participant_id] == ["offered"] * 3


async def test_giving_up_one_class_or_all_of_them() -> None:
    lessons = await three(2, 2, 2)
    one, other = [await take(lessons[0], who) for who in await people(2)]
    assert await cancel(one, by=CLERK)
    assert (await standing(lessons))[one.participant_id] == ["confirmed"] * 2
    assert len(await same_series(await fresh(other))) == 2
    assert await cancel_all(other, by=CLERK, reason="風邪") == 3
    assert await cancel_all(other, by=CLERK) == 0
    assert other.participant_id not in await standing(lessons)
    assert await verify() == []


async def test_who_waits_gives_up_her_place_in_every_class_so_that_no_two_wait_for_each_other() -> None:
    lessons = await three(1, 1, 1)
    has, first, second = [await take(lessons[0], who) for who in await people(3)]
    assert await cancel(first, by=CLERK, reason="風邪")
    assert not await cancel(first, by=CLERK)
    assert first.participant_id not in await standing(lessons)
    again = await take(lessons[0], (await fresh(first)).participant)
    await cancel_all(has, by=CLERK)
    assert await refused(give_seat(again, by=CLERK)) == "full"
    assert await give_seat(second, by=CLERK)
    assert await whole(lessons) == (1, 1)


async def test_control_where_one_place_alone_is_given_up_somebody_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def alone(row: Registration, _statuses: Any = ()) -> list[Registration]:
        return [row]

    lessons = await three(1, 1, 1)
    has, first, second = [await take(lessons[0], who) for who in await people(3)]
    with monkeypatch.context() as patch:
        patch.setattr(series, "own_rows", alone)
        await cancel(first, by=CLERK)
    again = await take(lessons[0], (await fresh(first)).participant)
    await cancel_all(has, by=CLERK)
    passed, offered = [
        await Registration.get(lesson_id=lessons[1].id, participant_id=row.participant_id) for row in (again, second)
    ]
    assert (passed.status, offered.status) == ("waiting", "offered")
    assert passed.place is not None
    assert offered.place is not None
    assert passed.place < offered.place


async def test_who_waits_for_one_class_alone_keeps_her_seats_in_the_others() -> None:
    lessons = await three(1, 1, 1)
    has, _waits = [await take(lessons[0], who) for who in await people(2)]
    await cancel(has, by=CLERK)
    await Lesson.filter(id=lessons[0].id).update(capacity=0)
    again = await take(lessons[0], (await fresh(has)).participant)
    assert again.status == "waiting"
    await cancel(again, by=CLERK)
    assert (await standing(lessons))[has.participant_id] == ["confirmed"] * 2


async def test_with_sign_up_for_each_a_place_is_given_up_by_itself() -> None:
    lessons = await three(0, 0, 2, sign_up="each")
    who = await world.person()
    rows = [await take(lesson, who) for lesson in lessons]
    await cancel(rows[0], by=CLERK)
    assert (await standing(lessons))[who.id] == ["waiting", "confirmed"]


async def test_whoever_gives_up_twice_at_once_gives_up_each_place_once() -> None:
    lessons = await three(0, 0, 0)
    await take(lessons[0], await world.person())
    rows = await Registration.all()
    done = await asyncio.gather(*(cancel(row, by=CLERK) for row in rows), *(cancel_all(row, by=CLERK) for row in rows))
    assert sorted(map(int, done)) in ([0] * 5 + [1], [0] * 5 + [3])
    assert await verify() == []


@pytest.mark.parametrize("capacity", [0, 2])
async def test_giving_up_all_includes_a_class_that_is_cancelled_and_may_be_held_after_all(capacity: int) -> None:
    lessons = await three(capacity, capacity, capacity)
    row = await take(lessons[0], await world.person())
    await Lesson.filter(id=lessons[1].id).update(status="cancelled")
    assert await cancel_all(row, by=CLERK) == 3
    assert await standing(lessons) == {}
    assert await verify() == []


async def test_giving_up_all_leaves_a_cancelled_class_that_would_be_over() -> None:
    lessons = await three(2, 2, 2)
    row = await take(lessons[0], await world.person())
    past = clock.now() - timedelta(hours=1)
    await Lesson.filter(id=lessons[1].id).update(status="cancelled", ends_at=past)
    assert await cancel_all(row, by=CLERK) == 2


async def fresh(row: Registration) -> Registration:
    from outreach.registration import by_id

    found = await by_id(row.city_id, row.id)
    assert found
    return found


async def test_a_class_to_which_she_has_come_stays_when_she_gives_up_all() -> None:
    lessons = await three(2, 2, 2)
    row = await take(lessons[0], await world.person())
    second = await Registration.get(lesson_id=lessons[1].id)
    await checkin.check_in(row.city_id, row.lesson_id, row.id, method="code", by=CLERK)
    assert await cancel_all(second, by=CLERK) == 2
    assert await refused(cancel_all(row, by=CLERK)) == "arrived"
    assert await Registration.filter(status="confirmed").count() == 1


async def test_whoever_signs_up_while_the_series_grows_has_all_of_it_or_none() -> None:
    lessons = await three(30, 30, 30)
    fourth = await world.lesson(day=clock.today() + timedelta(days=40), capacity=30)
    of = await Series.get()
    grown = [one.id for one in (*lessons, fourth)]

    await asyncio.gather(race(lessons, 12), change_series(of, grown, "all", by=SYSTEM), return_exceptions=True)

    own = await Lesson.filter(series_id=of.id).order_by("id")
    assert {len(stands) for stands in (await standing(own)).values()} <= {len(own)}


deeds = st.lists(
    st.tuples(st.sampled_from(["take", "cancel", "cancel all", "give"]), st.integers(0, 4), st.integers(0, 2)),
    max_size=20,
)


@settings(max_examples=15)
@given(capacities=st.tuples(*[st.integers(0, 2)] * 3), story=deeds)
async def test_whatever_happens_nobody_has_half_a_series_but_by_her_own_wish(
    capacities: tuple[int, ...], story: list[tuple[str, int, int]]
) -> None:
    lessons, everybody = await three(*capacities), await people(5)
    own_wish: set[int] = set()
    for deed, n, which in story:
        who = everybody[n]
        row = await Registration.filter(participant_id=who.id, lesson_id=lessons[which].id).order_by("-id").first()
        try:
            if deed == "take":
                await take(lessons[which], who)
            elif row and deed == "cancel":
                own_wish |= {who.id} if await cancel(row, by=CLERK) else set()
            elif row and deed == "cancel all":
                await cancel_all(row, by=CLERK)
            elif row:
                await give_seat(row, by=CLERK)
        except Refusal as refusal:
            assert refusal.code in {"already", "full", "not-first", "not-waiting"}  # noqa: PT017 - any of them is right
    for person, stands in (await standing(lessons)).items():
        assert person in own_wish or stands in (["confirmed"] * 3, ["offered"] * 3, ["waiting"] * 3)
    assert await verify() == []
