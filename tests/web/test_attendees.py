"""The coordinator's file of people: asked for with a purpose, sent as it is read, safe in a spreadsheet."""

from datetime import timedelta

import pytest

from outreach import clock
from outreach.audit import AuditEntry
from outreach.checkin import attendees as lists
from outreach.web.office import attendees
from tests import world
from tests.open_data.reading import table

pytestmark = pytest.mark.usefixtures("database")


async def test_attendees_come_as_a_file_after_a_purpose_was_chosen() -> None:
    await world.seat(await world.lesson(day=clock.today()))
    page = await (await world.visitor("coordinator")).open("/morioka/office/attendees")
    refused = await page.form("一覧をファイルにする").submit()
    assert refused.errors == ["何に使うかを選んでください。"]

    answer = (await refused.form("一覧をファイルにする").fill(purpose="contact").submit()).answer
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    [row] = table(answer.content)
    assert (row["名前"], row["状態"]) == ("佐藤 ハナ", "席あり")
    assert await AuditEntry.filter(action="attendees.exported").count() == 1


async def test_attendees_days_that_are_none_are_refused_each_at_its_field() -> None:
    page = await (await world.visitor("coordinator")).open("/morioka/en/office/attendees")
    refused = (
        await page.form("Save the list as a file").fill(first="never", last="2026-02-30", purpose="report").submit()
    )
    assert len(refused.errors) == 2


async def test_attendees_names_run_in_no_spreadsheet() -> None:
    who = await world.person(name="=cmd 太郎")
    await world.seat(await world.lesson(day=clock.today()), who)
    page = await (await world.visitor("coordinator")).open("/morioka/office/attendees")
    answer = (await page.form("一覧をファイルにする").fill(purpose="report").submit()).answer
    assert table(answer.content)[0]["名前"] == "'=cmd 太郎"


async def test_the_first_lines_are_sent_before_the_last_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 1)
    lesson = await world.lesson(day=clock.today())
    for number in range(3):
        await world.seat(lesson, await world.person(name=f"人 {number}", phone=f"019-622-441{number}"))
    first, last = clock.today(), clock.today() + timedelta(days=1)
    lines = attendees._lines(lists.attendees(lesson.city_id, first, last), "ja")

    assert (await anext(lines)).startswith(b"\xef\xbb\xbf")
    assert "人 0".encode() in await anext(lines)
    assert [part.count(b"\r\n") async for part in lines] == [1, 1]
