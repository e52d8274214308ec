"""The office's pages for courses: the list, one course, the form, and what other languages lack."""

from dataclasses import replace
from typing import Any

import pytest

from outreach import courses, departments
from outreach.accounts import Account
from outreach.audit import SYSTEM
from outreach.courses import Course
from tests import world
from tests.browser import Browser
from tests.counting import questions

pytestmark = pytest.mark.usefixtures("database")
FILLED: dict[str, Any] = {
    "title_ja": "写真の整理",
    "description_ja": "とった写真を整理します。",
    "bring_ja": "スマートフォン",
    "minutes": "60",
}


async def coordinator() -> Browser:
    return await world.visitor("coordinator")


async def test_new_course_is_added_and_says_what_english_lacks() -> None:
    browser = await coordinator()
    page = await (await browser.open("/morioka/en/office/courses")).follow("Add a course")

    page = await page.form("Add this course").fill(**FILLED).submit()

    course = await Course.get(title={"ja": "写真の整理"})
    assert page.path == f"/morioka/en/office/courses/{course.id}"
    assert "English lacks: title, description, what to bring" in page.text
    assert "English lacks" in (await browser.open("/morioka/en/office/courses")).text


async def test_new_course_keeps_what_was_typed_and_tells_each_mistake() -> None:
    page = await (await coordinator()).open("/morioka/en/office/courses/new")
    page = (
        await page.form("Add this course").fill(title_ja="", description_ja="説明", bring_ja="物", minutes="x").submit()
    )
    assert page.status == 422
    assert page.errors == ["Please fill this in.", "Please write the length in minutes, from 10 to 480."]
    assert page.form("Add this course").value("Description (日本語)") == "説明"


async def test_change_course_shows_what_it_is_and_saves() -> None:
    course = await world.course()
    page = await (await coordinator()).open(f"/morioka/en/office/courses/{course.id}")
    page = await page.follow("Change this course")
    form = page.form("Save the changes")
    assert form.value("Title (English)") == "Your first smartphone"
    page = await form.fill(title_en="Begin with us").submit()
    assert page.heading == "Begin with us"
    assert (await Course.get(id=course.id)).slug == course.slug


async def test_a_course_with_classes_does_not_turn_into_a_consultation() -> None:
    course = await world.course()
    await world.lesson(course=course)
    page = await (await coordinator()).open(f"/morioka/en/office/courses/{course.id}/change")
    page = await page.form("Save the changes").choose("consultation").submit()
    assert page.errors == ["This course has classes already, so this cannot change. Please make another course."]


async def test_a_retired_course_cannot_be_planned_and_can_be_brought_back() -> None:
    course = await world.course()
    browser = await coordinator()
    page = await browser.open(f"/morioka/en/office/courses/{course.id}")
    page = await page.form("Plan this course no longer").submit()
    assert "This course is planned no longer" in page.text
    assert await courses.planned(course.city_id) == []
    page = await page.form("Plan this course again").submit()
    assert "planned no longer" not in page.text


async def test_another_departments_course_is_seen_and_not_changed() -> None:
    city = await world.morioka()
    own, other = [await departments.add(city, {"ja": name}, by=SYSTEM) for name in ("福祉", "社会教育")]
    course = await world.course(department=other)
    who = await world.account(login="coordinator")
    await Account.filter(id=who.id).update(department_id=own.id)
    browser = await coordinator()

    page = await browser.open(f"/morioka/en/office/courses/{course.id}")
    assert "Another department looks after this course." in page.text
    page = await browser.post(f"/morioka/en/office/courses/{course.id}/retire")
    assert page.status == 422
    assert "Another department looks after this. Please ask a coordinator there." in page.errors
    assert not (await Course.get(id=course.id)).retired


async def test_courses_asks_as_many_questions_for_one_as_for_many() -> None:
    counts = []
    for rounds in range(2):
        for number in range(4):
            course = await world.course(slug=f"c{rounds}{number}")
            await world.lesson(course=course)
        browser = await coordinator()
        with questions() as asked:
            await browser.open("/morioka/en/office/courses")
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


async def test_course_lists_its_coming_classes_and_its_co_hosts() -> None:
    from outreach import organisations

    city = await world.morioka()
    host = await organisations.add(city, {"ja": "見本の会", "en": "Sample group"}, "support", by=SYSTEM)
    facts = courses.Facts({"ja": "講座"}, {"ja": "説明"}, {"ja": "電話"})
    course = await courses.add(city, replace(facts, cohost_ids=(host.id,)), by=SYSTEM)
    lesson = await world.lesson(course=course)
    page = await (await coordinator()).open(f"/morioka/en/office/courses/{course.id}")
    assert "Sample group" in page.text
    assert f"/office/classes/{lesson.id}" in page.html
    public = await (await world.visitor()).open(f"/morioka/en/classes/{lesson.id}")
    assert "Held together with" in public.text
