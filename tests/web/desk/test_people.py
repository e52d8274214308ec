"""One caller: a seat by one key, her needs in one place, never two seats in one class."""

from datetime import timedelta

import pytest

from outreach import clock
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.browser import Browser
from tests.web.desk.walking import look_up, person_page


async def test_a_returning_caller_gets_a_seat_that_is_read_aloud_to_her(desk: Browser, city: City) -> None:
    await world.lesson(city)
    await world.person()
    page = await (await look_up(desk, "4411")).follow("1 佐藤 ハナ")
    assert page.heading == "Person on record"
    page = await page.form("/claim").submit("Reserve a seat")
    row = await Registration.get().prefetch_related("lesson")
    assert page.path == f"/morioka/en/desk/registrations/{row.id}"
    assert (row.status, row.channel, row.taken_by.partition(":")[0]) == ("confirmed", "phone", "account")
    assert "a seat is reserved for you" in page.text
    assert "from 1:30 pm to 3 pm" in page.text
    assert f"{row.code[:4]}-{row.code[4:]}" in page.text


async def test_needs_stand_on_her_page_and_nowhere_else(desk: Browser) -> None:
    who = await world.person(needs="前の席を希望")
    row = await world.seat(await world.lesson(), who)
    assert "前の席を希望" in (await person_page(desk, who)).text
    base = "/morioka/en/desk"
    for path in (
        f"/registrations/{row.id}",
        f"/registrations/{row.id}/paper",
        f"/classes/{row.lesson_id}",
        f"/classes/{row.lesson_id}/roster",
    ):
        assert "前の席を希望" not in (await desk.open(base + path)).text
    assert "前の席を希望" not in (await look_up(desk, "さとう")).text


async def test_a_class_in_her_town_comes_before_a_sooner_one_elsewhere(desk: Browser, city: City) -> None:
    await world.lesson(city, centre=await world.centre(city))
    north = await world.centre(
        city, "kita", name={"ja": "北松園センター", "en": "North Centre"}, address="北松園二丁目"
    )
    await world.lesson(city, centre=north, day=clock.today() + timedelta(days=9))
    text = (await person_page(desk, await world.person(town="松園"))).text
    assert text.index("North Centre") < text.index("Central Community Centre")
    assert "in the same town" in text


async def test_she_cannot_be_signed_up_twice_for_one_class(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    page = await person_page(desk, await Participant.get())
    assert "A seat is reserved" in page.text
    again = {"key": "a" * 32, "channel": "phone", "lesson_id": str(row.lesson_id)}
    page = await desk.post(f"/morioka/en/desk/people/{row.participant_id}/claim", again)
    assert page.status == 422
    assert page.errors == ["This person is already signed up for this class."]
    assert await Registration.all().count() == 1


async def test_pressing_twice_takes_one_seat(desk: Browser) -> None:
    lesson = await world.lesson()
    form = (await person_page(desk, await world.person())).form("/claim")
    first, second = await form.submit("Reserve a seat"), await form.submit("Reserve a seat")
    assert first.path == second.path
    assert (await Lesson.get(id=lesson.id)).taken == 1


async def test_a_full_class_offers_its_waiting_list_and_the_number_is_read_aloud(desk: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    other = await world.person(name="田中 一", kana="タナカ ハジメ", phone="019-622-9999")
    page = await (await person_page(desk, other)).form("/claim").submit("Join the waiting list")
    assert page.heading == "On the waiting list, number 1"
    assert "You are on the waiting list with the number 1." in page.text


async def test_the_counter_is_written_down_as_the_counter(desk: Browser) -> None:
    await world.lesson()
    page = await person_page(desk, await world.person())
    await page.form("/claim").choose("at the counter").submit("Reserve a seat")
    assert (await Registration.get()).channel == "counter"


@pytest.mark.parametrize(
    ("lesson_id", "channel"), [("", "phone"), ("x", "phone"), ("9" * 40, "phone"), ("1", "fax"), ("\0", "phone")]
)
async def test_what_no_button_sends_gets_a_sentence(desk: Browser, lesson_id: str, channel: str) -> None:
    who = await world.person()
    await world.lesson()
    sent = {"key": "\0", "lesson_id": lesson_id, "channel": channel}
    page = await desk.post(f"/morioka/en/desk/people/{who.id}/claim", sent)
    assert page.status == 422
    assert page.errors


async def test_a_class_whose_intake_is_over_cannot_be_had(desk: Browser) -> None:
    lesson = await world.held_lesson()
    who = await world.person()
    assert "Reserve a seat" not in (await person_page(desk, who)).text
    sent = {"key": "b" * 32, "channel": "phone", "lesson_id": str(lesson.id)}
    page = await desk.post(f"/morioka/en/desk/people/{who.id}/claim", sent)
    assert page.errors == ["Sign-up for this class has closed. Please choose another."]
