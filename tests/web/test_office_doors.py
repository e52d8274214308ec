"""The office at a door: who has come, which phones are in, what is to be decided, and the sheet for the table."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
import zxingcpp
from PIL import Image

from outreach import clock
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import DoorInvitation, DoorPhone, invitations, phones
from outreach.refusal import Refusal
from tests import world
from tests.browser import Page
from tests.checkin.phone import Phone, at_door
from tests.document import said
from tests.papers.printed import printed
from tests.web.doors import HANA, TOME, opened, path, seat_of

ENDED = "This sheet has ended. Please print a new one."
pytestmark = pytest.mark.usefixtures("database")


# ── the doors of a day ──


async def test_the_office_comes_to_a_door_from_its_day_and_from_a_class() -> None:
    lesson = await world.held_lesson()
    await at_door(lesson)
    browser = await world.visitor("coordinator")

    page = await (await browser.open("/morioka/en/office")).follow("The doors of today")
    assert page.heading.startswith("Doors: today")
    assert "1 phone is in." in page.text
    page = await page.follow("Central Community Centre")

    assert page.path == path(lesson)
    assert (await browser.open(f"/morioka/en/office/classes/{lesson.id}")).link("Phones at the door") == path(lesson)


async def test_another_day_is_asked_for_and_a_day_without_classes_says_so() -> None:
    lesson = await world.lesson()
    browser = await world.visitor("coordinator")

    page = await browser.open("/morioka/en/office/doors", day=str(lesson.day))
    assert "Your first smartphone" in page.text
    assert "No phone is in yet." in page.text
    assert "There is no class on this day." in (await page.follow("The next day")).text


@pytest.mark.parametrize("day", ["2026-13-01", "20261121", "tomorrow", "1999-01-01", "2026-W47-6"])
async def test_what_is_no_day_is_no_door(day: str) -> None:
    lesson = await world.held_lesson()
    browser = await world.visitor("coordinator")

    assert (await browser.open(f"/morioka/en/office/doors/{lesson.centre_id}/{day}")).status == 404


# ── who has come ──


async def test_it_tells_who_came_without_a_registration_too_and_what_was_counted() -> None:
    lesson = await world.held_lesson()
    phone, seat = await at_door(lesson), await seat_of(lesson)
    await seat_of(lesson, TOME)
    assert "0 of 2 have come" in (await opened(lesson)).text

    phone.scan(seat)
    phone.write("walk_in", lesson.id, number=1)
    phone.write("count", lesson.id, number=2)
    await phone.sync()
    page = await opened(lesson)
    assert "1 of 2 have come" in page.text
    assert "and 1 person without a registration" in page.text
    assert "Counted in the room: 2, as many as were let in." in page.text

    phone.write("count", lesson.id, number=4)
    await phone.sync()
    assert "Counted in the room: 4. That is 2 more than were let in" in (await opened(lesson)).text
    phone.write("count", lesson.id, number=1)
    await phone.sync()
    assert "Counted in the room: 1. That is 1 fewer than was let in" in (await opened(lesson)).text


async def test_a_class_that_was_called_off_is_told_as_such() -> None:
    lesson = await world.held_lesson(status="cancelled")

    assert "called off" in (await opened(lesson)).text


# ── phones ──


async def test_a_phone_tells_when_it_was_last_heard_of_and_that_silence_is_no_loss() -> None:
    lesson = await world.held_lesson()
    await at_door(lesson)
    assert "Last heard of: just now" in (await opened(lesson)).text

    with time_machine.travel(clock.now() + timedelta(minutes=12), tick=False):
        page = await opened(lesson)

    assert "Last heard of: 12 minutes ago" in page.text
    assert "What it writes stays safe on it." in page.text


async def test_records_that_did_not_come_are_named_by_their_numbers() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    for who in (HANA, TOME):
        phone.scan(await seat_of(lesson, who))
    for _more in range(3):
        phone.write("walk_in", lesson.id, number=1)

    await phone.sync(phone.log[1])

    page = await opened(lesson)
    assert "4 records have not come yet: nos. 1, 3–5" in page.text
    await phone.sync()
    assert "not come yet" not in (await opened(lesson)).text


@pytest.mark.parametrize(("minutes", "words"), [(12, "12 minutes ahead"), (-7, "7 minutes behind"), (4, ""), (-4, "")])
async def test_a_clock_that_is_off_by_more_than_five_minutes_is_told(minutes: int, words: str) -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson, ahead=minutes * 60_000)
    await phone.beat()

    text = (await opened(lesson)).text
    assert (f"Its clock is {words}." in text) if words else ("Its clock" not in text)


async def test_a_phone_is_let_in_by_a_code_on_the_screen_and_the_page_says_when_it_has_joined() -> None:
    lesson = await world.held_lesson()
    page = await (await opened(lesson)).form("Let a phone in").submit()
    assert page.heading == "Let a phone in: Central Community Centre"
    assert "No phone has joined yet." in page.text

    row = await DoorInvitation.get()
    asks = f"/morioka/en/office/doors/invitations/{row.id}"
    assert page.document.by_id["live"].get("data-live") == asks
    await phones.join(lesson.city_id, _secret(page), "", Phone().public_key)

    assert "Phone 1 has joined." in (await page.browser.open(asks)).text
    assert "Code on a screen" not in (await opened(lesson)).text


def _secret(page: Page) -> str:
    """What the code on the page says after its address."""
    [path] = re.findall(r'fill="#000" d="([^"]*)"', page.html)
    image = Image.new("L", (120, 120), 255)
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        image.paste(0, (int(left), int(top), int(left) + int(width), int(top) + 1))
    [code] = zxingcpp.read_barcodes(image.resize((480, 480)))
    address, _sign, secret = code.text.partition("#join=")
    assert address.endswith("/morioka/en/door/phone")
    return str(secret)


async def test_a_code_nobody_used_in_ten_minutes_has_ended() -> None:
    lesson = await world.held_lesson()
    page = await (await opened(lesson)).form("Let a phone in").submit()
    asks = page.document.by_id["live"].get("data-live", "")

    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert "This code has ended." in (await page.browser.open(asks)).text
        assert "Code on a screen" not in (await opened(lesson)).text


async def test_a_phone_can_be_let_in_on_the_day_only_and_a_sheet_printed_before_it() -> None:
    tomorrow = await world.lesson()
    page = await opened(tomorrow)
    with pytest.raises(KeyError):
        page.form("Let a phone in")

    forced = await page.browser.post(path(tomorrow, "/invite"))
    assert forced.status == 422
    assert forced.errors == ["A phone is let in by the screen on the day of the class only."]
    assert "No phone is in yet." in forced.text
    assert (await page.form("Print the door sheet").submit()).heading.startswith("Door sheet")


async def test_a_day_that_is_over_offers_neither() -> None:
    lesson = await world.lesson(day=clock.today() - timedelta(days=1))
    page = await opened(lesson)

    assert not [form for form in page.document.all("form") if "/doors/" in form.get("action", "")]
    assert (await page.browser.post(path(lesson, "/sheet"))).errors == ["This day is over."]


async def test_an_invitation_is_ended_and_lets_nobody_in_any_more() -> None:
    lesson = await world.held_lesson()
    secret = await invitations.invite_screen(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    page = await (await opened(lesson)).form("End this code").submit()

    assert page.path == path(lesson)
    assert "End this code" not in page.text
    with pytest.raises(Refusal, match="ended"):
        await phones.join(lesson.city_id, secret, "", Phone().public_key)


async def test_a_phone_is_sent_away_at_once() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    page = await (await opened(lesson)).form("Send phone 1 away at once").submit()

    assert "Phone 1 sent away" in page.text
    assert (await phone.beat())["state"] == "revoked"
    assert await AuditEntry.filter(action="phone.revoked").count() == 1


async def test_a_phone_is_declared_lost_with_a_reason_and_the_paper_list_is_asked_for() -> None:
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    phone.write("walk_in", lesson.id, number=1)
    await phone.beat()
    page = await (await opened(lesson)).follow("Declare phone 1 lost")
    assert "1 record is known to be missing." in page.text
    assert page.link("Paper list").endswith(f"/desk/classes/{lesson.id}/roster")

    again = await page.form("Declare phone 1 lost").submit()
    assert again.status == 422
    assert again.errors == ["Please write what happened, for example: the phone fell into water."]
    page = await again.form("Declare phone 1 lost").fill(reason="fell into the pond").submit()

    assert "Phone 1 declared lost" in page.text
    assert "please type in the paper list" in page.text
    assert (await DoorPhone.get(id=phone.id)).lost_reason == "fell into the pond"
    told = await page.browser.open(f"/morioka/en/office/doors/phones/{phone.id}/lost")
    assert "This phone was declared lost." in told.text
    assert not told.document.by_id.get("field-reason")


# ── the sheet ──


async def test_the_sheet_lets_phones_in_with_the_number_that_is_told_and_not_printed(tmp_path: Path) -> None:
    lesson = await world.held_lesson()
    page = await (await opened(lesson)).form("Print the door sheet").submit()
    [pin] = [said(one) for one in page.document.all("p") if one.get("class") == "door-pin"]
    pin = "".join(pin.split())
    assert re.fullmatch(r"\d{6}", pin)

    pdf = await page.form("Open the sheet to print").submit()
    paper = printed(pdf.answer.content, tmp_path)
    [[address]] = paper.codes()
    secret = address.partition("#join=")[2]

    assert pin not in paper.text
    assert "Yourfirstsmartphone" in paper.text
    with pytest.raises(Refusal, match="number"):
        await phones.join(lesson.city_id, secret, "", Phone().public_key)
    assert (await phones.join(lesson.city_id, secret, pin, Phone().public_key)).number == 1
    assert "Door sheet: 1 of 10 phones have joined." in (await opened(lesson)).text


async def test_only_its_own_secret_opens_a_sheet() -> None:
    lesson, other = await world.held_lesson(), await world.held_lesson(centre=await world.centre(key="nishi"))
    screen = await invitations.invite_screen(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    sheet, _pin = await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    browser = await world.visitor("coordinator")

    assert (await browser.post(path(lesson, "/sheet.pdf"), {"secret": sheet})).status == 200
    for door, secret in (path(lesson), screen), (path(lesson), "x"), (path(other), sheet):
        assert (await browser.post(f"{door}/sheet.pdf", {"secret": secret})).errors == [ENDED]
    await invitations.revoke(lesson.city_id, 2, by=SYSTEM)
    assert (await browser.post(path(lesson, "/sheet.pdf"), {"secret": sheet})).errors == [ENDED]
