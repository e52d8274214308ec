"""Somebody new: details once, and a warning that does not stand in the way."""

import pytest

from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.browser import Browser
from tests.web.desk.walking import NEWCOMER, new_page


async def test_details_once_and_a_seat_in_one_form(desk: Browser) -> None:
    await world.lesson()
    page = await new_page(desk)
    who = await Participant.get()
    assert page.heading == "A seat is reserved"
    assert (who.name, who.kana, who.phone_e164, who.needs) == ("工藤 フミ", "クドウ フミ", "+81196521234", "前の席")
    assert who.purpose_version


async def test_the_purpose_is_read_to_her_first(desk: Browser) -> None:
    await world.lesson()
    assert "We use them only to hold the classes" in (await desk.open("/morioka/en/desk/new")).text


async def test_somebody_alike_is_shown_but_does_not_stand_in_the_way(desk: Browser) -> None:
    lesson = await world.lesson()
    known = await world.person(name="工藤 富美", kana="クドウ フミ", phone="019-600-7777")
    page = await new_page(desk)
    assert page.link("工藤 富美") == f"/morioka/en/desk/people/{known.id}?lesson={lesson.id}"
    assert await Registration.all().count() == 0
    page = await page.form("/desk/new").submit("Somebody else")
    assert page.heading == "A seat is reserved"
    assert await Participant.all().count() == 2


async def test_a_couple_may_share_a_phone(desk: Browser) -> None:
    await world.lesson()
    await world.person(name="工藤 健", kana="クドウ ケン", phone="019-652-1234")
    page = await new_page(desk)
    assert "Couples may share a phone" in page.text
    assert "工藤 健" in page.text


async def test_sending_the_form_twice_makes_one_person_with_one_seat(desk: Browser) -> None:
    lesson = await world.lesson()
    page = await desk.open(f"/morioka/en/desk/new?lesson={lesson.id}")
    form = page.form("/desk/new").fill(None, **NEWCOMER)
    first, second = await form.submit(), await form.submit()
    assert first.path == second.path
    assert await Participant.all().count() == 1
    assert (await Lesson.get(id=lesson.id)).taken == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kana", ""),
        ("kana", "工藤"),
        ("kana", "あ" * 61),
        ("name", ""),
        ("name", "\0"),
        ("name", "あ\u202eい"),
        ("phone", "0120"),
        ("phone", "電話なし"),
        ("town", "あ" * 41),
        ("age_band", "17"),
        ("device", "fax"),
        ("language", "xx"),
        ("needs", "あ" * 101),
        ("lesson_id", ""),
    ],
)
async def test_what_cannot_be_kept_gets_a_sentence_at_its_field(desk: Browser, field: str, typed: str) -> None:
    await world.lesson()
    page = await new_page(desk, **{field: typed})
    assert page.status == 422
    assert len(page.errors) == 1
    assert page.heading == "Take the details of a new person"
    kept = page.form("/desk/new").values
    others = {name: value for name, value in NEWCOMER.items() if name != field}
    assert {name: kept[name][0] for name in others} == others
    assert await Participant.all().count() == 0


async def test_who_has_no_phone_is_welcome(desk: Browser) -> None:
    await world.lesson()
    assert (await new_page(desk, phone="")).heading == "A seat is reserved"
