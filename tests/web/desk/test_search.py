"""Finding the caller: by sound, name, phone or ticket; what was typed stays out of addresses."""

import pytest

from outreach.people import Participant
from tests import world
from tests.browser import Browser
from tests.web.desk.walking import enter, found, look_up


@pytest.mark.parametrize("typed", ["さとう は", "ｻﾄｳ", "satou", "佐藤", "4411", "0196224411", "０１９-６２２-４４１１"])
async def test_a_caller_is_found_by_kana_romaji_name_or_phone(desk: Browser, typed: str) -> None:
    await world.person()
    await world.person(name="田中 一", kana="タナカ ハジメ", phone="019-622-9999")
    names = found(await look_up(desk, typed))
    assert len(names) == 1
    assert "佐藤 ハナ" in names[0]


async def test_the_number_on_a_ticket_leads_straight_to_its_registration(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    page = await look_up(desk, f"{row.code[:4]} {row.code[4:]}")
    assert page.path == f"/morioka/en/desk/registrations/{row.id}"


async def test_a_misheard_digit_of_a_ticket_is_noticed(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    wrong = row.code[:-1] + str((int(row.code[-1]) + 1) % 10)
    page = await look_up(desk, wrong)
    assert page.status == 422
    assert page.errors == ["One of the digits seems to be different. Please read the ticket number once more."]
    assert page.form("search").values["q"] == [wrong]


async def test_what_a_clerk_types_about_a_caller_never_stands_in_an_address(desk: Browser) -> None:
    page = await look_up(desk, "さとう")
    assert page.path == "/morioka/en/desk"
    assert page.form("search").method == "POST"


async def test_people_of_another_city_are_not_found(desk: Browser) -> None:
    await world.person(await world.tomi())
    page = await look_up(desk, "さとう")
    assert found(page) == []
    assert "Nobody was found" in page.text


@pytest.mark.parametrize("typed", ["", "\0", "あ" * 101, "\u202eさとう"])
async def test_what_cannot_be_searched_gets_a_sentence(desk: Browser, typed: str) -> None:
    page = await look_up(desk, typed)
    assert page.status == 422
    assert page.errors
    assert page.heading == "Who is calling?"


@pytest.mark.parametrize("typed", ["%", "_", "'", "\\", "4411' OR 1=1", "𠮷", "-", "ー"])
async def test_signs_of_the_database_are_only_signs(desk: Browser, typed: str) -> None:
    await world.person()
    page = await look_up(desk, typed)
    assert (page.status, found(page)) == (200, [])


async def test_what_was_typed_opens_the_form_for_a_new_person(desk: Browser) -> None:
    await world.lesson()
    page = await (await look_up(desk, "くどう")).form("/desk/new").submit()
    assert page.form("/desk/new").values["kana"] == ["くどう"]
    page = await (await look_up(desk, "0196521234")).form("/desk/new").submit()
    assert page.form("/desk/new").values["phone"] == ["0196521234"]
    page = await (await look_up(desk, "工藤")).form("/desk/new").submit()
    assert page.form("/desk/new").values["name"] == ["工藤"]
    assert await Participant.all().count() == 0


async def test_a_freed_seat_for_which_somebody_waits_is_shown_as_a_call_to_make(desk: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    first = await world.seat(lesson)
    await world.seat(lesson, await world.person(name="田中 一", kana="タナカ ハジメ", phone=""))
    assert "please call the first who waits" not in (await desk.open("/morioka/en/desk")).text
    page = await desk.open(f"/morioka/en/desk/registrations/{first.id}/cancel")
    await page.form("/cancel").submit()
    assert "please call the first who waits" in (await desk.open("/morioka/en/desk")).text


async def test_who_is_the_only_one_found_is_opened_by_enter(desk: Browser) -> None:
    who = await world.person()
    lesson = await world.lesson()
    assert (await enter(desk, "4411")).path == f"/morioka/en/desk/people/{who.id}"
    page = await (await desk.open(f"/morioka/en/desk?lesson={lesson.id}")).form("search").fill(q="4411").submit()
    assert page.path == f"/morioka/en/desk/people/{who.id}?lesson={lesson.id}"


async def test_of_two_who_share_a_phone_neither_is_opened_unasked(desk: Browser) -> None:
    await world.person()
    await world.person(name="佐藤 健", kana="サトウ ケン")
    page = await enter(desk, "4411")
    assert page.path == "/morioka/en/desk"
    assert len(found(page)) == 2


async def test_romaji_that_found_nobody_becomes_the_reading_of_the_new_person(desk: Browser) -> None:
    await world.lesson()
    page = await (await look_up(desk, "kudou fumi")).form("/desk/new").submit()
    assert page.form("/desk/new").values["kana"] == ["くどう ふみ"]
    assert "autofocus" in page.document.by_id["field-name"].attrib
    assert "autofocus" not in page.document.by_id["field-kana"].attrib


async def test_the_keys_are_switched_off_for_one_clerk_and_stay_off_without_scripts(desk: Browser) -> None:
    lesson = await world.lesson()
    page = await desk.open(f"/morioka/en/desk/classes/{lesson.id}")
    assert 'accesskey="n"' in page.html
    page = await page.form("/keys").submit("Switch the keys off")
    assert page.path == f"/morioka/en/desk/classes/{lesson.id}"
    for path in (page.path, "/morioka/en/desk", "/morioka/en/desk/new"):
        page = await desk.open(path)
        assert "accesskey" not in page.html
        assert page.document.all("body")[0].get("data-keys") == "off"
    page = await page.form("/keys").submit("Switch the keys on")
    assert page.path == "/morioka/en/desk/new"
    assert "accesskey" in page.html


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/desk", "/morioka/office", "/tomi/desk", ""])
async def test_the_switch_leads_nowhere_but_to_the_desk(desk: Browser, back: str) -> None:
    page = await desk.post("/morioka/en/desk/keys", {"keys": "off", "back": back})
    assert page.path == "/morioka/en/desk"
