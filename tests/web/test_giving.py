"""How the seats of one class are given: what can still change is a field, what stands is a sentence."""

from datetime import timedelta

import pytest

from outreach import clock
from outreach.lessons import Lesson
from tests import world

pytestmark = pytest.mark.usefixtures("database")
FIXED = "Whether seats are drawn, and when, cannot change any more."


def path(lesson: Lesson) -> str:
    return f"/morioka/en/office/classes/{lesson.id}/giving"


async def test_before_people_sign_up_the_draw_is_chosen_here() -> None:
    lesson = await world.lesson(day=world.working_day(20), intake_opens_at=clock.now() + timedelta(days=1))
    page = await (await world.visitor("coordinator")).open(path(lesson))
    assert FIXED not in page.text
    assert "field-draws_time" in page.document.by_id
    assert "field-phone_seats" in page.document.by_id


async def test_after_that_only_what_is_kept_for_the_phone_can_change() -> None:
    lesson = await world.lesson(day=world.working_day(20))
    page = await (await world.visitor("coordinator")).open(path(lesson))
    assert FIXED in page.text
    assert "not drawn by lot: first come, first served" in page.text
    assert "field-draws_time" not in page.document.by_id
    until = clock.now().astimezone(clock.TOKYO).date() + timedelta(days=3)
    form = page.form("/giving").fill(None, phone_seats="2", phone_day=f"{until}", phone_time="09:00")
    assert (await form.submit()).path == f"/morioka/en/office/classes/{lesson.id}"
    kept = await Lesson.get(id=lesson.id)
    assert (kept.phone_seats, kept.draws_at) == (2, None)


async def test_where_the_draw_stands_there_is_nothing_to_fill_in() -> None:
    lesson = await world.lesson(day=world.working_day(20), draws_at=clock.now() + timedelta(days=5))
    page = await (await world.visitor("coordinator")).open(path(lesson))
    assert FIXED in page.text
    assert "Seats are drawn by lot on" in page.text
    assert "field-phone_seats" not in page.document.by_id


async def test_a_draw_typed_before_and_sent_after_people_can_sign_up_is_refused_where_it_is_said() -> None:
    lesson = await world.lesson(day=world.working_day(20), intake_opens_at=clock.now() + timedelta(days=1))
    page = await (await world.visitor("coordinator")).open(path(lesson))
    await Lesson.filter(id=lesson.id).update(intake_opens_at=clock.now() - timedelta(hours=1))
    day = clock.now().astimezone(clock.TOKYO).date() + timedelta(days=4)
    refused = await page.form("/giving").fill(None, draws_day=f"{day}").submit()
    assert refused.status == 422
    assert any(FIXED in sentence for sentence in refused.errors)
    assert (await Lesson.get(id=lesson.id)).draws_at is None
