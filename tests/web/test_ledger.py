"""Correcting a report, sealing a month, the rule of signatures, and what an auditor takes home."""

import asyncio
import csv
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from outreach import goal
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.db import sql
from outreach.filing import sealed
from outreach.goal import anchors, restoring, signatures, statements, verifier
from outreach.goal.ledger_rows import Statement
from tests import ledgers, world
from tests.alteration import unlock

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 4, 20, 3, tzinfo=UTC), tick=True):
        yield


async def test_one_coordinator_asks_for_a_correction_and_another_signs_it() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    first, second = await world.visitor("coordinator"), await world.visitor("coordinator", login="second")
    page = await (await first.open(f"/morioka/en/office/classes/{lesson.id}/report")).follow("Correct this report")

    page = await page.form("Ask for this correction").fill(None, attendance="5", reason="Counted twice.").submit()

    assert "Another person signs it" in page.text
    assert "Sign this correction" not in page.text
    page = await second.open("/morioka/en/office/reports")
    assert "Corrections to sign" in page.text
    page = await second.open(f"/morioka/en/office/classes/{lesson.id}/report/correct")
    page = await page.form("Sign this correction").submit()
    assert "Earlier reports of this class" in page.text
    assert (await goal.agreement(lesson.city_id)).ledger == {(lesson.course_id, 2027): (1, 5)}


async def test_a_correction_without_a_reason_keeps_what_was_typed() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/classes/{lesson.id}/report/correct")

    page = await page.form("Ask for this correction").fill(None, attendance="7").submit()

    assert page.status == 422
    assert page.document.all("input")
    assert 'value="7"' in page.answer.text
    assert (await browser.open(f"/morioka/en/office/classes/{(await world.lesson()).id}/report/correct")).status == 404


async def test_a_correction_that_is_not_right_is_turned_down() -> None:
    lesson = await world.counted(day=date(2027, 4, 10))
    await goal.correct(lesson, held=True, attendance=5, reason="x", by=await world.staff())
    browser = await world.visitor("coordinator", login="second")

    page = await browser.open(f"/morioka/en/office/classes/{lesson.id}/report/correct")
    page = await page.form("Do not correct it").submit()

    assert "Ask for this correction" in page.text


async def test_a_month_is_sealed_once_two_people_have_signed_it_and_is_handed_out() -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 3, 31), attendance=7)
    await world.held_lesson(city)
    first, second = await world.visitor("coordinator"), await world.visitor("coordinator", login="second")

    page = (
        await (await first.open("/morioka/en/office/statements"))
        .form("I have looked at it and sign March 2027")
        .submit()
    )
    assert "You have signed this month" in page.text
    assert not await Statement.all().exists()
    page = (
        await (await second.open("/morioka/en/office/statements"))
        .form("I have looked at it and sign March 2027")
        .submit()
    )

    assert "This month is not over yet" in page.text
    row = await Statement.get()
    answer = (await second.open(f"/morioka/en/office/statements/{row.id}.csv")).answer.text
    rows = list(csv.reader(io.StringIO(answer.removeprefix("\ufeff"))))
    assert rows[0][0].startswith("Sample data")
    assert rows[2][3:7] == ["2027-03-31", "13:30-15:00", "はじめてのスマートフォン", "中央公民館"]
    assert rows[2][8:10] == ["1", "7"]
    told = json.loads((await second.open(f"/morioka/en/office/statements/{row.id}.json")).answer.text)
    assert json.loads(told["body"])["month"] == "2027-03"
    printed = await second.open(f"/morioka/office/statements/{row.id}.pdf")
    assert printed.answer.content.startswith(b"%PDF")


async def test_who_looked_at_an_older_state_of_the_month_signs_nothing() -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 3, 30))
    browser = await world.visitor("coordinator")
    page = await browser.open("/morioka/en/office/statements")
    await world.counted(city, day=date(2027, 3, 31))

    page = await page.form("I have looked at it and sign March 2027").submit()

    assert page.status == 422
    assert "Something was counted in this month since you looked at it" in page.text


async def test_an_auditor_reads_statements_and_signs_none() -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 3, 30))
    (row,) = await ledgers.seal(city, 1)
    browser = await world.visitor("auditor")

    page = await browser.open("/morioka/en/office/statements")

    assert "March 2027" in page.text
    assert "I have looked at it" not in page.text
    assert (await browser.open(f"/morioka/en/office/statements/{row.id}.json")).status == 200
    assert (await browser.send("POST", "/morioka/en/office/statements/sign")).status == 403
    tomi = await world.visitor("auditor", await world.tomi())
    assert (await tomi.open(f"/tomi/en/office/statements/{row.id}.json")).status == 404


async def test_the_rule_of_signatures_is_the_administrators_to_set() -> None:
    city = await world.morioka()
    page = await (await world.visitor("administrator")).open("/morioka/en/office/city/signatures")

    await page.form("Save the rule").fill(None, signatures="1").submit()

    assert (await City.get(id=city.id)).signatures == 1
    coordinator = await world.visitor("coordinator")
    assert (await coordinator.open("/morioka/en/office/city/signatures")).status == 403
    lesson = await world.held_lesson(city)
    await goal.report(lesson, held=True, attendance=3, note="", by=await world.staff())
    page = await coordinator.open(f"/morioka/en/office/classes/{lesson.id}/report")
    page = await page.form("Confirm this report").submit()
    assert "Confirmed. This class counts." in page.text


async def test_what_an_auditor_takes_home_proves_itself(tmp_path: Path) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 3, 30))
    await ledgers.seal(city, 1)
    browser = await world.visitor("auditor")
    for address, name in (("ledger.json", "l.json"), ("anchor.json", "a.json"), ("verify_ledger.py", "v.py")):
        page = await browser.open(f"/morioka/audit/{address}")
        (tmp_path / name).write_bytes(page.answer.content)

    words = [sys.executable, "-I", "v.py", "l.json", "--anchor", "a.json"]
    done = await asyncio.to_thread(subprocess.run, words, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, "3 entries hold. / 3件の記録に誤りはありません。\n", "")


async def test_the_ledger_page_shows_lines_and_the_check_finds_what_was_changed(tmp_path: Path) -> None:
    city = await world.morioka()
    lesson = await world.counted(city, day=date(2027, 3, 30))
    await world.counted(await world.tomi(), day=date(2027, 3, 30))
    await ledgers.seal(city, 1)
    browser = await world.visitor("auditor", on=world.app(anchor_folder=tmp_path))

    page = await browser.open("/morioka/en/audit/ledger")
    assert "confirmed by another person" in page.text
    assert "month sealed" in page.text
    assert "count the same" in page.text
    rows = (await browser.open("/morioka/en/audit/ledger.csv")).answer.text.splitlines()
    assert len(rows) == 5
    assert "Every line and every sealed month is as it was written" in (await page.follow("Check the ledger")).text
    await unlock("ledger_entries")
    await sql.run("UPDATE ledger_entries SET attendances = 100 WHERE lesson_id = ?", lesson.id)

    page = await browser.open("/morioka/en/audit/ledger")
    assert "do not count the same" in page.text
    page = await browser.open("/morioka/en/audit/ledger/check")
    assert "this line was changed, swapped or inserted" in page.text
    for strange in ("0", "x", "99999999", "²"):
        assert (await browser.open("/morioka/en/audit/ledger", page=strange)).status == 200


@pytest.mark.once
async def test_the_ledger_page_says_when_its_end_is_no_longer_kept_elsewhere(tmp_path: Path) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 3, 30))
    browser = await world.visitor("auditor", on=world.app(anchor_folder=tmp_path))
    for address in ("ledger", "ledger/check"):
        page = await browser.open(f"/morioka/en/audit/{address}")
        assert "No end of the ledger is kept elsewhere" in page.text
    await anchors.write_daily(tmp_path)
    assert "kept elsewhere each day" not in (await browser.open("/morioka/en/audit/ledger")).text
    kept = next(tmp_path.rglob("*.json"))
    kept.rename(kept.with_name("anchor-2027-04-17.json"))

    for address in ("ledger", "ledger/check"):
        page = await browser.open(f"/morioka/en/audit/{address}")
        assert "the newest one is of Saturday 17 April 2027" in page.text, page.text


async def test_a_restore_is_told_on_the_page_also_where_it_is_known(tmp_path: Path) -> None:
    city = await world.morioka()
    lost = await anchors.anchor(city) | {"ledger": {"seq": 9, "hash": "0" * 64}}
    line = await restoring.restored(city, [lost], "disk broke", by=SYSTEM)
    assert line
    for known, told in (("", "Please ask whoever runs this server why"), (line.hash, "knows of it")):
        browser = await world.visitor("auditor", on=world.app(restored=known))
        page = await browser.open("/morioka/en/audit/ledger/check")
        assert "A backup was put back before line 1" in page.text
        assert told in page.text
        assert "Every line and every sealed month is as it was written" in page.text
        assert "put back from a backup" in (await browser.open("/morioka/en/audit/ledger")).text


@pytest.mark.once
async def test_the_check_leaves_the_server_free_to_answer_others(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def seen(*what: Any) -> list[verifier.Fault]:
        threads.append(threading.current_thread())
        return found(*what)

    found = verifier.check
    monkeypatch.setattr(verifier, "check", seen)
    await world.counted(day=date(2027, 3, 30))
    browser = await world.visitor("auditor")

    assert (await browser.open("/morioka/en/audit/ledger/check")).status == 200

    assert [one is not threading.main_thread() for one in threads] == [True]


async def test_the_csv_of_the_ledger_takes_a_correction_back_by_a_number() -> None:
    lesson = await world.counted(day=date(2027, 4, 10), attendance=8)
    number = await goal.correct(lesson, held=True, attendance=5, reason="x", by=await world.staff())
    await goal.confirm_correction(lesson.city_id, number, by=await world.staff(login="second"))
    browser = await world.visitor("auditor")

    rows = list(csv.reader(io.StringIO((await browser.open("/morioka/en/audit/ledger.csv")).answer.text)))

    (taken_back,) = [row for row in rows if "reversed" in row]
    assert taken_back[9:11] == ["-1", "-8"]


@pytest.mark.once
async def test_where_one_signature_is_the_rule_the_file_of_a_month_says_so() -> None:
    city = await world.morioka()
    lesson = await world.counted(city, day=date(2027, 3, 30), attendance=8)
    number = await goal.correct(lesson, held=True, attendance=5, reason="x", by=await world.staff())
    await goal.confirm_correction(city.id, number, by=await world.staff(login="second"))
    await signatures.require(city, 1, by=await world.staff())
    month = await statements.next_month(city)
    assert month
    row = await statements.sign_month(city, month.month, month.digest, by=await world.staff())
    assert row

    rows = list(csv.reader(io.StringIO(sealed.as_csv(row, "en").decode("utf-8-sig"))))

    assert "one person's signature is enough" in rows[1][0]
    assert (rows[2][-1], [one[-1] for one in rows[3:]]) == ("Signatures", ["2", "", "2"])
    assert rows[4][8:10] == ["-1", "-8"]
