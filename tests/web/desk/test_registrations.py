"""The words to read aloud, the ticket on paper, and giving it up."""

from datetime import date

import pytest

from outreach.audit import AuditEntry
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world
from tests.browser import Browser
from tests.web.desk.walking import new_page


async def test_the_words_to_read_aloud_are_in_the_language_of_the_page(desk: Browser, city: City) -> None:
    starts = world.moment(date(2030, 11, 27))
    row = await world.seat(await world.lesson(city, starts_at=starts))
    page = await desk.open(f"/morioka/desk/registrations/{row.id}")
    assert "11月27日、水曜日、午後1時30分から3時まで" in page.text
    assert "中央公民館" in page.text
    assert "スマートフォン、充電器" in page.text
    assert page.language == "ja"


async def test_the_ticket_says_who_what_when_where_and_what_to_bring(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    page = await desk.open(f"/morioka/en/desk/registrations/{row.id}/paper")
    for words in ("佐藤 ハナ", "Your first smartphone", "Central Community Centre", "愛宕町14-1", "019-600-0000"):
        assert words in page.text
    assert f"{row.code[:4]}-{row.code[4:]}" in page.text
    assert "<svg" in page.html


async def test_cancelling_asks_first_and_keeps_the_reason(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    page = await (await desk.open(f"/morioka/en/desk/registrations/{row.id}")).follow("Cancel this registration")
    assert (await Registration.get()).status == "confirmed"
    page = await page.form("/cancel").fill(reason="風邪").submit()
    assert page.heading == "This registration was cancelled"
    assert "風邪" in page.text
    assert (await Lesson.get()).taken == 0


async def test_cancelling_twice_frees_one_seat(desk: Browser) -> None:
    lesson = await world.lesson()
    await world.seat(lesson, await world.person(name="田中 一", kana="タナカ ハジメ", phone=""))
    row = await world.seat(lesson)
    form = (await desk.open(f"/morioka/en/desk/registrations/{row.id}/cancel")).form("/cancel")
    await form.submit()
    await form.submit()
    assert (await Lesson.get()).taken == 1
    assert "already cancelled" in (await desk.open(f"/morioka/en/desk/registrations/{row.id}/cancel")).text


async def test_a_cancelled_registration_has_no_ticket(desk: Browser) -> None:
    row = await world.seat(await world.lesson())
    await (await desk.open(f"/morioka/en/desk/registrations/{row.id}/cancel")).form("/cancel").submit()
    page = await desk.open(f"/morioka/en/desk/registrations/{row.id}/paper")
    assert page.heading == "This registration was cancelled"


@pytest.mark.parametrize("reason", ["あ" * 201, "\0"])
async def test_a_reason_that_cannot_be_kept_gets_a_sentence(desk: Browser, reason: str) -> None:
    row = await world.seat(await world.lesson())
    page = await desk.open(f"/morioka/en/desk/registrations/{row.id}/cancel")
    page = await page.form("/cancel").fill(reason=reason).submit()
    assert page.status == 422
    assert page.errors
    assert (await Lesson.get()).taken == 1


async def test_the_audit_trail_knows_the_clerk_but_no_name(desk: Browser) -> None:
    await world.lesson()
    await new_page(desk)
    entries = await AuditEntry.filter(action__startswith="registration")
    assert [entry.actor.partition(":")[0] for entry in entries] == ["account"]
    assert "工藤" not in "".join(entry.detail + entry.subject for entry in entries)
