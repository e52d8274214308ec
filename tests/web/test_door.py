"""At the door: one thumb, one answer; nobody counts twice and nothing is erased."""

from datetime import timedelta

import pytest
import time_machine

from outreach import checkin, clock, registration
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import Arrival
from outreach.lessons import Lesson
from tests import world
from tests.browser import Page

pytestmark = pytest.mark.usefixtures("database")
BY_NUMBER = "Check in by number"


async def _door(lesson: Lesson, role: str = "volunteer") -> Page:
    browser = await world.visitor(role, of=lesson)
    return await browser.open(f"/morioka/en/door/{lesson.id}")


async def test_a_volunteer_opens_her_link_and_stands_at_her_door() -> None:
    lesson = await world.lesson()
    secret = await world.door_pass(lesson, "reception")
    browser = await world.visitor()

    page = await browser.open(f"/morioka/en/door/enter/{secret}")
    assert page.heading == "Help at the door"
    page = await page.form("Open the door list").submit()

    assert page.path == f"/morioka/en/door/{lesson.id}"
    assert "0 of 0 have come" in page.text


@pytest.mark.parametrize("spoil", ["forged", "revoked", "yesterday's", "another city's"])
async def test_a_link_that_does_not_open_says_so_kindly(spoil: str) -> None:
    lesson, city = await world.lesson(), "morioka"
    secret = "x" * 32 if spoil == "forged" else await world.door_pass(lesson)
    if spoil == "revoked":
        await checkin.revoke_pass(lesson.city_id, 1, by=SYSTEM)
    if spoil == "another city's":
        city = (await world.tomi()).slug
    later = timedelta(days=2 if spoil == "yesterday's" else 0)
    browser = await world.visitor()

    with time_machine.travel(clock.now() + later, tick=True):
        page = await browser.open(f"/{city}/en/door/enter/{secret}")

    assert page.status == 404
    assert page.heading == "This link has ended"


async def test_the_number_on_the_ticket_lets_her_in() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    page = await _door(lesson)

    page = await page.form(BY_NUMBER).fill(code=f"{seat.code[:4]}-{seat.code[4:]}").submit()

    assert "Please come in" in page.text
    assert "No. 1" in page.text
    assert "1 of 1 have come" in page.text


async def test_a_second_scan_says_kindly_since_when_she_is_in() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    page = await _door(lesson)
    await page.form(BY_NUMBER).fill(code=seat.code).submit()

    page = await page.form(BY_NUMBER).fill(code=seat.code).submit()

    assert "Already in since" in page.text
    assert await Arrival.all().count() == 1


async def test_looking_at_a_ticket_is_not_arriving() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    browser = await world.visitor("volunteer", of=lesson)

    page = await browser.open(f"/morioka/en/door/T/{seat.token}")
    assert ("佐藤 ハナ" in page.text, "佐藤" in page.title, page.heading) == (True, False, "Ticket")
    assert await Arrival.all().count() == 0
    page = await page.form("Check in").submit()

    assert "Please come in" in page.text
    assert (await Arrival.get()).method == "qr"


async def test_who_waits_is_sent_to_the_coordinator_and_not_counted() -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    waits = await world.seat(lesson, await world.person(name="左藤 花", kana="サトウ ハナ", phone="019-600-1111"))
    page = await _door(lesson)

    page = await page.form(BY_NUMBER).fill(code=waits.code).submit()

    assert "On the waiting list: please ask the coordinator" in page.text
    assert await Arrival.all().count() == 0


async def test_a_cancelled_ticket_does_not_let_in() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    await registration.cancel(seat, by=SYSTEM)
    page = await _door(lesson)

    page = await page.form(BY_NUMBER).fill(code=seat.code).submit()

    assert "This registration was cancelled" in page.text


async def test_a_ticket_of_another_class_names_the_class_and_not_the_person() -> None:
    lesson = await world.lesson()
    other = await world.seat(await world.lesson(course=await world.course(slug="maps", title={"en": "Using maps"})))
    browser = await world.visitor("volunteer", of=lesson)
    page = await browser.open(f"/morioka/en/door/{lesson.id}")

    typed = await page.form(BY_NUMBER).fill(code=other.code).submit()
    scanned = await browser.open(f"/morioka/en/door/T/{other.token}")

    for page in (typed, scanned):
        assert "This ticket is for another class" in page.text
        assert "Using maps" in page.text
        assert "佐藤" not in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "The ticket number has 8 digits. Please look at the ticket again."),
        ("123", "The ticket number has 8 digits. Please look at the ticket again."),
        ("9" * 500, "The ticket number has 8 digits. Please look at the ticket again."),
        ("00000001", "One of the digits seems to be different. Please read the ticket number once more."),
        ("00000000", "No ticket has this number. Please read it once more, or look for the name."),
    ],
)
async def test_a_number_that_is_no_ticket_gets_a_sentence_and_stays_typed(typed: str, sentence: str) -> None:
    page = await _door(await world.lesson())

    page = await page.form(BY_NUMBER).fill(code=typed).submit()

    assert page.status == 422
    assert page.errors == [sentence]
    assert page.form(BY_NUMBER).values["code"] == [typed]


async def test_a_name_is_found_and_the_search_is_on_record_without_the_name() -> None:
    lesson = await world.lesson(day=clock.today())
    await world.seat(lesson)
    page = await (await _door(lesson)).follow("No ticket")

    page = await page.form("Look for this name").fill(name="さとう").submit()
    assert "佐藤 ハナ" in page.text
    page = await page.form("Check in 佐藤 ハナ").submit()

    assert "Please come in" in page.text
    entry = await AuditEntry.get(action="door.searched")
    assert (entry.subject, entry.detail) == (f"lesson:{lesson.id}", '{"found":1}')


async def test_a_search_for_nothing_asks_for_a_name() -> None:
    page = await (await _door(await world.lesson(day=clock.today()))).follow("No ticket")

    page = await page.form("Look for this name").fill(name=" ").submit()

    assert page.errors == ["Please fill this in."]


async def test_a_mistake_is_taken_back_with_a_reason_and_nothing_is_erased() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    page = await (await _door(lesson)).form(BY_NUMBER).fill(code=seat.code).submit()

    page = await page.follow("That was a mistake")
    refused = await page.form("Take this arrival back").submit()
    page = await page.form("Take this arrival back").fill(reason="pressed the wrong name").submit()

    assert refused.errors == ["Please write why, for example: pressed the wrong name."]
    assert "0 of 1 have come" in page.text
    arrival = await Arrival.get()
    assert (arrival.standing, arrival.undone_reason) == (False, "pressed the wrong name")


async def test_who_was_taken_back_can_come_in_again() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    first = await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="code", by=SYSTEM)
    assert first.arrival_id
    await checkin.undo(lesson.city_id, lesson.id, first.arrival_id, "mistake", by=SYSTEM)
    page = await _door(lesson)

    page = await page.form(BY_NUMBER).fill(code=seat.code).submit()

    assert "Please come in" in page.text


async def test_a_volunteer_does_not_take_back_what_somebody_else_noted_but_the_clerk_does() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson)
    noted = await checkin.check_in(lesson.city_id, lesson.id, seat.id, method="desk", by=SYSTEM)
    path = f"/morioka/en/door/{lesson.id}/undo/{noted.arrival_id}"

    assert (await (await world.visitor("volunteer", of=lesson)).open(path)).status == 403
    assert (await (await world.visitor("clerk")).open(path)).status == 200


async def test_a_pass_opens_its_own_class_only() -> None:
    lesson, other = await world.lesson(), await world.lesson()
    browser = await world.visitor("volunteer", of=lesson)

    for path in (f"{other.id}", f"{other.id}/find", f"{other.id}/undo/1"):
        assert (await browser.open(f"/morioka/en/door/{path}")).status == 403
    assert (await browser.post(f"/morioka/en/door/{other.id}/check-in", {"code": "00000000"})).status == 403
    assert (await browser.open("/morioka/en/door")).path == f"/morioka/en/door/{lesson.id}"


async def test_what_she_needs_is_not_told_at_the_door_only_that_staff_should_come() -> None:
    lesson = await world.lesson()
    seat = await world.seat(lesson, await world.person(needs="車いすを使います"))
    page = await (await _door(lesson)).form(BY_NUMBER).fill(code=seat.code).submit()

    assert "Please call a member of staff to help" in page.text
    assert "車いす" not in page.text


async def test_staff_choose_among_todays_classes() -> None:
    today = await world.lesson(starts_at=clock.now())
    await world.lesson()
    browser = await world.visitor("coordinator")

    page = await browser.open("/morioka/en/door")

    assert [path for path in page.links().values() if path.endswith(f"/door/{today.id}")]
    assert page.html.count('class="lesson-title"') == 1


async def test_a_clerk_who_helps_at_the_door_finds_the_way_back_to_the_desk() -> None:
    lesson = await world.lesson()
    page = await _door(lesson, "clerk")

    page = await page.follow("Door: today's classes")
    page = await page.follow("Telephone desk")

    assert page.path == "/morioka/en/desk"


async def test_a_volunteer_is_shown_no_way_into_the_desk() -> None:
    page = await _door(await world.lesson())

    assert "Door: today's classes" not in page.text
    assert "Telephone desk" not in page.text
