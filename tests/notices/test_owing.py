"""Who must be told is derived: what changed since she signed up or was last told, taken together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
import time_machine

from outreach import checkin, clock
from outreach.changes import Wanted
from outreach.lessons import Lesson
from outreach.notices import Notice, aloud, left, note_told, of_registration, to_tell, written
from outreach.registration import Registration, by_id, cancel, give_seat
from tests import world
from tests.changes.changing import OFF, ON, again, change, full, moved
from tests.changes.counting import asked
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")


async def owed(lesson: Lesson) -> list[Notice]:
    """What the city must tell."""
    return await to_tell(lesson.city_id)


async def told(notice: Notice, outcome: str = "told") -> None:
    """One call."""
    row = notice.registration
    await note_told(row.city_id, row.id, notice.topic, notice.number, outcome, by=CLERK)


async def one_seat() -> tuple[Lesson, Registration]:
    """A class with one person."""
    lesson = await world.lesson()
    return lesson, await world.seat(lesson)


async def test_everybody_with_a_seat_or_a_place_is_told_of_a_cancelled_class() -> None:
    lesson, rows = await full(capacity=2, waiting=1)
    await change(lesson, wanted=OFF)
    notices = await owed(lesson)
    assert {one.registration.id for one in notices} == {row.id for row in rows}
    assert {(one.kind, one.reason) for one in notices} == {("cancelled", "台風のため")}


async def test_control_nothing_changed_nobody_is_told() -> None:
    lesson, _rows = await full()
    assert await owed(lesson) == []


@pytest.mark.parametrize("wanted", [Wanted("resized", capacity=20)])
async def test_more_seats_are_nothing_to_tell(wanted: Wanted) -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=wanted)
    assert await owed(lesson) == []


async def test_who_signs_up_afterwards_and_who_gives_up_is_not_told() -> None:
    lesson, row = await one_seat()
    await change(lesson, wanted=moved())
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        await world.seat(lesson, await world.person(name="左藤 花"))
    assert [one.registration.id for one in await owed(lesson)] == [row.id]
    await cancel(row, by=CLERK)
    assert await owed(lesson) == []


async def test_a_change_by_a_server_whose_clock_is_behind_is_told() -> None:
    lesson, row = await one_seat()
    with time_machine.travel(row.at - timedelta(seconds=1), tick=False):
        await change(lesson, wanted=OFF)
    assert [one.kind for one in await owed(lesson)] == ["cancelled"]


async def test_told_ends_the_work_and_no_answer_and_a_message_do_not() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=moved())
    for outcome, due in (("no_answer", 1), ("message_left", 1), ("told", 0)):
        [notice] = await owed(lesson)
        await told(notice, outcome)
        assert len(await owed(lesson)) == due


async def test_moved_twice_is_one_call_from_the_first_before_to_the_last_after() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=moved(days=7))
    await change(lesson, wanted=moved(days=7))
    [notice] = await owed(lesson)
    assert (notice.before.starts_at, notice.after.starts_at) == (
        lesson.starts_at,
        lesson.starts_at + timedelta(days=14),
    )


async def test_who_was_told_of_the_first_move_hears_only_of_the_second() -> None:
    lesson, row = await one_seat()
    other = await world.seat(lesson, await world.person(name="左藤 花", kana="サトウ ハナコ"))
    await change(lesson, wanted=moved(days=7))
    [first] = [one for one in await owed(lesson) if one.registration.id == row.id]
    await told(first)
    await change(lesson, wanted=moved(days=7))
    before = {one.registration.id: one.before.starts_at for one in await owed(lesson)}
    assert before == {row.id: lesson.starts_at + timedelta(days=7), other.id: lesson.starts_at}


async def test_cancelled_and_reinstated_before_anybody_was_told_is_nothing_to_tell() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=OFF)
    await change(lesson, wanted=ON)
    assert await owed(lesson) == []


async def test_who_was_told_that_it_is_cancelled_is_told_that_it_is_held_after_all() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=OFF)
    [notice] = await owed(lesson)
    await told(notice)
    await change(lesson, wanted=ON)
    [notice] = await owed(lesson)
    assert notice.kind == "reinstated"


async def test_a_message_that_said_cancelled_is_taken_back() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=OFF)
    [notice] = await owed(lesson)
    await told(notice, "message_left")
    await change(lesson, wanted=ON)
    [notice] = await owed(lesson)
    assert notice.kind == "same"
    await told(notice)
    assert await owed(lesson) == []


async def test_there_and_back_again_is_nothing_to_tell() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=moved(days=7))
    await change(lesson, wanted=moved(days=-7))
    assert await owed(lesson) == []


async def test_moved_and_then_cancelled_is_told_as_the_class_that_she_knows() -> None:
    lesson, row = await one_seat()
    await change(lesson, wanted=moved(days=7))
    await change(lesson, wanted=OFF)
    [notice] = await of_registration((await by_id(lesson.city_id, row.id)) or row)
    assert (notice.kind, notice.before.starts_at) == ("cancelled", lesson.starts_at)


async def test_who_moves_up_from_the_waiting_list_must_still_be_told() -> None:
    lesson, rows = await full(capacity=1, waiting=1)
    await change(lesson, wanted=moved())
    await cancel(rows[0], by=CLERK)
    await give_seat(rows[1], by=CLERK)
    [notice] = await owed(lesson)
    assert (notice.registration.id, notice.registration.status) == (rows[1].id, "confirmed")


async def test_a_call_to_an_older_change_leaves_the_newer_one_to_tell() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=moved(days=7))
    [seen] = await owed(lesson)
    await change(lesson, wanted=moved(days=7))
    await told(seen)
    [notice] = await owed(lesson)
    assert notice.before.starts_at == lesson.starts_at + timedelta(days=7)


async def test_nobody_is_told_of_a_class_that_is_over() -> None:
    lesson, _row = await one_seat()
    await change(lesson, wanted=OFF)
    await Lesson.filter(id=lesson.id).update(ends_at=clock.now() - timedelta(minutes=1))
    assert await owed(lesson) == []


async def moved_earlier(days: int = 14, by: int = -7) -> tuple[Lesson, Registration]:
    """A class with one person, who does not know yet that it is earlier."""
    lesson = await world.lesson(day=world.working_day(days))
    row = await world.seat(lesson)
    await change(lesson, wanted=moved(days=by))
    return await again(lesson), row


@contextmanager
def after(lesson: Lesson) -> Iterator[None]:
    """The hour after this class."""
    with time_machine.travel(lesson.ends_at + timedelta(hours=1), tick=False):
        yield


async def counts(lesson: Lesson, row: Registration) -> tuple[int, int, bool]:
    """How many are on the list, how many are left, and whether the person's own page says so."""
    own = await of_registration((await by_id(lesson.city_id, row.id)) or row)
    return len(await owed(lesson)), await left(lesson.city_id), bool(own)


async def test_who_still_believes_in_the_later_time_is_told_though_the_class_is_over() -> None:
    lesson, row = await moved_earlier()
    with after(lesson):
        assert await counts(lesson, row) == (1, 1, True)
        [notice] = await owed(lesson)
        assert [str(one.text("en")).split(",")[0] for one in aloud(notice, "en")][-2:] == [
            "It has taken place already",
            "I am sorry that we did not reach you before.",
        ]
        assert "It has taken place already" in written(notice)[-1].text("en")
        assert not any("seat is kept" in one.text("en") for one in aloud(notice, "en"))
        await told(notice)
        assert await counts(lesson, row) == (0, 0, False)


async def test_control_before_the_class_she_is_asked_whether_she_can_come_then() -> None:
    lesson, row = await moved_earlier()
    [notice] = await owed(lesson)
    assert aloud(notice, "en")[-1].text("en") == "Can you come then?"
    assert await counts(lesson, row) == (1, 1, True)


async def test_once_the_later_time_is_over_too_nobody_is_told() -> None:
    lesson, row = await moved_earlier()
    with time_machine.travel(lesson.ends_at + timedelta(days=30), tick=False):
        assert await counts(lesson, row) == (0, 0, False)


async def test_a_class_moved_later_is_told_of_until_it_is_over() -> None:
    lesson, row = await moved_earlier(by=7)
    with time_machine.travel(lesson.ends_at - timedelta(days=1), tick=False):
        assert await counts(lesson, row) == (1, 1, True)
    with after(lesson):
        assert await counts(lesson, row) == (0, 0, False)


async def test_who_came_at_the_new_time_is_not_told_that_it_is_over() -> None:
    lesson, row = await moved_earlier()
    other = await world.seat(lesson, await world.person(name="左藤 花", kana="サトウ ハナコ"))
    await Registration.filter(id=other.id).update(at=row.at)
    with time_machine.travel(lesson.starts_at, tick=False):
        await checkin.check_in(lesson.city_id, lesson.id, row.id, method="code", by=CLERK)
    with after(lesson):
        assert [one.registration.id for one in await owed(lesson)] == [other.id]
        assert await counts(lesson, row) == (1, 1, False)


async def test_moved_earlier_and_then_cancelled_is_told_until_the_later_time() -> None:
    lesson, row = await moved_earlier()
    await change(lesson, wanted=OFF)
    with after(lesson):
        [notice] = await owed(lesson)
        assert (notice.kind, notice.is_over) == ("cancelled", False)
        assert await counts(lesson, row) == (1, 1, True)


async def test_who_knows_it_as_cancelled_is_not_told_that_it_was_held_earlier() -> None:
    lesson, row = await one_seat()
    await change(lesson, wanted=moved(days=13))
    await change(lesson, wanted=OFF)
    [notice] = await owed(lesson)
    await told(notice)
    await change(lesson, wanted=ON)
    await change(lesson, wanted=moved(days=-7))
    lesson = await again(lesson)
    assert await counts(lesson, row) == (1, 1, True)
    with after(lesson):
        assert await counts(lesson, row) == (0, 0, False)


async def test_the_list_takes_as_many_queries_for_one_class_as_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, _row = await moved_earlier(days=14)
    queries = asked(monkeypatch)
    with after(lesson):
        await owed(lesson)
        one = len(queries)
        for at in (time(9), time(16)):
            more = await world.lesson(day=world.working_day(21), at=at)
            await world.seat(more)
            await Lesson.filter(id=more.id).update(room_id=None)
            await change(more, wanted=moved(days=-7, starts=at))
        queries.clear()
        assert len(await owed(lesson)) == 3
        assert len(queries) == one


async def test_the_list_is_the_citys_own_and_in_order() -> None:
    lesson, later = await world.lesson(at=time(10)), await world.lesson(at=time(15))
    people = [await world.person(name=n, kana=k) for n, k in (("和田", "ワダ"), ("阿部", "アベ"))]
    rows = [await world.seat(one, who) for one in (later, lesson) for who in people]
    foreign = await world.lesson(await world.tomi())
    await world.seat(foreign)
    await change(lesson, later, wanted=OFF)
    await change(foreign, wanted=OFF)
    assert [one.registration.id for one in await owed(lesson)] == [rows[3].id, rows[2].id, rows[1].id, rows[0].id]
