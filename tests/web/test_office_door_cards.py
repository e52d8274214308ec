"""The office at a door: what is to be decided, the page that asks again by itself, and what confirming waits for."""

import re
from datetime import timedelta

import pytest
import time_machine

from outreach import clock, registration
from outreach.audit import SYSTEM
from outreach.checkin import phones, walk_ins
from outreach.lessons import Lesson
from tests import world
from tests.checkin.phone import at_door
from tests.queries import counted
from tests.web.doors import opened, path, seat_of

pytestmark = pytest.mark.usefixtures("database")


# ── what is decided ──


async def test_the_same_ticket_on_two_phones_is_one_card_and_goes_when_it_was_looked_at() -> None:
    lesson = await world.held_lesson()
    seat = await seat_of(lesson)
    for phone in [await at_door(lesson), await at_door(lesson)]:
        phone.scan(seat)
        await phone.sync()
    page = await opened(lesson)
    assert "佐藤 ハナ was let in by two phones" in page.text
    assert page.text.count("I have looked at it") == 1
    assert re.search(r"Phone 1, \d+:\d\d [ap]m .*Phone 2, \d+:\d\d [ap]m", page.text)

    page = await page.form("I have looked at it: 佐藤 ハナ").submit()
    assert "Nothing is to be decided." in page.text
    assert "1 of 1 have come" in page.text


async def test_who_came_though_she_had_cancelled_is_shown_with_the_way_to_take_it_back() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    phone.scan(seat)
    await registration.cancel(seat, by=SYSTEM)
    await phone.sync()

    page = await opened(lesson)
    assert "佐藤 ハナ had cancelled, and was let in" in page.text
    assert page.link("List of the door") == f"/morioka/en/door/{lesson.id}"
    assert page.link("The registration") == f"/morioka/en/desk/registrations/{seat.id}"


async def test_a_number_that_no_ticket_has_and_a_class_that_was_called_off_are_told() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    phone.write("entry", lesson.id, how="code", code="12345674", verdict="amber", word="unlisted")
    phone.scan(seat)
    await phone.sync()
    await Lesson.filter(id=lesson.id).update(status="cancelled")

    text = (await opened(lesson)).text
    assert "Somebody was let in by a number that no ticket here has" in text
    assert "1 person was let in to a class that was called off" in text


async def test_what_a_phone_sent_after_it_was_sent_away_is_counted_only_when_somebody_says_so() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    phone.scan(seat)
    await phone.sync()
    page = await opened(lesson)
    assert "Phone 1 sent 1 record after it was sent away" in page.text
    assert "0 of 1 have come" in page.text

    page = await page.form("Count them").submit()
    assert "1 of 1 have come" in page.text
    assert "Nothing is to be decided." in page.text


async def test_two_stories_under_one_number_are_kept_apart() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    phone.write("walk_in", lesson.id, number=1)
    await phone.sync()
    phone.log.clear()
    phone.write("walk_in", lesson.id, number=1)
    await phone.sync()

    page = await opened(lesson)
    assert "Phone 1 sent 2 records that contradict each other" in page.text
    page = await page.form("Do not count them").submit()
    assert "Nothing is to be decided." in page.text


@pytest.mark.parametrize("fields", [{"card": "twice:1", "answer": "seen"}, {}, {"card": "\U0001f600" * 50}])
async def test_an_answer_to_no_card_says_so_and_changes_nothing(fields: dict[str, str]) -> None:
    lesson = await world.held_lesson()
    browser = await world.visitor("coordinator")

    page = await browser.post(path(lesson, "/cards"), fields)

    assert page.status == 422
    assert page.errors == ["This has been settled meanwhile. Please look at the page again."]


async def test_a_name_that_was_told_leads_to_the_desk_and_goes_when_it_is_done() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    event = phone.write("walk_in", lesson.id, number=1)
    await phone.sync()
    await walk_ins.tell(await phone.row(), lesson.id, event["id"], "小原 キミ")
    page = await opened(lesson)
    assert "小原 キミ" in page.text

    at_desk = await page.form("Look for this person at the desk, or sign up: 小原 キミ").submit()
    assert "小原 キミ" in str(at_desk.document.by_id["field-q"].get("value"))
    page = await page.form("Done: 小原 キミ").submit()
    assert "小原 キミ" not in page.text
    assert "and 1 person without a registration" in page.text


# ── asking again and again ──


async def test_the_part_that_changes_says_304_while_nothing_has_changed_and_is_kept_by_no_browser() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    browser = await world.visitor("coordinator")
    with time_machine.travel(clock.now(), tick=False):
        first = await browser.open(path(lesson, "/state"))
        mark = first.answer.headers["etag"]
        second = await browser.send("GET", path(lesson, "/state"), headers={"If-None-Match": mark})
        assert (second.status, second.answer.content) == (304, b"")
        assert first.answer.headers["cache-control"] == second.answer.headers["cache-control"] == "no-store"

        phone.scan(seat)
        await phone.sync()
        third = await browser.send("GET", path(lesson, "/state"), headers={"If-None-Match": mark})

    assert third.status == 200
    assert "1 of 1 have come" in third.text
    assert third.document.by_id["live"].get("data-said", "").endswith("1 phone is in.")


async def test_many_open_pages_cost_as_much_as_one() -> None:
    lesson = await world.held_lesson()
    await at_door(lesson)
    app = world.app(stored_seconds=60)
    pages = [await world.visitor("coordinator", on=app) for _each in range(3)]
    await pages[0].open(path(lesson, "/state"))

    with counted() as asked:
        for one in pages:
            await one.open(path(lesson, "/state"))

    assert len([query for query in asked if "door_" in query]) == 0
    assert len(asked) <= 3 * 3


async def test_the_page_asks_as_often_for_a_full_door_as_for_an_empty_one() -> None:
    lesson = await world.held_lesson(capacity=30)
    await _asked(lesson)
    few = await _asked(lesson)
    ours = [await at_door(lesson) for _each in range(4)]
    for number in range(12):
        seat = await seat_of(lesson, (f"佐藤 {number}", "サトウ", f"019-622-{number:04}"))
        for phone in ours[:2]:
            phone.scan(seat)
    event = ours[3].write("walk_in", lesson.id, number=1)
    for phone in ours:
        await phone.sync()
    await walk_ins.tell(await ours[3].row(), lesson.id, event["id"], "小原 キミ")
    await world.held_lesson(centre=lesson.centre, course=await world.course(slug="maps"))

    assert await _asked(lesson) == few


async def _asked(lesson: Lesson) -> int:
    browser = await world.visitor("coordinator")
    with counted() as asked:
        await browser.open(path(lesson, "/state"))
    return len(asked)


# ── confirming ──


async def test_a_class_says_which_phones_it_waits_for_before_and_when_one_confirms_it() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    phone.scan(seat)
    await phone.sync()
    await Lesson.filter(id=lesson.id).update(ends_at=clock.now() + timedelta(seconds=1))
    teacher = await world.visitor("instructor")
    report = f"/morioka/en/office/classes/{lesson.id}/report"
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        made = await (await teacher.open(report)).form("Report this class").fill(held="yes", attendance="1").submit()
        assert "Phone 1 is waited for: after the class" in made.text

        page = await (await world.visitor("coordinator")).open(report)
        assert page.link("Look at these phones") == path(lesson)
        refused = await page.form("Confirm this report").submit()
        assert refused.status == 422
        assert refused.errors
        assert "Phone 1" in refused.errors[0]
        assert "A class waits for it" in (await opened(lesson)).text

        await phone.beat()
        page = await refused.form("Confirm this report").submit()
    assert "Confirmed. This class counts." in page.text
    assert "waited for" not in page.text


async def test_the_report_counts_who_came_without_a_registration_too() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    phone.scan(seat)
    phone.write("walk_in", lesson.id, number=1)
    await phone.sync()

    page = await (await world.visitor("instructor")).open(f"/morioka/en/office/classes/{lesson.id}/report")

    assert page.form("Report this class").values["attendance"] == ["2"]
