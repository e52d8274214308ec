"""The auditor sees who did what, whether the trail is whole, and takes it home as a file."""

import csv
import io

import pytest

from outreach import audit
from outreach.audit import AuditSeal
from outreach.db import sql
from tests import world
from tests.alteration import unlock

pytestmark = pytest.mark.usefixtures("database")


async def test_the_newest_deed_stands_first_with_the_name_of_who_did_it() -> None:
    clerk = await world.staff(role="clerk")
    city = await world.morioka()
    for number in range(3):
        await audit.record(city.id, clerk, "registration.confirmed", f"registration:{number}")

    page = await (await world.visitor("auditor")).open("/morioka/en/audit")

    assert page.text.index("registration:2") < page.text.index("registration:0")
    assert "clerk" in page.text
    assert "account:" not in page.text


async def test_the_other_citys_deeds_are_not_shown() -> None:
    await audit.record((await world.tomi()).id, audit.SYSTEM, "lesson.published", "lesson:4711")

    browser = await world.visitor("auditor")

    assert "4711" not in (await browser.open("/morioka/en/audit")).text
    assert "4711" not in (await browser.open("/morioka/en/audit/entries.csv")).text


async def test_one_kind_of_deed_can_be_chosen_and_pages_turned() -> None:
    city = await world.morioka()
    for number in range(60):
        await audit.record(city.id, audit.SYSTEM, "arrival.noted", f"arrival:{number}")
    await audit.record(city.id, audit.SYSTEM, "lesson.published", "lesson:1")
    browser = await world.visitor("auditor")

    page = await browser.open("/morioka/en/audit", action="arrival.noted")
    second = await page.follow("Next page")

    assert "lesson:1" not in page.text
    assert "arrival:59" in page.text
    assert "arrival:0" in second.text
    for strange in ("0", "-1", "x", "99999999999", "²"):
        assert (await browser.open("/morioka/en/audit", page=strange)).status == 200


async def test_a_deed_is_marked_once_it_is_sealed() -> None:
    await audit.record((await world.morioka()).id, audit.SYSTEM, "lesson.published", "lesson:1")
    browser = await world.visitor("auditor")

    assert "not yet" in (await browser.open("/morioka/en/audit")).text
    await audit.seal()
    assert "not yet" not in (await browser.open("/morioka/en/audit")).text


async def test_the_file_says_that_it_is_sample_data_and_holds_no_formula() -> None:
    city = await world.morioka()
    await audit.record(city.id, audit.SYSTEM, "=cmd", "lesson:1", capacity=10)

    page = await (await world.visitor("auditor")).open("/morioka/en/audit/entries.csv")
    rows = list(csv.reader(io.StringIO(page.answer.text.removeprefix("\ufeff"))))

    assert rows[0][0].startswith("Sample data")
    assert rows[1] == ["id", "at", "actor", "name", "action", "subject", "detail"]
    assert rows[2][4:] == ["'=cmd", "lesson:1", '{"capacity":10}']


async def test_the_chain_page_says_that_all_is_well_or_what_is_not() -> None:
    city = await world.morioka()
    for number in range(3):
        await audit.record(city.id, audit.SYSTEM, "lesson.published", f"lesson:{number}")
    await audit.seal()
    browser = await world.visitor("auditor")

    assert "none is changed, missing, swapped or inserted" in (await browser.open("/morioka/en/audit/chain")).text
    await unlock("audit_entries")
    await sql.run("UPDATE audit_entries SET subject = 'lesson:9' WHERE subject = 'lesson:1'")
    broken = await browser.open("/morioka/en/audit/chain")

    assert "The chain is broken" in broken.text
    assert "entry changed" in broken.text
    assert (await AuditSeal.all().count()) == 3
