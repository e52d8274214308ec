import pytest
from starlette.applications import Starlette

from outreach.lessons import Lesson
from outreach.registration import Registration
from outreach.settings import Settings
from outreach.web.guard import cookies
from tests import world
from tests.browser import Browser, Page

DIGITS = "電話番号の下4けた"
EN_DIGITS = "The last four digits"
NAME = "佐藤 ハナ"


async def a_seat() -> Registration:
    return await world.seat(await world.lesson())


def path(of: Registration, end: str = "") -> str:
    return f"/morioka/en/T/{of.token}{end}"


async def opened(browser: Browser, of: Registration, digits: str = "4411") -> Page:
    page = await browser.open(path(of))
    return await page.form("/show").fill({EN_DIGITS: digits}).submit()


async def carrying(app: Starlette, name: str, secret: str) -> Browser:
    browser = Browser(app)
    browser.client.cookies.set(name, secret)
    return browser


async def status_of(of: Registration) -> str:
    return (await Registration.get(id=of.id)).status


async def taken(lesson: Lesson) -> tuple[int, int]:
    row = await Lesson.get(id=lesson.id)
    return row.taken, row.waiting


async def test_ticket_shows_class_place_and_number_but_no_name(browser: Browser) -> None:
    seat = await a_seat()
    page = await browser.open(path(seat))
    assert page.heading == "Ticket"
    assert "You have a seat" in page.text
    assert "Central Community Centre" in page.text
    assert f"{seat.code[:4]}-{seat.code[4:]}" in page.text
    assert NAME not in page.html
    assert "サトウ" not in page.html
    assert page.answer.headers["cache-control"] == "no-store"
    assert page.answer.headers["x-robots-tag"] == "noindex"


async def test_ticket_opens_at_the_upper_case_address_of_the_qr(browser: Browser) -> None:
    seat = await a_seat()
    page = await browser.open(f"/MORIOKA/T/{seat.token}")
    assert page.status == 200
    assert page.link("教室") is not None
    assert page.form("/show").action == f"/morioka/T/{seat.token}/show"


async def test_ticket_says_the_number_on_the_waiting_list(browser: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    waiting = await world.seat(lesson, await world.person(name="阿部 一郎", kana="アベ イチロウ"))
    assert "waiting list as number 1" in (await browser.open(path(waiting))).text


async def test_ticket_is_not_found_for_forged_tokens_and_in_another_city(browser: Browser) -> None:
    seat = await a_seat()
    await world.tomi()
    forged = [f"/morioka/T/{'A' * 26}", "/morioka/T/x", f"/tomi/T/{seat.token}", f"/morioka/T/{seat.token}A"]
    for address in [*forged, f"{forged[0]}/paper"]:
        page = await browser.open(address)
        assert (page.status, page.heading != "") == (404, True)


async def test_looking_at_a_ticket_changes_nothing(browser: Browser) -> None:
    seat = await a_seat()
    await browser.open(path(seat))
    await browser.open(path(seat, "/paper"))
    assert await status_of(seat) == "confirmed"
    assert (await browser.open(path(seat, "/cancel"))).status == 405
    assert (await browser.open(path(seat, "/show"))).status == 405


async def test_ticket_leads_only_the_volunteer_of_this_class_and_the_desk_to_the_door(
    app: Starlette, settings: Settings, browser: Browser
) -> None:
    seat, other = await a_seat(), await world.lesson()
    names = cookies(settings)
    here = await carrying(app, names.door, await world.door_pass(seat.lesson))
    elsewhere = await carrying(app, names.door, await world.door_pass(other))
    clerk = await carrying(app, names.account, await world.sign_in(await world.account(role="clerk")))
    auditor = await carrying(app, names.account, await world.sign_in(await world.account(role="auditor")))
    for who, sees in ((here, True), (clerk, True), (elsewhere, False), (auditor, False), (browser, False)):
        assert ("Check in at the door" in (await who.open(path(seat))).links()) is sees


async def test_paper_shows_the_number_and_the_code_but_no_name(browser: Browser) -> None:
    seat = await a_seat()
    page = await browser.open(path(seat, "/paper"))
    assert NAME not in page.html
    assert f"{seat.code[:4]}-{seat.code[4:]}" in page.text
    assert "<svg" in page.html


async def test_show_tells_the_name_to_who_knows_the_last_digits(browser: Browser) -> None:
    page = await opened(browser, await a_seat(), "４４１１")
    assert page.heading == "Your ticket"
    assert NAME in page.text


@pytest.mark.parametrize("digits", ["4412", "", "abc", "441", "\0", "1" * 5000])
async def test_show_says_the_same_to_all_wrong_digits_and_no_name(browser: Browser, digits: str) -> None:
    page = await opened(browser, await a_seat(), digits)
    assert page.status == 422
    assert page.heading == "Ticket"
    assert page.errors == ["These digits do not fit this ticket. Please look again, or call us."]
    assert NAME not in page.html


async def test_who_has_no_phone_cannot_open_a_ticket_with_empty_digits(browser: Browser) -> None:
    seat = await world.seat(await world.lesson(), await world.person(phone=""))
    page = await browser.post(path(seat, "/show"), {"digits": ""})
    assert page.status == 422
    assert "These digits do not fit" in page.errors[0]
    assert NAME not in page.html


async def test_who_can_be_told_by_no_way_is_asked_to_ask(browser: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    seat = await world.seat(lesson, await world.person(phone=""))
    assert "please ask us how it stands" in (await browser.open(path(seat))).text


async def test_guessing_digits_ends_after_some_tries(app: Starlette, settings: Settings, browser: Browser) -> None:
    seat = await a_seat()
    guesses = [await opened(browser, seat, f"{n:04}") for n in range(settings.tries_per_minute + 1)]
    assert [page.status for page in guesses] == [422] * settings.tries_per_minute + [429]
    assert (await opened(browser, seat)).status == 429
    assert (await browser.post(path(seat, "/cancel"), {"digits": "4411", "confirm": "yes"})).status == 429


async def test_cancel_gives_the_seat_back_once(browser: Browser) -> None:
    seat = await a_seat()
    page = await opened(browser, seat)
    form = page.form("/cancel").choose("Yes, I want to cancel")
    assert "cancelled" in (await form.submit()).text
    assert "cancelled" in (await form.submit()).text
    assert await status_of(seat) == "cancelled"
    assert await taken(seat.lesson) == (0, 0)


async def test_cancel_gives_up_a_place_on_the_waiting_list(browser: Browser) -> None:
    lesson = await world.lesson(capacity=1)
    await world.seat(lesson)
    waiting = await world.seat(lesson, await world.person(name="阿部 一郎", kana="アベ イチロウ"))
    await (await opened(browser, waiting)).form("/cancel").choose("Yes, I want to cancel").submit()
    assert await taken(lesson) == (1, 0)


async def test_cancel_asks_whether_one_is_sure(browser: Browser) -> None:
    seat = await a_seat()
    page = await (await opened(browser, seat)).form("/cancel").submit()
    assert page.status == 422
    assert page.errors == ["Please tick the box if you are sure."]
    assert await status_of(seat) == "confirmed"


async def test_cancel_with_wrong_digits_changes_nothing(browser: Browser) -> None:
    seat = await a_seat()
    page = await browser.post(path(seat, "/cancel"), {"digits": "0000", "confirm": "yes"})
    assert page.status == 422
    assert NAME not in page.html
    assert await status_of(seat) == "confirmed"


async def test_cancel_is_refused_from_a_strangers_page(browser: Browser) -> None:
    seat = await a_seat()
    sent = {"digits": "4411", "confirm": "yes"}
    page = await browser.send("POST", path(seat, "/cancel"), {"Origin": "https://evil.example"}, data=sent)
    assert page.status == 403
    assert await status_of(seat) == "confirmed"


async def test_find_leads_from_the_number_to_the_ticket(browser: Browser) -> None:
    seat = await a_seat()
    form = (await browser.open("/morioka/en/my-ticket")).form("my-ticket")
    typed = f" {seat.code[:4]}ー{seat.code[4:]}"
    page = await form.fill(code=typed, digits="4411").submit()
    assert page.path == path(seat)


async def test_find_says_the_same_for_an_unknown_number_and_for_wrong_digits(browser: Browser) -> None:
    seat = await a_seat()
    form = (await browser.open("/morioka/en/my-ticket")).form("my-ticket")
    wrong_digits = await form.fill(code=seat.code, digits="0000").submit()
    unknown = await form.fill(code="00000000", digits="4411").submit()
    assert wrong_digits.errors == unknown.errors
    assert wrong_digits.status == unknown.status == 422
    assert unknown.form("my-ticket").value("Number of the ticket") == "00000000"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("", "8 digits"), ("1234567", "8 digits"), ("12345678", "read the ticket number"), ("\0", "8 digits")],
)
async def test_find_helps_with_a_misread_number(browser: Browser, code: str, sentence: str) -> None:
    await world.morioka()
    page = await (await browser.open("/morioka/en/my-ticket")).form("my-ticket").fill(code=code).submit()
    assert page.status == 422
    assert sentence in page.errors[0]


async def test_find_does_not_open_another_citys_ticket(browser: Browser) -> None:
    seat = await a_seat()
    await world.tomi()
    page = await browser.post("/tomi/my-ticket", {"code": seat.code, "digits": "4411"})
    assert page.status == 422
