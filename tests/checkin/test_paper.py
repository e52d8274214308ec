"""A ticked list is entered by one person and checked by another; then everybody on it has come, once."""

import asyncio
from datetime import timedelta

import pytest

from outreach import checkin, clock, registration
from outreach.audit import SYSTEM, Actor, AuditEntry
from outreach.checkin import Arrival, PaperEntry, Roster, paper, rosters
from outreach.checkin.ticks import Ticks, read_ticks
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration
from tests import world

pytestmark = pytest.mark.usefixtures("database")
NAMES = [("青木", "アオキ"), ("池田", "イケダ"), ("上野", "ウエノ"), ("江口", "エグチ")]


async def _held(count: int = 4) -> tuple[Lesson, list[Registration]]:
    """A class of today that has begun, with so many people who have a seat, in kana order."""
    lesson = await world.held_lesson()
    return lesson, [await _seat(lesson, *NAMES[n]) for n in range(count)]


async def _seat(lesson: Lesson, name: str, kana: str) -> Registration:
    return await world.seat(lesson, await world.person(name=name, kana=kana, phone=""))


async def _clerks() -> tuple[Actor, Actor]:
    return await world.staff(role="clerk"), await world.staff(role="clerk", login="other")


async def _entered(lesson: Lesson, typed: str, by: Actor, walk_ins: int = 0) -> PaperEntry:
    list_id = await rosters.print_list(lesson, by=by)
    entry = await paper.enter(lesson.city_id, list_id, read_ticks(typed), walk_ins, by=by)
    return await PaperEntry.get(id=entry)


async def _check(
    entry: PaperEntry, by: Actor, came: list[int] | None = None, walk_ins: int | None = None
) -> PaperEntry:
    city_id = (await Lesson.get(id=entry.lesson_id)).city_id
    came = entry.came if came is None else came
    return await paper.check(city_id, entry.id, came, entry.walk_ins if walk_ins is None else walk_ins, by=by)


async def test_what_two_people_read_off_the_paper_has_happened() -> None:
    lesson, rows = await _held()
    one, other = await _clerks()

    entry = await _entered(lesson, "1 3-4", one, walk_ins=2)
    assert await checkin.present(lesson.id) == 0
    await _check(entry, other)

    came = await checkin.arrived(lesson.id)
    assert set(came) == {rows[0].id, rows[2].id, rows[3].id}
    assert {(row.method, row.by) for row in came.values()} == {("paper", other.reference)}
    assert await paper.without_seat(lesson.id) == 2


async def test_nothing_has_happened_before_the_second_person_looked() -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    await _entered(lesson, "1-4", one, walk_ins=3)
    assert await checkin.present(lesson.id) == 0
    assert await paper.without_seat(lesson.id) == 0


async def test_who_entered_it_cannot_check_it() -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    entry = await _entered(lesson, "1", one)
    with pytest.raises(Refusal, match="Another person must check") as refused:
        await _check(entry, one)
    assert refused.value.code == "same-person"
    assert await checkin.present(lesson.id) == 0


async def test_without_the_rule_one_person_would_do_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    entry = await _entered(lesson, "1", one)
    monkeypatch.setattr(paper, "_check_second", lambda _entry, _by: None)
    await _check(entry, one)
    assert await checkin.present(lesson.id) == 1


async def test_what_the_second_person_reads_otherwise_stands_and_the_first_reading_stays_on_record() -> None:
    lesson, rows = await _held()
    one, other = await _clerks()
    entry = await _entered(lesson, "1 2", one, walk_ins=1)

    stands = await _check(entry, other, came=[rows[1].id, rows[2].id], walk_ins=0)

    assert set(await checkin.arrived(lesson.id)) == {rows[1].id, rows[2].id}
    assert (stands.entered_by, stands.checked_by) == (one.reference, other.reference)
    first = await PaperEntry.get(id=entry.id)
    assert (first.standing, first.came, first.walk_ins) == (False, [rows[0].id, rows[1].id], 1)
    assert await PaperEntry.filter(standing=True).count() == 1


async def test_who_was_checked_in_at_the_door_stays_so_and_is_not_counted_twice() -> None:
    lesson, rows = await _held()
    one, other = await _clerks()
    for row in rows[:2]:
        await checkin.check_in(lesson.city_id, lesson.id, row.id, method="qr", by=SYSTEM)
    await _check(await _entered(lesson, "2 3", one), other)
    came = await checkin.arrived(lesson.id)
    assert {id_: row.method for id_, row in came.items()} == {rows[0].id: "qr", rows[1].id: "qr", rows[2].id: "paper"}


async def test_checked_three_times_at_once_everybody_came_once() -> None:
    lesson, _rows = await _held()
    one, other = await _clerks()
    entry = await _entered(lesson, "1-4", one)

    sent = (paper.check(lesson.city_id, entry.id, entry.came, 0, by=other, key="a" * 32) for _n in range(3))
    stands = await asyncio.gather(*sent)

    assert {row.id for row in stands} == {entry.id}
    assert await Arrival.all().count() == 4
    assert await AuditEntry.filter(action="paper.checked").count() == 1


async def test_entered_three_times_at_once_it_stands_once() -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    list_id = await rosters.print_list(lesson, by=one)
    ticks = read_ticks("1-2")
    sent = (paper.enter(lesson.city_id, list_id, ticks, 1, by=one, key="b" * 32) for _n in range(3))
    assert len(set(await asyncio.gather(*sent))) == 1
    assert await PaperEntry.all().count() == 1
    with pytest.raises(Refusal, match="already sent with other details"):
        await paper.enter(lesson.city_id, list_id, read_ticks("1-3"), 1, by=one, key="b" * 32)


async def test_entered_anew_before_the_check_it_takes_the_place_of_the_first() -> None:
    lesson, rows = await _held()
    one, other = await _clerks()
    first = await _entered(lesson, "1", one)
    second = await _entered(lesson, "2", one)
    with pytest.raises(Refusal, match="entered anew") as refused:
        await _check(first, other)
    assert refused.value.code == "gone"
    await _check(second, other)
    assert set(await checkin.arrived(lesson.id)) == {rows[1].id}


async def test_after_the_check_it_is_neither_entered_nor_checked_again() -> None:
    lesson, _rows = await _held()
    one, other = await _clerks()
    entry = await _check(await _entered(lesson, "1", one), other)
    with pytest.raises(Refusal, match="checked already"):
        await _entered(lesson, "2", one)
    with pytest.raises(Refusal, match="checked already"):
        await _check(entry, other)
    assert await checkin.present(lesson.id) == 1


@pytest.mark.parametrize("line", [0, 5, 999])
async def test_a_line_that_the_list_does_not_have_is_named(line: int) -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    with pytest.raises(Refusal, match=f"no line {line}; its last line is 4"):
        await _entered(lesson, f"1 {line}", one)
    assert not await PaperEntry.all().exists()


async def test_before_the_class_begins_nobody_can_have_come() -> None:
    lesson = await world.lesson()
    await _seat(lesson, *NAMES[0])
    one, _other = await _clerks()
    with pytest.raises(Refusal, match="has not begun") as refused:
        await _entered(lesson, "1", one)
    assert refused.value.code == "early"


async def test_a_cancelled_class_has_no_list() -> None:
    lesson, _rows = await _held()
    one, _other = await _clerks()
    list_id = await rosters.print_list(lesson, by=one)
    await Lesson.filter(id=lesson.id).update(status="cancelled")
    lesson = await Lesson.get(id=lesson.id)
    with pytest.raises(Refusal, match="cancelled"):
        await rosters.print_list(lesson, by=one)
    with pytest.raises(Refusal, match="cancelled"):
        await paper.enter(lesson.city_id, list_id, Ticks(), 0, by=one)


async def test_another_citys_list_is_not_on_record() -> None:
    lesson, _rows = await _held()
    one, other = await _clerks()
    list_id = await rosters.print_list(lesson, by=one)
    tomi = await world.tomi()
    with pytest.raises(Refusal, match="not on record"):
        await paper.enter(tomi.id, list_id, Ticks(), 0, by=one)
    entry = await _entered(lesson, "1", one)
    with pytest.raises(Refusal, match="open the list again"):
        await paper.check(tomi.id, entry.id, entry.came, 0, by=other)


async def test_who_signed_up_after_the_print_is_ticked_by_ticket_or_by_name() -> None:
    lesson, rows = await _held(2)
    one, other = await _clerks()
    list_id = await rosters.print_list(lesson, by=one)
    late, later = await _seat(lesson, *NAMES[2]), await _seat(lesson, *NAMES[3])
    ticks = read_ticks(f"1 {late.code}", others=[later.id, 999_999])

    entry = await paper.enter(lesson.city_id, list_id, ticks, 0, by=one)
    await _check(await PaperEntry.get(id=entry), other)

    assert set(await checkin.arrived(lesson.id)) == {rows[0].id, late.id, later.id}


async def test_the_ticket_of_who_has_no_seat_here_is_refused_by_its_number() -> None:
    lesson, _rows = await _held()
    elsewhere = await world.seat(await world.lesson())
    one, _other = await _clerks()
    with pytest.raises(Refusal, match="has a seat in this class") as refused:
        await _entered(lesson, elsewhere.code, one)
    assert refused.value.code == "no-seat"


async def test_who_gave_her_seat_up_after_the_print_and_came_counts_as_without_a_seat() -> None:
    lesson, rows = await _held()
    one, other = await _clerks()
    list_id = await rosters.print_list(lesson, by=one)
    await Registration.filter(id=rows[1].id).update(status="cancelled")

    entry = await paper.enter(lesson.city_id, list_id, read_ticks("1 2"), 1, by=one, sure=True)
    await _check(await PaperEntry.get(id=entry), other)

    assert set(await checkin.arrived(lesson.id)) == {rows[0].id}
    assert await paper.without_seat(lesson.id) == 2


async def test_whose_tick_was_taken_back_later_has_not_come_without_a_seat() -> None:
    lesson, rows = await _held(2)
    one, other = await _clerks()
    await _check(await _entered(lesson, "1-2", one), other)
    wrong = (await checkin.arrived(lesson.id))[rows[0].id]
    await checkin.undo(lesson.city_id, lesson.id, wrong.id, "行を間違えた", by=one)
    assert (await checkin.present(lesson.id), await paper.without_seat(lesson.id)) == (1, 0)


async def test_where_a_newer_list_was_printed_somebody_must_look_which_one_it_is() -> None:
    lesson, _rows = await _held(2)
    one, _other = await _clerks()
    old = await rosters.print_list(lesson, by=one)
    await _seat(lesson, *NAMES[2])
    new = await rosters.print_list(lesson, by=one)
    with pytest.raises(Refusal, match=f"A newer list, no. {new}, was printed") as refused:
        await paper.enter(lesson.city_id, old, read_ticks("1"), 0, by=one)
    assert (refused.value.code, refused.value.field) == ("newer", "sure")
    assert await paper.enter(lesson.city_id, old, read_ticks("1"), 0, by=one, sure=True)


async def test_printed_again_a_list_keeps_its_number_until_somebody_comes_or_goes() -> None:
    lesson, rows = await _held(2)
    one, _other = await _clerks()
    first = await rosters.print_list(lesson, by=one)
    assert await asyncio.gather(*(rosters.print_list(lesson, by=one) for _n in range(4))) == [first] * 4
    await registration.cancel(rows[0], by=SYSTEM)
    second = await rosters.print_list(lesson, by=one)
    assert second != first
    assert [(row.id, row.items) for row in await rosters.lists(lesson.id)] == [
        (second, [rows[1].id]),
        (first, [rows[0].id, rows[1].id]),
    ]


async def test_the_lines_stand_as_they_were_printed_with_what_is_so_now() -> None:
    lesson, rows = await _held(3)
    one, _other = await _clerks()
    of = await Roster.get(id=await rosters.print_list(lesson, by=one))
    late = await _seat(lesson, *NAMES[3])
    await checkin.check_in(lesson.city_id, lesson.id, rows[0].id, method="qr", by=SYSTEM)
    await Registration.filter(id=rows[2].id).update(status="cancelled")

    lines = await rosters.lines(of, lesson)

    assert [(one.number, one.row.id, one.here, one.has_seat) for one in lines] == [
        (1, rows[0].id, True, True),
        (2, rows[1].id, False, True),
        (3, rows[2].id, False, False),
        (0, late.id, False, True),
    ]


async def test_differences_are_named_in_the_order_of_the_paper() -> None:
    lesson, rows = await _held(3)
    one, _other = await _clerks()
    of = await Roster.get(id=await rosters.print_list(lesson, by=one))
    lines = await rosters.lines(of, lesson)
    found = rosters.differences(lines, [rows[0].id, rows[1].id], [rows[1].id, rows[2].id])
    assert [(line.number, ticked) for line, ticked in found] == [(1, False), (3, True)]
    assert rosters.differences(lines, [rows[0].id], [rows[0].id]) == []


async def test_no_name_stands_in_the_audit() -> None:
    lesson, _rows = await _held()
    one, other = await _clerks()
    await _check(await _entered(lesson, "1", one), other)
    kept = str([vars(entry) for entry in await AuditEntry.all()])
    assert not any(name in kept for name, _kana in NAMES)
    assert clock.now() - (await PaperEntry.get(standing=True)).entered_at < timedelta(minutes=1)
