"""The signed ticket of a QR opens what the short address opens; a ticket that was replaced opens nothing any more."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from outreach import checkin, tickets, vault
from outreach.audit import SYSTEM
from outreach.checkin import Arrival, paper, rosters
from outreach.checkin.ticks import read_ticks
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, RetiredTicket, cancel, reissue
from tests import world
from tests.browser import Browser, Page
from tests.web.desk.walking import look_up

NAME = "佐藤 ハナ"
REPLACED = "This ticket was replaced by a new one"


async def a_seat(lesson: Lesson | None = None) -> Registration:
    return await world.seat(lesson or await world.lesson())


def signed(of: Registration) -> str:
    return tickets.address_of("http://127.0.0.1:8000", "morioka", of).rpartition("/")[2]


@pytest.fixture
async def clerk(app: Starlette) -> AsyncIterator[Browser]:
    one = Browser(app)
    one.client.cookies.set("outreach", await world.sign_in(await world.account(role="clerk")))
    yield one
    await one.close()


async def found(desk: Browser, row: Registration) -> Page:
    return await desk.open(f"/morioka/en/desk/registrations/{row.id}")


async def test_the_address_of_the_qr_opens_the_ticket_and_everything_below_it(browser: Browser) -> None:
    seat = await a_seat()
    page = await browser.open(f"/MORIOKA/T/{signed(seat)}")
    assert page.status == 200
    assert tickets.code_words(seat.code) in page.text
    for end in ("paper", "class.ics"):
        assert (await browser.open(f"/morioka/en/T/{signed(seat)}/{end}")).status == 200
    page = await browser.post(f"/morioka/en/T/{signed(seat)}/show", {"digits": "4411"})
    assert NAME in page.text


async def test_the_qr_of_a_page_is_the_signed_ticket_and_always_the_same(browser: Browser) -> None:
    seat = await a_seat()
    drawn = tickets.qr_svg(tickets.address_of("http://127.0.0.1:8000", "morioka", seat), "Ticket")
    for end in ("", "/paper"):
        assert drawn in (await browser.open(f"/morioka/en/T/{seat.token}{end}")).html


@pytest.mark.usefixtures("database")
async def test_the_door_opens_the_ticket_by_the_address_of_the_qr() -> None:
    seat = await a_seat()
    volunteer = await world.visitor("volunteer", of=seat.lesson)
    page = await volunteer.open(f"/morioka/en/door/T/{signed(seat)}")
    assert (page.status, NAME in page.text) == (200, True)


async def test_a_signed_ticket_that_is_not_ours_is_not_found(browser: Browser) -> None:
    seat = await a_seat()
    await world.tomi()
    good = signed(seat)
    forged = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    for address in f"/morioka/en/T/{forged}", f"/tomi/en/T/{good}", f"/morioka/en/T/{good.lower()}":
        assert (await browser.open(address)).status == 404


async def test_a_signed_ticket_whose_key_is_gone_is_not_found(browser: Browser) -> None:
    good = signed(await a_seat())
    vault.use({2: b"n" * 32})
    try:
        assert (await browser.open(f"/morioka/en/T/{good}")).status == 404
    finally:
        vault.load(None)


async def test_a_lost_ticket_is_made_anew_after_one_was_asked_once_more(clerk: Browser) -> None:
    old = await a_seat()
    page = await found(clerk, old)
    page = await page.form("/reissue").submit()
    assert (page.status, page.errors) == (422, ["Please tick the box if you are sure."])
    assert await RetiredTicket.all().count() == 0
    page = await page.form("/reissue").fill(confirm="yes").submit()
    new = await Registration.get(id=old.id)
    assert page.path == f"/morioka/en/desk/registrations/{old.id}/paper"
    assert tickets.code_words(new.code) in page.text
    assert tickets.code_words(old.code) not in page.text


async def test_who_has_given_up_is_given_no_new_ticket(clerk: Browser) -> None:
    old = await a_seat()
    page = await found(clerk, old)
    await cancel(old, by=SYSTEM)
    page = await page.form("/reissue").fill(confirm="yes").submit()
    assert page.status == 422
    assert "cancelled" in page.text
    assert await RetiredTicket.all().count() == 0


async def test_the_old_address_says_that_there_is_a_new_ticket_and_names_nobody(browser: Browser) -> None:
    old = await a_seat()
    address = signed(old)
    await reissue(old.city_id, old.id, by=SYSTEM)
    for token in old.token, address:
        for end in ("", "/paper", "/class.ics"):
            page = await browser.open(f"/morioka/en/T/{token}{end}")
            assert (page.status, page.heading) == (410, REPLACED)
            assert page.answer.headers["cache-control"] == "no-store"
            assert not any(hers in page.html for hers in (NAME, "サトウ", "4411", (await renewed(old)).token))
        page = await browser.post(f"/morioka/en/T/{token}/cancel", {"digits": "4411", "confirm": "yes"})
        assert page.status == 410
    assert (await renewed(old)).status == "confirmed"
    await world.tomi()
    assert (await browser.open(f"/tomi/en/T/{old.token}")).status == 404


async def renewed(old: Registration) -> Registration:
    return await Registration.get(id=old.id)


@pytest.mark.usefixtures("database")
async def test_at_the_door_the_old_ticket_says_so_and_lets_nobody_in() -> None:
    old = await a_seat()
    await reissue(old.city_id, old.id, by=SYSTEM)
    volunteer = await world.visitor("volunteer", of=old.lesson)
    page = await volunteer.open(f"/morioka/en/door/T/{old.token}")
    assert (page.status, page.heading, NAME in page.html) == (410, REPLACED, False)
    page = await volunteer.open(f"/morioka/en/door/{old.lesson_id}")
    page = await page.form("Check in by number").fill(code=old.code).submit()
    assert page.status == 422
    assert REPLACED in page.errors[0]
    assert await Arrival.all().count() == 0


async def test_the_desk_is_told_that_the_number_is_an_old_one(clerk: Browser) -> None:
    old = await a_seat()
    await reissue(old.city_id, old.id, by=SYSTEM)
    page = await look_up(clerk, old.code)
    assert page.status == 422
    assert REPLACED in page.errors[0]


@pytest.mark.parametrize(("digits", "said"), [("4411", REPLACED), ("0000", "No ticket with this number")])
async def test_only_who_knows_the_digits_learns_that_the_number_was_replaced(
    browser: Browser, digits: str, said: str
) -> None:
    old = await a_seat()
    await reissue(old.city_id, old.id, by=SYSTEM)
    page = await browser.open("/morioka/en/my-ticket")
    page = await page.form("/my-ticket").fill(None, code=old.code, digits=digits).submit()
    assert page.status == 422
    assert said in page.errors[0]


@pytest.mark.usefixtures("database")
async def test_the_ticks_of_a_list_with_an_old_number_say_so() -> None:
    lesson = await world.held_lesson()
    roster = await rosters.print_list(lesson, by=SYSTEM)
    old = await a_seat(lesson)
    await reissue(old.city_id, old.id, by=SYSTEM)
    with pytest.raises(Refusal) as refused:
        await paper.enter(lesson.city_id, roster, read_ticks(old.code), 0, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("replaced", "lines")


@pytest.mark.usefixtures("database")
async def test_who_is_here_stays_here_with_a_new_ticket() -> None:
    old = await a_seat()
    await checkin.check_in(old.city_id, old.lesson_id, old.id, method="code", by=SYSTEM)
    new = await reissue(old.city_id, old.id, by=SYSTEM)
    verdict = await checkin.check_in(new.city_id, new.lesson_id, new.id, method="code", by=SYSTEM)
    assert verdict.word != "in"
    assert await Arrival.filter(standing=True).count() == 1
