"""Consultation hours and training for staff on the pages: apart from the classes, booked at the desk and reported."""

from datetime import timedelta
from typing import Any

import pytest

from outreach import clock, goal
from outreach.goal import Report
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.counting import questions

pytestmark = pytest.mark.usefixtures("database")
FUMI: dict[str, Any] = {"name": "工藤 フミ", "kana": "クドウ フミ", "phone": "019-652-1234"}
TITLE = {"ja": "スマートフォン相談", "en": "Smartphone advice"}


async def slot(**over: object) -> Lesson:
    course = await world.course(slug="consultation", kind="consultation", title=TITLE)
    return await world.lesson(course=course, capacity=1, minutes=30, **over)  # type: ignore[arg-type]  # a test's own


async def test_the_office_plans_hours_and_the_public_sees_the_free_times_apart() -> None:
    await world.course(slug="consultation", kind="consultation", title=TITLE)
    centre, leader = await world.centre(), await world.instructor()
    browser = await world.visitor("coordinator")
    page = await (await browser.open("/morioka/en/office/courses")).follow("Consultation hours")
    day = clock.today() + timedelta(days=9)
    form = page.form("Plan these hours").fill({"Consultation": "Smartphone advice"})
    room = await world.room(centre)
    page = await form.fill(
        place=f"{centre.id}-{room.id}", instructor_id=str(leader.id), day=day.isoformat(), starts="10:00", ends="11:30"
    ).submit()
    assert page.heading == "Smartphone advice"
    assert await Lesson.filter(capacity=1, status="published").count() == 3

    public = await world.visitor()
    assert "Smartphone advice" not in (await public.open("/morioka/en/classes")).text
    page = await (await public.open("/morioka/en")).follow("Consultation: free times")
    assert "10 am to 10:30 am" in page.text
    page = await (await page.follow("10:30 am to 11 am")).follow("Book this consultation")
    page = await page.form("Book this consultation").fill(**FUMI).submit()
    assert page.heading == "Ticket"
    page = await public.open("/morioka/en/consultation")
    assert "10:30 am to 11 am" not in page.text
    assert "11 am to 11:30 am" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"minutes": "5"}, "Please write the length in minutes, from 10 to 120."),
        ({"ends": "10:10"}, "Not even one consultation fits between these times."),
        ({"day": "2027-02-31"}, "Please write a date that exists, such as 2026-12-01."),
        ({"place": ""}, "Please choose one of the answers."),
    ],
)
async def test_hours_that_cannot_be_get_a_sentence_and_keep_the_form(typed: dict[str, Any], sentence: str) -> None:
    course = await world.course(slug="consultation", kind="consultation", title=TITLE)
    centre, leader = await world.centre(), await world.instructor()
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/consultation", course=str(course.id))
    values: dict[str, Any] = {
        "place": str(centre.id),
        "instructor_id": str(leader.id),
        "day": "2027-02-03",
        "starts": "10:00",
    }
    page = await page.form("Plan these hours").fill(**values, ends="12:00").fill(**typed).submit()
    assert page.status == 422
    assert sentence in page.errors
    assert page.form("Plan these hours").value("Begins at") == "10:00"


async def test_at_the_desk_a_consultation_stands_apart_and_is_booked() -> None:
    lesson = await slot()
    who = await world.person()
    browser = await world.visitor("clerk")
    assert "Smartphone advice" not in (await browser.open("/morioka/en/desk")).text
    page = await browser.open("/morioka/en/desk/classes")
    assert "Consultation, one to one" in page.text
    page = await browser.open(f"/morioka/en/desk/classes/{lesson.id}")
    page = await page.follow("Person on record for this class")
    page = await page.form("/desk").fill(q="サトウ").submit()  # one person found is opened at once
    assert page.path.endswith(f"people/{who.id}?lesson={lesson.id}")
    page = await page.form("/claim").submit()
    assert page.heading == "A seat is reserved"
    assert await Registration.filter(lesson_id=lesson.id, status="confirmed").count() == 1


async def test_a_consultation_is_reported_as_held_or_not_and_counts_for_no_goal() -> None:
    lesson = await slot(starts_at=clock.now() - timedelta(hours=1))
    await world.goal(None, await world.course(), starts=clock.today() - timedelta(days=9), ends=clock.today())
    page = await (await world.visitor("instructor")).open(f"/morioka/en/office/classes/{lesson.id}/report")
    form = page.form("Report this consultation")
    assert "attendance" not in form.values
    page = await form.choose("Yes, it was held").submit()
    report = await Report.get(lesson_id=lesson.id)
    assert (report.held, report.attendance) == (True, 1)
    page = await (await world.visitor("coordinator")).open(f"/morioka/en/office/classes/{lesson.id}/report")
    page = await page.form("Confirm this report").submit()
    assert "Consultations are not counted as classes." in page.text
    assert [one.held for one in await goal.progress(lesson.city_id)] == [0]


async def test_a_consultation_that_was_not_held_needs_a_reason_only() -> None:
    lesson = await slot(starts_at=clock.now() - timedelta(hours=1))
    page = await (await world.visitor("instructor")).open(f"/morioka/en/office/classes/{lesson.id}/report")
    page = (
        await page.form("Report this consultation").choose("No, it was not held").fill(note="来られなかった").submit()
    )
    assert (await Report.get(lesson_id=lesson.id)).attendance == 0


async def test_consultation_hours_stay_out_of_the_public_calendar() -> None:
    lesson = await slot()
    feed = await (await world.visitor()).open("/morioka/calendar.ics")
    assert lesson.uid not in feed.text


async def test_consultations_needs_as_many_questions_for_one_as_for_many() -> None:
    counts = []
    for number in range(2):
        for hour in range(4):
            await slot(at=world.AT.replace(hour=9 + 4 * number + hour))
        browser = await world.visitor()
        with questions() as asked:
            await browser.open("/morioka/en/consultation")
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


async def training() -> Lesson:
    course = await world.course(slug="staff", audience="staff", title={"ja": "職員研修", "en": "Staff training"})
    return await world.lesson(course=course)


async def test_training_for_staff_is_never_public() -> None:
    lesson = await training()
    public = await world.visitor()
    for path in ("", "/classes", "/consultation", f"/centres/{lesson.centre_id}", "/calendar.ics"):
        answer = await public.open(f"/morioka/en{path}")
        assert "Staff training" not in answer.text, path
        assert lesson.uid not in answer.text
    for path in (f"/classes/{lesson.id}", f"/classes/{lesson.id}/sign-up", f"/classes/{lesson.id}/class.ics"):
        assert (await public.open(f"/morioka/en{path}")).status == 404


async def test_training_is_planned_like_a_class_and_counts_for_its_own_goal_only() -> None:
    course = await world.course(slug="staff", audience="staff", title={"ja": "職員研修", "en": "Staff training"})
    first, last = clock.today() - timedelta(days=9), clock.today() + timedelta(days=99)
    await world.goal(None, await world.course(), starts=first, ends=last)
    await world.goal(None, course, starts=first, ends=last, key="staff", unit="attendances")
    centre, leader = await world.centre(), await world.instructor()
    browser = await world.visitor("coordinator")
    assert "Staff training" in (await browser.open("/morioka/en/office/seasons/new")).text
    page = await browser.open("/morioka/en/office/classes/new")
    day = (clock.today() + timedelta(days=9)).isoformat()
    values: dict[str, Any] = {"course_id": str(course.id), "place": str(centre.id), "instructor_id": str(leader.id)}
    page = await page.form("Plan this class").fill(**values, day=day).submit()
    assert (await Lesson.get()).course_id == course.id
    found = {one.goal.key: one.planned for one in await goal.progress(course.city_id)}
    assert found == {"classes": 0, "staff": 1}


async def test_staff_are_registered_for_training_at_the_desk_and_have_a_ticket() -> None:
    lesson = await training()
    browser = await world.visitor("clerk")
    assert "Staff training" not in (await browser.open("/morioka/en/desk")).text
    page = await browser.open("/morioka/en/desk/classes")
    page = await page.follow(await _heading(page.links(), lesson))
    page = await page.follow("New person for this class")
    page = await page.form("/desk/new").fill(**FUMI).submit()
    assert page.heading == "A seat is reserved"
    row = await Registration.get(lesson_id=lesson.id)
    ticket = await (await world.visitor()).open(f"/morioka/en/T/{row.token}")
    assert ticket.status == 200
    assert "Put this class into my calendar" not in ticket.links()


async def _heading(links: dict[str, str], lesson: Lesson) -> str:
    return next(words for words, href in links.items() if href.endswith(f"/desk/classes/{lesson.id}"))
