"""People to tell: the list, what to read aloud, and the buttons."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine

from outreach import clock
from outreach.audit import AuditEntry
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.notices import LetterBatch, Told, note_told
from outreach.people import Participant
from outreach.registration import Registration, cancel
from tests import world
from tests.browser import Browser, Page
from tests.changes.changing import OFF, ON, change, changes_of, in_days, moved
from tests.changes.counting import asked
from tests.document import said
from tests.registration.wishing import CLERK

pytestmark = pytest.mark.usefixtures("database")


async def called_off(*people: tuple[str, str], **facts: str) -> tuple[Lesson, list[Registration]]:
    """A class that was cancelled, with these people by name and phone, who have an address."""
    lesson = await world.lesson(**in_days(7))
    told: dict[str, Any] = {"address": "盛岡市内丸12-2", **facts}
    rows = [await world.seat(lesson, await world.person(name=n, phone=p, **told)) for n, p in people]
    await change(lesson, wanted=OFF)
    return lesson, rows


async def desk() -> Browser:
    """The clerk."""
    return await world.visitor("clerk")


async def listed(path: str = "/morioka/en/desk/notices") -> Page:
    """The call list."""
    return await (await desk()).open(path)


async def test_notices_lists_who_is_to_be_called_and_what_is_said() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"), ("左藤 花", ""))
    page = await listed()
    assert page.heading == "People to tell"
    assert "2 people must still be told." in page.text
    assert "019-622-4411" in page.text
    assert "no phone: letter, or at the counter" in page.text
    assert "台風のため" in page.text


async def test_told_takes_the_person_off_the_list_and_no_answer_does_not() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"))
    page = await listed()
    page = await page.form("No answer").submit("No answer")
    assert "no answer" in page.text
    page = await page.form("Told").submit("Told")
    assert "Everybody has been told." in page.text
    assert [one.outcome for one in await Told.all().order_by("id")] == ["no_answer", "told"]


async def test_who_believes_in_the_later_time_reads_that_the_class_has_taken_place() -> None:
    lesson = await world.lesson(day=world.working_day(14))
    await world.seat(lesson, await world.person(language="en"))
    await change(lesson, wanted=moved(days=-7))
    assert "has taken place already" not in (await listed()).text.casefold()
    earlier = await Lesson.get(id=lesson.id)
    with time_machine.travel(earlier.ends_at + timedelta(hours=1), tick=False):
        page = await listed()
    assert "has taken place already: " in page.text
    assert "It has taken place already, " in page.text
    assert "now: " not in page.text


async def test_told_twice_by_one_press_is_one_attempt() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"))
    form = (await listed()).form("No answer")
    await form.submit("No answer")
    await form.submit("No answer")
    assert await Told.all().count() == 1


async def test_told_of_something_else_is_refused_on_the_list() -> None:
    _lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    browser = await desk()
    for typed in ({"outcome": "told", "topic": "change", "number": "999"}, {"outcome": "shouted"}, {}):
        page = await browser.post(f"/morioka/en/desk/notices/{row.id}", typed)
        assert (page.status, len(page.errors)) == (422, 1)
    assert not await Told.all().exists()


async def test_each_person_is_told_in_her_own_language_with_weekdays() -> None:
    lesson = await world.lesson(**in_days(7))
    await world.seat(lesson, await world.person(name="Anna", phone="019-622-4411", language="en"))
    await world.seat(lesson, await world.person(name="佐藤 ハナ", kana="ワ"))
    await change(lesson, wanted=moved(days=1, starts=time(10)))
    page = await listed("/morioka/desk/notices")
    before = f"{lesson.day:%A} {lesson.day.day} {lesson.day:%B}, from 1:30 pm to 3 pm"
    after = lesson.day + timedelta(days=1)
    assert before in page.text
    assert f"{after:%A} {after.day} {after:%B}, from 10 am to 11:30 am" in page.text
    assert (
        f"{lesson.day.month}月{lesson.day.day}日、{'月火水木金土日'[lesson.day.weekday()]}曜日、午後1時30分から3時まで"
        in page.text
    )


async def test_letters_are_put_together_printed_again_and_posted() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"), ("左藤 花", ""), ("Anna", ""), language="en")
    page = await (await listed()).follow("Letters to print: 2")
    assert "2 letters are to be written." in page.text
    assert "neither phone nor address" not in page.text
    page = await page.form("Put these letters together").submit("Put these letters together")
    assert "There is no letter to write." in page.text
    for _time in range(2):
        pdf = await page.follow("Print these letters")
        assert pdf.answer.headers["content-type"] == "application/pdf"
        assert pdf.answer.headers["cache-control"] == "no-store"
        assert pdf.answer.content.startswith(b"%PDF")
    page = await page.form("These letters were posted").submit("These letters were posted")
    assert "posted" in page.text
    assert "1 person must still be told." in (await listed()).text
    assert sorted(one.way for one in await Told.all()) == ["letter", "letter"]


async def test_no_letter_is_counted_for_who_has_no_address_and_the_pages_say_what_to_do() -> None:
    _lesson, [row] = await called_off(("左藤 花", ""), address="")
    page = await listed()
    assert "no phone and no address: tell at the next visit" in page.text
    page = await page.follow("Letters to print")
    assert "Of 1 person neither phone nor address is on record, so no letter is written." in page.text
    assert "There is no letter to write." in page.text
    page = await (await listed()).form("Told").submit("Told")
    assert [one.way for one in await Told.all()] == ["counter"]
    assert row.participant.name not in (await listed("/morioka/en/desk/notices/letters")).text


async def test_a_batch_of_which_nothing_is_left_prints_nothing() -> None:
    _lesson, [row] = await called_off(("左藤 花", ""))
    page = await listed("/morioka/en/desk/notices/letters")
    page = await page.form("Put these letters together").submit("Put these letters together")
    await cancel(row, by=CLERK)
    assert (await page.follow("Print these letters")).path.startswith("/morioka/en/desk/notices/letters")


async def test_letters_of_another_city_are_not_there() -> None:
    city = await world.tomi()
    batch = await LetterBatch.create(city_id=city.id, items=[], made_at=clock.now(), made_by="system")
    browser = await desk()
    assert (await browser.open(f"/morioka/en/desk/notices/letters/{batch.id}.pdf")).status == 404
    assert (await browser.post(f"/morioka/en/desk/notices/letters/{batch.id}/posted")).status == 404


async def offered() -> tuple[Lesson, Registration]:
    """A class of one seat, which is offered to who waits for it."""
    lesson = await world.lesson(day=world.working_day(14), capacity=1)
    first = await world.seat(lesson, await world.person(name="阿部 一郎", kana="アベ イチロウ"))
    row = await world.seat(lesson, await world.person(name="佐藤 ハナ", phone="019-622-4411", language="en"))
    await cancel(first, by=CLERK)
    return lesson, row


async def test_an_offer_stands_first_with_what_to_say_and_until_when() -> None:
    _lesson, row = await offered()
    await called_off(("和田", "019-622-4412"))
    page = await listed()
    headings = [said(one) for one in page.document.all("h2")]
    assert headings[0] == "Call these people now: a seat is kept for them"
    assert "An answer is wanted by" in page.text
    assert "Would you like the seat?" in page.text
    page = await page.form(f"/notices/{row.id}").submit("No answer")
    assert "no answer" in page.text


async def test_who_takes_the_seat_has_it_and_was_told() -> None:
    _lesson, row = await offered()
    page = await listed()
    for _time in range(2):
        done = await page.form("Takes the seat").submit("Takes the seat")
        assert done.path.endswith(f"/registrations/{row.id}")
    await row.refresh_from_db()
    assert row.status == "confirmed"
    assert [(one.topic, one.number, one.outcome) for one in await Told.all()] == [("offer", 1, "told")]
    assert "Everybody has been told." in (await listed()).text


async def test_who_declines_leaves_the_list_and_the_answer_stands() -> None:
    _lesson, row = await offered()
    page = await listed()
    form = page.form("Takes the seat")
    gone = await form.submit("Does not want it")
    assert "Everybody has been told." in gone.text
    late = await (await desk()).post(f"/morioka/en/desk/notices/{row.id}/answer", {"answer": "takes"})
    assert (late.status, len(late.errors)) == (422, 1)
    wrong = await (await desk()).post(f"/morioka/en/desk/notices/{row.id}/answer", {"answer": "perhaps"})
    assert (wrong.status, len(wrong.errors)) == (422, 1)
    await row.refresh_from_db()
    assert row.status == "cancelled"


async def test_an_offer_that_was_told_stays_until_it_is_answered() -> None:
    _lesson, row = await offered()
    page = await (await listed()).form(f"/notices/{row.id}").submit("Told")
    assert "told on the phone" in page.text
    assert "Takes the seat" in page.text
    assert "must still be told" not in page.text


async def test_the_list_can_be_of_one_class_only() -> None:
    lesson, _rows = await called_off(("佐藤 ハナ", "019-622-4411"))
    other = await world.lesson(day=world.working_day(9))
    await world.seat(other, await world.person(name="和田 花子"))
    await change(other, wanted=OFF)
    both = await listed()
    assert "佐藤 ハナ" in both.text
    assert "和田 花子" in both.text
    page = await both.form("Show").fill(None, **{"class": str(lesson.id)}).submit("Show")
    assert "佐藤 ハナ" in page.text
    assert "和田 花子" not in page.text
    paper = await page.follow("Call list to print")
    assert "和田 花子" not in paper.text


async def test_the_call_list_on_paper_has_a_number_and_boxes_and_nobody_without_a_phone() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"), ("左藤 花", ""))
    page = await (await listed()).follow("Call list to print")
    assert "A class is cancelled" in page.text
    assert "019-622-4411" in page.text
    assert "左藤 花" not in page.text
    assert len(page.document.all("tr")) == 2


async def test_who_takes_the_call_list_is_on_record_and_nobody_of_the_list() -> None:
    lesson, _rows = await called_off(("佐藤 ハナ", "019-622-4411"), ("和田", "019-622-4412"))
    browser = await desk()
    for _time in range(2):
        await browser.open("/morioka/en/desk/notices/calls")
    await browser.open(f"/morioka/en/desk/notices/calls?class={lesson.id}")
    taken = await AuditEntry.filter(action="calls.printed").order_by("id")
    assert [one.subject for one in taken] == [f"city:{lesson.city_id}", f"lesson:{lesson.id}"]
    assert all(one.actor.startswith("account:") for one in taken)
    assert all("2" in one.detail and "佐藤" not in one.detail and "4411" not in one.detail for one in taken)


async def test_an_empty_call_list_is_nothing_to_write_down() -> None:
    await called_off(("左藤 花", ""))
    assert "Nobody is to be called." in (await listed("/morioka/en/desk/notices/calls")).text
    assert not await AuditEntry.filter(action="calls.printed").exists()


async def test_each_class_says_how_many_were_reached() -> None:
    lesson, [one, _other, _third] = await called_off(
        ("和田", "019-622-4411"), ("阿部", "019-622-4412"), ("左藤 花", "")
    )
    [off] = await changes_of(lesson)
    await note_told(lesson.city_id, one.id, "change", off.id, "told", by=CLERK)
    assert "reached 1 of 3" in (await listed()).text


async def test_who_gets_a_mail_is_not_on_the_call_list_until_it_fails() -> None:
    lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    await City.filter(id=lesson.city_id).update(mail_from="desk@city.example")
    await Participant.filter(id=row.participant_id).update(email="hana@mail.example")
    page = await listed()
    assert "1 of these is told by mail" in page.text
    assert "019-622-4411" not in page.text
    with time_machine.travel(clock.now() + timedelta(hours=5), tick=False):
        assert "019-622-4411" in (await listed()).text


async def test_the_desk_and_the_office_show_how_many_are_left() -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"))
    words = "1 person must still be told."
    assert words in (await listed("/morioka/en/desk")).text
    assert words in (await (await world.visitor("coordinator")).open("/morioka/en/office")).text


async def test_a_registration_says_that_the_person_is_still_to_be_told() -> None:
    _lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    page = await listed(f"/morioka/en/desk/registrations/{row.id}")
    assert page.heading == "This class is cancelled"
    assert "a seat is reserved for you" not in page.text
    assert "Print the ticket" not in page.text
    page = await page.form("Told").submit("Told")
    assert "Everybody has been told." in page.text
    assert "has not been told" not in (await listed(f"/morioka/en/desk/registrations/{row.id}")).text


async def test_a_ticket_of_a_cancelled_class_is_not_printed() -> None:
    _lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    page = await listed(f"/morioka/en/desk/registrations/{row.id}/paper")
    assert page.path.endswith(f"/registrations/{row.id}")


async def test_nobody_of_another_city_is_on_the_list() -> None:
    foreign = await world.lesson(await world.tomi())
    await world.seat(foreign)
    await change(foreign, wanted=OFF)
    await world.morioka()
    assert "Everybody has been told." in (await listed()).text


async def test_a_held_after_all_is_told_to_who_believes_it_cancelled() -> None:
    lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    [off] = await changes_of(lesson)
    await note_told(lesson.city_id, row.id, "change", off.id, "told", by=CLERK)
    await change(lesson, wanted=ON)
    page = await listed()
    assert "held after all" in page.text


async def test_the_list_asks_as_often_for_many_as_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    await called_off(("佐藤 ハナ", "019-622-4411"))
    browser, queries, counts = await desk(), asked(monkeypatch), []
    for _round in range(2):
        queries.clear()
        await browser.open("/morioka/en/desk/notices")
        counts.append(len(queries))
        await called_off(*((f"人{n}", "") for n in range(8)))
    assert counts[0] == counts[1] > 0


async def test_a_long_list_shows_the_first_hundred_and_says_so() -> None:
    lesson, [row] = await called_off(("佐藤 ハナ", "019-622-4411"))
    people = [await world.person(name=f"人{n}", phone="") for n in range(101)]
    await Registration.bulk_create(
        Registration(
            city_id=lesson.city_id,
            lesson_id=lesson.id,
            participant=one,
            status="confirmed",
            channel="phone",
            taken_by="system",
            code=f"{n:08}",
            token=f"{n:026}",
            at=row.at,
        )
        for n, one in enumerate(people)
    )
    page = await listed()
    assert "102 people must still be told." in page.text
    assert "2 more people come after these." in page.text
    assert row.at < clock.now()
