"""A change is whole or nothing, keeps everybody's place, and is written once however often it is sent."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from outreach import checkin, clock, goal
from outreach.audit import AuditEntry
from outreach.changes import Change, Facts, Wanted, carry_out
from outreach.checkin import DoorPass
from outreach.departments import Department
from outreach.lessons import Acceptance, Lesson, Shift, publishing, shifts
from outreach.refusal import Refusal, Refusals
from outreach.registration import Registration, give_seat, taking
from outreach.registration import seats as seat_counter
from tests import world
from tests.changes.changing import OFF, ON, WEEK, again, change, changes_of, full, in_days, moved, seats
from tests.conftest import DIALECT
from tests.registration.wishing import take

pytestmark = pytest.mark.usefixtures("database")


async def refused(*lessons: Lesson, wanted: Wanted, **more: Any) -> list[str]:
    """The sentences of a change that cannot be, after which nothing is written."""
    before = [(await again(one)).__dict__ for one in lessons]
    with pytest.raises((Refusals, Refusal)) as said:
        await change(*lessons, wanted=wanted, **more)
    after = [(await again(one)).__dict__ for one in lessons]
    assert [{k: v for k, v in one.items() if not k.startswith("_")} for one in after] == [
        {k: v for k, v in one.items() if not k.startswith("_")} for one in before
    ]
    assert not await Change.filter(kind=wanted.kind, lesson_id__in=[one.id for one in lessons], at__gt=clock.now())
    value = said.value
    return [str(one) for one in value.all] if isinstance(value, Refusals) else [str(value)]


async def test_a_moved_class_keeps_every_seat_and_every_place() -> None:
    lesson, rows = await full()
    before = await seats(lesson)
    await change(lesson, wanted=moved())
    now = await again(lesson)
    assert await seats(lesson) == before
    assert len(rows) == 3
    assert (now.starts_at, now.day) == (lesson.starts_at + WEEK, lesson.day + WEEK)


async def test_the_intake_and_the_door_pass_move_with_the_class() -> None:
    lesson = await world.lesson()
    await world.door_pass(lesson)
    ended = (await DoorPass.get(lesson_id=lesson.id)).expires_at
    await change(lesson, wanted=moved(day=lesson.day + WEEK, starts=time(10)))
    now = await again(lesson)
    assert now.intake_closes_at == now.starts_at == world.moment(lesson.day + WEEK, time(10))
    assert now.ends_at - now.starts_at == lesson.ends_at - lesson.starts_at
    assert (await DoorPass.get(lesson_id=lesson.id)).expires_at == ended + WEEK


async def test_a_class_moved_before_its_intake_would_open_takes_sign_ups_now() -> None:
    lesson = await world.lesson(**in_days(20), intake_opens_at=clock.now() + timedelta(days=10))
    await change(lesson, wanted=moved(days=-15))
    assert (await again(lesson)).intake_opens_at <= clock.now()


async def test_a_draft_moved_before_it_would_be_published_is_published_now_and_not_never() -> None:
    early = await world.lesson(**in_days(20), status="draft", publish_at=clock.now() + timedelta(days=10))
    late = await world.lesson(**in_days(21), status="draft", publish_at=clock.now() + timedelta(days=2))
    for draft in (early, late):
        await change(draft, wanted=moved(days=-15))
    assert await publishing.publish_due() == 1
    assert [(await again(one)).status for one in (early, late)] == ["published", "draft"]
    assert (await again(late)).publish_at == late.publish_at


async def test_who_comes_to_lead_a_class_no_longer_helps_in_it_too() -> None:
    lesson, leader = await world.lesson(), await world.instructor(login="abe")
    other = await world.lesson(**in_days(3))
    for helper in (leader, await world.helper()):
        for one in (lesson, other):
            await Shift.create(lesson=one, helper=helper, taken_at=clock.now(), taken_by="system")
    by = await world.staff()
    await change(lesson, wanted=moved(instructor_id=leader.id), by=by)
    assert await shifts.numbers([lesson.id, other.id]) == {lesson.id: 1, other.id: 2}
    given = await Shift.get(lesson_id=lesson.id, helper_id=leader.id)
    assert (given.standing, given.given_back_by) == (False, by.reference)
    assert given.given_back_at is not None
    assert (await AuditEntry.get(action="shift.given_back")).subject == f"shift:{given.id}"


async def test_a_class_may_go_to_another_centre_and_instructor_and_its_helpers_stay() -> None:
    lesson, other = await world.lesson(), await world.centre(key="nishi", name={"ja": "西部公民館"})
    leader, helper = await world.instructor(login="abe"), await world.instructor(login="ito")
    shift = await Shift.create(lesson=lesson, helper=helper, taken_at=clock.now(), taken_by="system")
    await change(lesson, wanted=moved(centre_id=other.id, instructor_id=leader.id), reason="部屋は後で")
    now = await again(lesson)
    assert (now.centre_id, now.room_id, now.instructor_id) == (other.id, None, leader.id)
    assert (await Shift.get(id=shift.id)).standing


async def test_a_new_instructor_alone_is_nothing_that_people_must_be_told() -> None:
    lesson, leader = await world.lesson(), await world.instructor(login="abe")
    await change(lesson, wanted=moved(instructor_id=leader.id))
    assert (await again(lesson)).sequence == 0
    assert not (await changes_of(lesson))[0].tells


@pytest.mark.parametrize(("wanted", "rise"), [(moved(), 1), (OFF, 1), (Wanted("resized", capacity=12), 0)])
async def test_the_sequence_rises_with_time_and_place_and_not_with_seats(wanted: Wanted, rise: int) -> None:
    lesson = await world.lesson()
    await change(lesson, wanted=wanted)
    now = await again(lesson)
    assert now.sequence == lesson.sequence + rise
    assert now.changed_at > lesson.changed_at


async def test_a_class_that_only_gets_another_instructor_is_as_it_was_for_those_who_read_of_it() -> None:
    lesson, leader = await world.lesson(), await world.instructor(login="abe")
    await change(lesson, wanted=moved(instructor_id=leader.id))
    assert (await again(lesson)).changed_at == lesson.changed_at


async def test_cancelled_and_reinstated_rises_twice_and_stands_as_before() -> None:
    lesson, _rows = await full()
    before = await seats(lesson)
    await change(lesson, wanted=OFF)
    assert (await again(lesson)).status == "cancelled"
    await change(lesson, wanted=ON)
    now = await again(lesson)
    assert (now.status, now.sequence) == ("published", 2)
    assert await seats(lesson) == before


async def test_a_cancelled_class_takes_no_sign_up_no_arrival_no_report_and_gives_no_seat() -> None:
    lesson = await world.held_lesson(capacity=1)
    seat = await world.seat(lesson)
    waiting = await world.seat(lesson, await world.person(name="左藤 花"))
    await change(lesson, wanted=OFF)
    lesson = await again(lesson)
    verdict = await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=await world.staff())
    assert verdict.word == "off"
    with pytest.raises(Refusal, match="cancelled"):
        await give_seat(waiting, by=await world.staff())
    with pytest.raises(Refusal):
        await goal.report(lesson, held=True, attendance=1, note="", by=await world.staff())
    lesson.status = "published"  # as somebody has it who read it before it was cancelled
    with pytest.raises(Refusal, match="cancelled"):
        await goal.report(lesson, held=True, attendance=1, note="", by=await world.staff())
    coming = await world.lesson()
    await change(coming, wanted=OFF)
    with pytest.raises(Refusal, match="not on offer"):
        await take(coming, await world.person())


async def test_sent_twice_it_is_done_once() -> None:
    lesson = await world.lesson()
    first = await change(lesson, wanted=moved(), key="k" * 16)
    assert await change(lesson, wanted=moved(), key="k" * 16) == first
    assert (await again(lesson)).sequence == 1
    assert len(await changes_of(lesson)) == 1


async def test_every_deed_is_on_record_without_anybodys_name() -> None:
    lesson = await world.lesson()
    await change(lesson, wanted=OFF)
    entry = await AuditEntry.get(action="lesson.cancelled")
    assert entry.subject == f"lesson:{lesson.id}"
    assert "台風" not in entry.detail


async def test_a_selection_is_changed_whole_or_not_at_all() -> None:
    first, second = await world.lesson(), await world.lesson(at=time(10))
    await change(second, wanted=OFF)
    [said] = await refused(first, second, wanted=OFF)
    assert "This class is cancelled already." in said
    assert (await again(first)).status == "published"


async def test_a_whole_day_moves_together_though_each_takes_the_others_room() -> None:
    morning, noon = await world.lesson(at=time(10)), await world.lesson(at=time(11, 30))
    await change(morning, noon, wanted=moved(days=1))
    assert [(await again(one)).sequence for one in (morning, noon)] == [1, 1]
    await change(morning, wanted=moved(days=-1))


@pytest.mark.parametrize(
    ("over", "wanted", "sentence"),
    [
        ({}, ON, "This class is not cancelled."),
        ({"status": "cancelled"}, OFF, "This class is cancelled already."),
        ({"status": "cancelled"}, moved(), "This class is cancelled already."),
        ({"status": "draft"}, OFF, "This class is a draft: nobody has seen it yet."),
        ({}, moved(days=-2), "This time is over."),
        ({}, moved(days=366 * 3), "Please choose a day within the next two years."),
        ({}, moved(starts=time(23)), "The class must end after it begins, on the same day."),
        ({}, moved(starts=time(13), ends=time(12)), "The class must end after it begins, on the same day."),
        ({}, moved(starts=time(13, 30)), "Nothing would change for this class."),
        ({}, Wanted("resized", capacity=31), "The room seats 30 people; the class has 31 seats."),
        ({"starts_at": clock.now() - timedelta(hours=3)}, OFF, "This class is over."),
        ({"starts_at": clock.now() - timedelta(minutes=10)}, moved(), "This class has begun."),
    ],
)
async def test_what_cannot_be_gets_a_sentence(over: dict[str, Any], wanted: Wanted, sentence: str) -> None:
    lesson = await world.lesson(**over)
    assert any(sentence in said for said in await refused(lesson, wanted=wanted))


async def test_a_class_that_was_reported_or_to_which_somebody_came_is_not_cancelled() -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    staff = await world.staff()
    await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=staff)
    assert "Somebody has already come in." in (await refused(lesson, wanted=OFF))[0]
    await goal.report(lesson, held=True, attendance=1, note="", by=staff)
    assert "This class has been reported already." in (await refused(lesson, wanted=OFF))[0]


async def test_a_cancelled_class_needs_words_for_people() -> None:
    lesson = await world.lesson()
    assert await refused(lesson, wanted=OFF, reason=" ") == [
        "Please write why, in words that people understand: it is shown to them."
    ]


async def test_another_departments_class_stays_as_it_is() -> None:
    city = await world.morioka()
    welfare = await Department.create(city=city, key="welfare", name={"ja": "福祉課"})
    schools = await Department.create(city=city, key="schools", name={"ja": "社会教育課"})
    account = await world.account()
    account.department_id = schools.id
    await account.save()
    lesson = await world.lesson(department=welfare)
    by = replace(world.actor(account), department_id=schools.id)
    assert "another department" in (await refused(lesson, wanted=OFF, by=by))[0]
    lesson.department_id = schools.id
    await lesson.save()
    await change(lesson, wanted=OFF, by=by)


async def test_another_citys_class_is_not_there() -> None:
    lesson, tomi = await world.lesson(await world.tomi()), await world.morioka()
    with pytest.raises((Refusal, Refusals), match="not on record"):
        await carry_out(tomi, [lesson.id], OFF, by=await world.staff(), reason="台風")


async def test_a_room_that_is_taken_refuses_and_nothing_is_written() -> None:
    lesson, other = await world.lesson(), await world.lesson(**in_days(8), instructor=await world.instructor(login="b"))
    assert other.room_id == lesson.room_id
    assert len(await refused(lesson, wanted=moved())) == 1


async def test_a_class_is_not_reinstated_into_a_room_that_was_given_away() -> None:
    lesson = await world.lesson()
    await change(lesson, wanted=OFF)
    await world.lesson(instructor=await world.instructor(login="b"))
    assert len(await refused(lesson, wanted=ON)) == 1


async def test_a_soft_clash_asks_for_a_reason_and_keeps_it() -> None:
    lesson, far = await world.lesson(), await world.centre(key="far", name={"ja": "遠い公民館"})
    await world.lesson(**in_days(8), centre=far, at=time(15, 10))
    assert len(await refused(lesson, wanted=moved(), reason="")) == 1
    await change(lesson, wanted=moved(), reason="車で送る")
    assert (await Acceptance.get()).reason == "車で送る"


async def test_more_seats_promote_nobody() -> None:
    lesson, _rows = await full(capacity=2, waiting=1)
    before = await seats(lesson)
    await change(lesson, wanted=Wanted("resized", capacity=5))
    assert await seats(lesson) == before
    assert (await again(lesson)).capacity == 5


async def test_fewer_seats_than_people_need_the_coordinators_name_and_a_reason() -> None:
    lesson, _rows = await full(capacity=3, waiting=0)
    fewer = Wanted("resized", capacity=2)
    [said] = await refused(lesson, wanted=fewer, reason="")
    assert said.startswith("3 people have a seat already.")
    await refused(lesson, wanted=Wanted("resized", capacity=2, named="somebody else"), reason="椅子が足りない")
    await refused(lesson, wanted=Wanted("resized", capacity=2, named="coordinator"), reason="")
    await change(lesson, wanted=Wanted("resized", capacity=2, named=" coordinator "), reason="椅子が足りない")
    assert (await again(lesson)).capacity == 2
    assert (await changes_of(lesson))[-1].reason == "椅子が足りない"
    assert '"overridden":true' in (await AuditEntry.get(action="lesson.resized")).detail


async def test_who_saw_an_older_state_is_asked_to_look_again() -> None:
    lesson = await world.lesson()
    seen = {lesson.id: Facts.of(lesson).mark}
    await change(lesson, wanted=moved())
    assert "Somebody has changed this class since you looked." in (await refused(lesson, wanted=OFF, seen=seen))[0]
    await change(lesson, wanted=OFF, seen={lesson.id: Facts.of(await again(lesson)).mark})


async def test_two_coordinators_at_once_leave_one_change() -> None:
    lesson = await world.lesson()
    seen = {lesson.id: Facts.of(lesson).mark}
    wishes = [moved(days=7), moved(days=14), OFF, moved(starts=time(10))]
    actors = [await world.staff(login=f"c{n}") for n in range(len(wishes))]
    done = await asyncio.gather(
        *(change(lesson, wanted=one, by=by, seen=seen) for one, by in zip(wishes, actors, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, str) for one in done) == 1
    assert len(await changes_of(lesson)) == (await again(lesson)).sequence == 1


async def test_two_overlapping_selections_at_once_never_wait_for_each_other_for_ever() -> None:
    lessons = [await world.lesson(**in_days(n)) for n in range(1, 7)]
    by = [await world.staff(login=f"c{n}") for n in range(2)]
    await asyncio.gather(
        change(*lessons, wanted=OFF, by=by[0]),
        change(*reversed(lessons), wanted=moved(days=70), by=by[1]),
        return_exceptions=True,
    )
    assert len({(await again(one)).status for one in lessons}) == 1
    assert await Change.all().count() in {6, 12}


async def _signing_up_while_it_is_cancelled() -> tuple[list[Registration], int]:
    lesson = await world.lesson(capacity=30)
    people = [await world.person(name=f"人{n}", kana="ヒト", phone="") for n in range(12)]
    deeds = [take(lesson, one) for one in people]
    await asyncio.gather(*deeds[:6], change(lesson, wanted=OFF), *deeds[6:], return_exceptions=True)
    [cancelled] = await changes_of(lesson)
    late = await Registration.filter(lesson_id=lesson.id, at__gt=cancelled.at)
    assert (await again(lesson)).taken == await Registration.filter(lesson_id=lesson.id).count()
    return late, len(people)


async def test_nobody_signs_up_after_the_class_was_cancelled() -> None:
    for _try in range(4):
        late, _all = await _signing_up_while_it_is_cancelled()
        assert late == []


async def test_an_arrival_and_the_cancelling_of_the_class_never_both_stand() -> None:
    for number in range(4):
        lesson = await world.held_lesson(room=None)
        row = await world.seat(lesson, await world.person(name=f"人{number}"))
        staff = await world.staff()
        await asyncio.gather(
            checkin.check_in(lesson.city_id, lesson.id, row.id, method="code", by=staff),
            change(lesson, wanted=OFF),
            return_exceptions=True,
        )
        came = await checkin.present(lesson.id)
        assert (came == 1) == ((await again(lesson)).status == "published")


async def test_a_report_and_the_cancelling_of_the_class_never_both_stand() -> None:
    for _try in range(4):
        lesson = await world.held_lesson()
        staff = await world.staff()
        await asyncio.gather(
            goal.report(lesson, held=True, attendance=3, note="", by=staff),
            change(lesson, wanted=OFF),
            return_exceptions=True,
        )
        report = await goal.report_of(lesson.id)
        assert (report is not None) == ((await again(lesson)).status == "published")


@pytest.mark.skipif(DIALECT != "postgres", reason="SQLite has one writer at a time, so that nothing comes between")
async def test_control_without_the_lock_somebody_signs_up_for_a_cancelled_class(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson, claim = await world.lesson(), seat_counter.claim
    person, looked, cancelled = await world.person(), asyncio.Event(), asyncio.Event()

    async def slow(lesson_id: int, count: int = 1) -> bool:
        looked.set()
        await cancelled.wait()
        return await claim(lesson_id, count)

    monkeypatch.setitem(taking._OPEN, "postgres", taking._LOOK)
    monkeypatch.setattr(seat_counter, "claim", slow)
    signing_up = asyncio.create_task(take(lesson, person))
    await looked.wait()
    await change(lesson, wanted=OFF)
    cancelled.set()

    row = await signing_up
    assert (row.status, row.lesson.status) == ("confirmed", "cancelled")
