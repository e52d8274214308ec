"""What the desk prints, and what it reads off the paper after the class."""

import pytest
from starlette.applications import Starlette

from outreach import checkin
from outreach.audit import SYSTEM
from outreach.checkin import Arrival, PaperEntry, Roster, rosters
from outreach.lessons import Lesson
from outreach.papers import fonts
from outreach.registration import Registration
from tests import world
from tests.browser import Browser, Page
from tests.checkin.phone import at_door

DESK = "/morioka/en/desk"


async def _held(count: int = 3) -> tuple[Lesson, list[Registration]]:
    lesson = await world.held_lesson()
    names = [("青木", "アオキ"), ("池田", "イケダ"), ("上野", "ウエノ"), ("江口", "エグチ")][:count]
    people = [await world.person(name=name, kana=kana, phone="") for name, kana in names]
    return lesson, [await world.seat(lesson, one) for one in people]


async def _printed(lesson: Lesson) -> int:
    return await rosters.print_list(lesson, by=SYSTEM)


@pytest.fixture
async def other(app: Starlette) -> Browser:
    """Another clerk at her own screen."""
    return await world.visitor("clerk", login="other", on=app)


async def _entered(desk: Browser, number: int, **typed: str) -> Page:
    page = await desk.open(f"{DESK}/rosters/{number}/attendance")
    return await page.form("/attendance").fill(None, **typed).submit()


async def test_the_list_is_printed_with_a_number_and_again_with_the_same(desk: Browser) -> None:
    lesson, _rows = await _held()
    page = await desk.open(f"{DESK}/classes/{lesson.id}/roster")
    assert "Lists that were printed" not in page.text
    first, again = await page.form("/roster").submit(), await page.form("/roster").submit()
    assert first.path == again.path
    assert first.answer.headers["content-type"] == "application/pdf"
    assert first.answer.content.startswith(b"%PDF")
    assert await Roster.all().count() == 1
    assert f"List no. {(await Roster.get()).id}" in (await desk.open(f"{DESK}/classes/{lesson.id}/roster")).text


async def test_looking_at_a_list_writes_nothing(desk: Browser) -> None:
    lesson, _rows = await _held()
    number = await _printed(lesson)
    for path in (f"classes/{lesson.id}/roster", f"rosters/{number}.pdf", f"rosters/{number}/attendance"):
        assert (await desk.open(f"{DESK}/{path}")).status == 200
    assert (await desk.open(f"{DESK}/rosters/{number}/check")).status == 200
    assert (await Roster.all().count(), await PaperEntry.all().count(), await Arrival.all().count()) == (1, 0, 0)


@pytest.mark.parametrize("size", ["a4", "postcard"])
async def test_the_ticket_is_a_file_without_her_name_or_number(desk: Browser, size: str) -> None:
    row = await world.seat(await world.lesson())
    page = await desk.open(f"{DESK}/registrations/{row.id}/ticket.pdf?size={size}")
    assert (page.status, page.answer.headers["content-type"]) == (200, "application/pdf")
    assert page.answer.headers["content-disposition"] == f'inline; filename="ticket-{size}.pdf"'
    assert page.answer.headers["cache-control"] == "no-store"


async def test_who_gave_her_seat_up_has_no_ticket(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    await Registration.filter(id=row.id).update(status="cancelled")
    page = await desk.open(f"{DESK}/registrations/{row.id}/ticket.pdf")
    assert page.path == f"{DESK}/registrations/{row.id}"


async def test_without_fonts_the_page_says_what_to_install(desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    row = await world.seat(await world.lesson())
    monkeypatch.setattr(fonts, "FAMILIES", {"No such font": "fonts-nowhere"})
    page = await desk.open(f"{DESK}/registrations/{row.id}/ticket.pdf")
    assert page.status == 503
    assert "sudo apt install fonts-nowhere" in page.text


async def test_two_clerks_read_the_paper_and_everybody_ticked_has_come(desk: Browser, other: Browser) -> None:
    lesson, rows = await _held()
    number = await _printed(lesson)

    page = await _entered(desk, number, lines="1 3", walk_ins="2")
    assert page.path == f"{DESK}/rosters/{number}/check"
    assert "another person" in page.text
    assert "field-came" not in page.document.by_id
    assert not await Arrival.all().exists()

    page = await (await other.open(f"{DESK}/rosters/{number}/check")).form("/check").submit()
    assert "Two people have read this list." in page.text
    assert set(await checkin.arrived(lesson.id)) == {rows[0].id, rows[2].id}


async def test_boxes_and_numbers_can_be_used_together(desk: Browser) -> None:
    lesson, rows = await _held()
    page = await desk.open(f"{DESK}/rosters/{await _printed(lesson)}/attendance")
    await page.form("/attendance").fill(None, lines="1").choose("No. 2 池田").submit()
    assert (await PaperEntry.get()).came == [rows[0].id, rows[1].id]


async def test_where_two_readings_differ_the_lines_are_named_before_anything_happens(
    desk: Browser, other: Browser
) -> None:
    lesson, rows = await _held()
    number = await _printed(lesson)
    await _entered(desk, number, lines="1 2", walk_ins="2")

    page = await other.open(f"{DESK}/rosters/{number}/check")
    form = page.form("/check").fill(None, walk_ins="3")
    page = await form.untick("No. 1 青木").choose("No. 3 上野").submit()
    assert page.status == 422
    assert "No. 1 青木 アオキ: not ticked now, ticked before" in page.text
    assert "No. 3 上野 ウエノ: ticked now, not ticked before" in page.text
    assert "without a registration: 3 now, 2 before" in page.text
    assert not await Arrival.all().exists()

    page = await page.form("/check").submit("Yes, that is what the paper says")
    assert "Two people have read this list." in page.text
    assert set(await checkin.arrived(lesson.id)) == {rows[1].id, rows[2].id}


async def test_changed_once_more_the_second_reading_is_shown_once_more(desk: Browser, other: Browser) -> None:
    lesson, _rows = await _held()
    number = await _printed(lesson)
    await _entered(desk, number, lines="1")
    page = await other.open(f"{DESK}/rosters/{number}/check")
    page = await page.form("/check").choose("No. 2 池田").submit()
    page = await page.form("/check").choose("No. 3 上野").submit()
    assert (page.status, await Arrival.all().exists()) == (422, False)


async def test_the_same_person_is_not_shown_the_form_and_cannot_send_it(desk: Browser) -> None:
    lesson, rows = await _held()
    number = await _printed(lesson)
    await _entered(desk, number, lines="1")
    entry = await PaperEntry.get()
    sent = {"entry_id": str(entry.id), "came": str(rows[0].id), "walk_ins": "0", "key": "d" * 32}
    page = await desk.post(f"{DESK}/rosters/{number}/check", sent)
    assert (page.status, page.errors) == (422, ["You entered these ticks yourself. Another person must check them."])


async def test_what_cannot_be_read_is_told_at_the_field_and_nothing_typed_is_lost(desk: Browser) -> None:
    lesson, _rows = await _held()
    number = await _printed(lesson)
    for lines, sentence in (
        ("1 9", "The list has no line 9; its last line is 3."),
        ("1 abc", "“abc” is neither a line of the list nor a ticket number."),
    ):
        page = await _entered(desk, number, lines=lines, walk_ins="2")
        assert (page.status, page.errors) == (422, [sentence])
        assert page.form("/attendance").values["lines"] == [lines]
    page = await _entered(desk, number, lines="1", walk_ins="many")
    assert page.errors == ["Please write how many came without a registration, as a number from 0 to 200."]


async def test_a_newer_list_is_told_and_the_number_on_the_paper_asked_for(desk: Browser) -> None:
    lesson, _rows = await _held()
    old = await _printed(lesson)
    late = await world.seat(lesson, await world.person(name="江口", kana="エグチ", phone=""))
    new = await _printed(lesson)
    page = await _entered(desk, old, lines="1")
    assert page.status == 422
    assert f"A newer list, no. {new}" in page.errors[0]
    page = await page.form("/attendance").fill(None, sure="yes").choose("江口").submit()
    assert page.status == 200
    assert late.id in (await PaperEntry.get()).came


async def test_before_the_class_nothing_can_be_entered(desk: Browser) -> None:
    lesson = await world.lesson()
    await world.seat(lesson)
    page = await desk.open(f"{DESK}/rosters/{await _printed(lesson)}/attendance")
    assert "The class has not begun." in page.text
    assert "field-lines" not in page.document.by_id


async def test_who_was_let_in_at_the_door_is_told_beside_her_line(desk: Browser) -> None:
    lesson, rows = await _held()
    number = await _printed(lesson)
    await checkin.check_in(lesson.city_id, lesson.id, rows[0].id, method="qr", by=SYSTEM)
    await Registration.filter(id=rows[1].id).update(status="cancelled")
    text = (await desk.open(f"{DESK}/rosters/{number}/attendance")).text
    assert "No. 1 青木 アオキ came in already" in text
    assert "No. 2 池田 イケダ gave the seat up after the list was printed" in text


async def test_the_report_begins_with_everybody_who_came_with_and_without_a_seat(
    desk: Browser, other: Browser, app: Starlette
) -> None:
    lesson, _rows = await _held()
    number = await _printed(lesson)
    await _entered(desk, number, lines="1 2", walk_ins="3")
    await (await other.open(f"{DESK}/rosters/{number}/check")).form("/check").submit()
    her = await world.visitor("coordinator", on=app)
    page = await her.open(f"/morioka/en/office/classes/{lesson.id}/report")
    assert page.form("/report").values["attendance"] == ["5"]


async def test_whom_the_phones_counted_without_a_registration_is_not_forgotten(desk: Browser, other: Browser) -> None:
    lesson, _rows = await _held()
    number, phone = await _printed(lesson), await at_door(lesson)
    page = await desk.open(f"{DESK}/rosters/{number}/attendance")
    assert page.form("/attendance").values["walk_ins"] == [""]
    assert "The phones at the door counted" not in page.text
    for _person in range(3):
        phone.write("walk_in", lesson.id, number=1)
    await phone.sync()

    page = await desk.open(f"{DESK}/rosters/{number}/attendance")

    assert page.form("/attendance").values["walk_ins"] == ["3"]
    assert "The phones at the door counted 3 people without a registration." in page.text
    await page.form("/attendance").fill(None, lines="1").submit()
    page = await other.open(f"{DESK}/rosters/{number}/check")
    assert "The phones at the door counted 3 people without a registration." in page.text
    await page.form("/check").submit()
    assert await checkin.walk_ins.without_seat(lesson.id) == 3
    page = await desk.open(f"{DESK}/rosters/{number}/check")
    assert "The phones at the door counted" not in page.text


async def test_what_was_typed_stands_whatever_the_phones_counted(desk: Browser) -> None:
    lesson, _rows = await _held()
    number, phone = await _printed(lesson), await at_door(lesson)
    phone.write("walk_in", lesson.id, number=1)
    await phone.sync()
    page = await _entered(desk, number, lines="9", walk_ins="5")
    assert page.status == 422
    assert page.form("/attendance").values["walk_ins"] == ["5"]


async def test_another_citys_list_is_not_found(desk: Browser) -> None:
    tomi = await world.tomi()
    number = await _printed(await world.lesson(tomi))
    paths = [f"rosters/{number}.pdf", f"rosters/{number}/attendance", f"rosters/{number}/check"]
    assert [(await desk.open(f"{DESK}/{path}")).status for path in paths] == [404] * 3
    assert [(await desk.post(f"{DESK}/{path}")).status for path in paths[1:]] == [404] * 2
