"""After erasing, nothing that was hers stands anywhere that the program writes, and the counts are as they were."""

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Any

import pytest

from outreach import clock, papers, retention
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.db import Dialect, connected, sql
from outreach.people import Participant
from outreach.registration import Registration, history
from outreach.retention import Erasure, columns, erasing
from outreach.upkeep.backup import backup
from outreach.upkeep.leaving import export
from outreach.upkeep.rules import verify
from tests import world
from tests.retention import planting


async def _shown(who: Participant) -> None:
    """Papers are set and pages shown while she is known; what that leaves on the disk and in logs must be nothing."""
    row = (await history(who.city_id, who.id))[0]
    city = await City.get(id=who.city_id)
    made = await asyncio.to_thread(papers.ticket, papers.Ticket(city, row, "https://classes.example"))
    assert made.startswith(b"%PDF")
    browser = await world.visitor("coordinator")
    for path in (f"desk/people/{who.id}", f"office/people/{who.id}/data", f"desk/classes/{row.lesson_id}"):
        assert (await browser.open(f"/morioka/{path}")).status == 200


async def test_of_who_was_erased_nothing_is_left_and_the_counts_stay(
    database_url: str,
    dialect: Dialect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setenv("TMPDIR", str(spool))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.INFO)
    async with connected(database_url):
        who = await planting.lived_through()
        await _shown(who)
        hers = await planting.plant(who)
        if dialect == "postgres":
            await sql.run("ANALYZE")
        before = await planting.counted()
        # Taken before: the search finds what is there to be found, in rows, files and backups.
        assert {one.partition(": ")[2] for one in await planting.in_rows(hers)} >= set(hers[-8:])
        await backup(database_url, tmp_path / "before")
        assert planting.in_files(tmp_path / "before", hers)
        monkeypatch.setattr(clock, "now", planting.later())
        await retention.nightly()
        assert await planting.in_rows(hers) == []
        assert await planting.counted() == before
        assert [one for one in await verify() if "sealed" in one.rule or "counter" in one.rule] == []
        if dialect == "sqlite":
            files = [*Path(database_url.removeprefix("sqlite://")).parent.glob("outreach.db*")]
            assert [one for path in files for one in hers if one.encode() in path.read_bytes()] == []
        await backup(database_url, tmp_path / "after")
        await export(await City.get(slug="morioka"), tmp_path / "export")
    for place in ("after", "export", "spool"):
        assert planting.in_files(tmp_path / place, hers) == [], place
    assert any((tmp_path / "after").iterdir())
    assert [one for record in caplog.records for one in hers if one in record.getMessage()] == []


async def test_the_proof_names_pseudonyms_and_counts_and_no_row_of_it_can_be_changed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await planting.lived_through()
    monkeypatch.setattr(clock, "now", planting.later())
    first, last = await retention.erase(who.city_id, by=SYSTEM)
    twice = await Participant.get(merged_into_id=who.id)
    assert first.erased == {"people": sorted([who.id, twice.id]), "needs": []}
    assert first.counts["before"] == first.counts["after"]
    assert first.counts["before"]["registrations"] == await Registration.all().count() == 2
    assert (first.counts["before"]["arrivals"], first.counts["before"]["classes"]) == (1, 2)
    assert set(last.erased["rows"]) >= {"drafts", "operations", "sign_ins"}
    assert await retention.erase(who.city_id, by=SYSTEM) != []
    assert [one.erased for one in await Erasure.all() if "people" in one.erased] == [first.erased]
    with pytest.raises(Exception, match="only grows"):
        await sql.run("UPDATE erasures SET by = 'nobody'")


CONTROLS = [
    ("participants", "name"),
    ("participants", "needs_sealed"),
    ("registrations", "code"),
    ("withdrawals", "reason"),
    ("arrivals", "undone_reason"),
    ("door_events", "body"),
    ("mails", "message_id"),
]


@pytest.mark.parametrize(("table", "column"), CONTROLS)
async def test_control_a_column_that_is_left_out_is_found(
    database: str, monkeypatch: pytest.MonkeyPatch, table: str, column: str
) -> None:
    who = await planting.lived_through()
    hers = await planting.plant(who)
    blanks: dict[str, Any] = {"participants": columns.PARTICIPANT, **columns.OF_REGISTRATIONS}[table]
    if len(blanks) == 1:
        monkeypatch.delitem(columns.OF_REGISTRATIONS, table)
    else:
        monkeypatch.delitem(blanks, column)
    if column in {"reason", "undone_reason", "body"}:  # two rules erase these: with her, and by their own time
        monkeypatch.delitem(erasing._OLD_TEXTS, table)
    monkeypatch.setattr(clock, "now", planting.later())
    await retention.erase(who.city_id, by=SYSTEM)
    found = {one.partition(":")[0].removeprefix("pg_stats of ") for one in await planting.in_rows(hers)}
    assert found == {table}


async def test_control_without_overwriting_the_bytes_stay_in_the_file(
    database_url: str, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect != "sqlite":
        return
    path = Path(database_url.removeprefix("sqlite://"))
    async with connected(database_url):
        who = await planting.lived_through()
        await sql.rows("PRAGMA secure_delete = OFF")
        monkeypatch.setattr(clock, "now", planting.later())
        await retention.erase(who.city_id, by=SYSTEM)
        assert await planting.in_rows([planting.TOLD["address"]]) == []
        assert planting.TOLD["address"].encode() in path.read_bytes()


async def test_every_text_of_every_table_has_its_place(database: str) -> None:
    texts = {(table, name) for table, name, _field in planting.text_columns()}
    about_residents = {*columns.STAYS, *columns.TIMED, *columns.OF_REGISTRATIONS, "participants"}
    stays = {(table, name) for table, names in columns.STAYS.items() for name in names}
    placed = {*planting.erased_columns(), *stays}
    assert {(table, name) for table, name in texts if table not in columns.OTHERS} == placed
    assert about_residents & set(columns.OTHERS) == set()
    tables = {table for table, _name in texts} | {"absences", "cohosts", "confirmations", "goal_courses"}
    assert tables == about_residents | set(columns.OTHERS)
