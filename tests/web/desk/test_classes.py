"""Who has a seat, who waits, who is to be called, and the list for the door."""

from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.browser import Browser


async def test_seats_stand_in_kana_order_and_the_waiting_list_by_number(desk: Browser) -> None:
    lesson = await world.lesson(capacity=2)
    for name, kana in (("山田", "ヤマダ"), ("青木", "アオキ"), ("若林", "ワカバヤシ"), ("池田", "イケダ")):
        await world.seat(lesson, await world.person(name=name, kana=kana, phone=""))
    text = (await desk.open(f"/morioka/en/desk/classes/{lesson.id}")).text
    assert text.index("若林") < text.index("池田")
    assert text.index("青木") < text.index("山田")


async def test_a_free_seat_goes_to_the_first_once_she_is_told(desk: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    holder = await world.seat(lesson)
    first = await world.seat(lesson, await world.person(name="山田", kana="ヤマダ", phone=""))
    await world.seat(lesson, await world.person(name="青木", kana="アオキ", phone=""))
    page = await desk.open(f"/morioka/en/desk/classes/{lesson.id}")
    assert "The person was told" not in page.text
    await (await desk.open(f"/morioka/en/desk/registrations/{holder.id}/cancel")).form("/cancel").submit()
    page = await desk.open(f"/morioka/en/desk/classes/{lesson.id}")
    page = await page.form("/seat").submit()
    assert (await Registration.get(id=first.id)).status == "confirmed"
    assert "The person was told" not in page.text


async def test_nobody_is_given_a_seat_before_who_waits_longer(desk: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    await world.seat(lesson, await world.person(name="山田", kana="ヤマダ", phone=""))
    second = await world.seat(lesson, await world.person(name="青木", kana="アオキ", phone=""))
    await Lesson.filter(id=lesson.id).update(capacity=2)
    page = await desk.post(f"/morioka/en/desk/registrations/{second.id}/seat")
    assert page.status == 422
    assert page.errors == ["Somebody else has waited longer. Please call that person first."]


async def test_the_coming_classes_show_their_seats(desk: Browser) -> None:
    await world.lesson(capacity=3)
    page = await desk.open("/morioka/en/desk/classes")
    assert "3 seats left" in page.text
    assert (await page.follow("1:30 pm")).heading == "Your first smartphone"


async def test_a_draft_is_not_on_the_desk(desk: Browser) -> None:
    draft = await world.lesson(status="draft")
    assert (await desk.open(f"/morioka/en/desk/classes/{draft.id}")).status == 404
