"""What the tables keep by themselves, whoever writes to them."""

import pytest
from tortoise.exceptions import IntegrityError

from outreach.audit import SYSTEM, record
from outreach.db import Dialect, sql
from outreach.db.guards import freed, growing_only
from tests.db.shape import shape


@pytest.fixture
async def deed(database: str) -> None:
    await record(None, SYSTEM, "tried", "test:1")


@pytest.mark.parametrize("query", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"])
async def test_the_audit_trail_only_grows(deed: None, query: str) -> None:
    with pytest.raises(IntegrityError, match="only grows"):
        await sql.run(query)
    assert len(await sql.rows("SELECT id FROM audit_entries")) == 1


@pytest.mark.parametrize("query", ["UPDATE audit_seals SET hash = 'x'", "DELETE FROM audit_seals"])
async def test_the_seals_only_grow(deed: None, query: str) -> None:
    await sql.run("INSERT INTO audit_seals (seq, entry_id, hash) VALUES (1, 1, 'h')")
    with pytest.raises(IntegrityError, match="only grows"):
        await sql.run(query)


async def test_control_without_the_triggers_a_deed_could_be_changed(deed: None, dialect: Dialect) -> None:
    for statement in freed("audit_entries", dialect):
        await sql.run(statement)
    assert await sql.run("UPDATE audit_entries SET actor = 'x'") == 1
    for statement in growing_only("audit_entries", dialect):
        await sql.run(statement)
    with pytest.raises(IntegrityError, match="only grows"):
        await sql.run("DELETE FROM audit_entries")


_SEAL = "INSERT{} INTO audit_seals (seq, entry_id, hash) VALUES ({}, {}, 'h')"


@pytest.mark.parametrize(("seq", "entry"), [(1, 2), (2, 1), (1, 1)])
async def test_no_row_is_replaced_by_another_with_its_number(
    database: str, dialect: Dialect, seq: int, entry: int
) -> None:
    if dialect != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    await sql.run(_SEAL.format("", 1, 1))
    with pytest.raises(IntegrityError, match="only grows"):
        await sql.run(_SEAL.format(" OR REPLACE", seq, entry))
    await sql.run('DROP TRIGGER "audit_seals_no_replace"')  # the control
    await sql.run(_SEAL.format(" OR REPLACE", seq, entry))
    assert len(await sql.rows("SELECT seq FROM audit_seals")) == 1


@pytest.mark.once
async def test_the_guard_against_replacing_knows_every_unique_column(database: str, dialect: Dialect) -> None:
    if dialect != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    rows = await sql.rows(
        "SELECT tbl_name AS name, sql FROM sqlite_master WHERE name LIKE '%\\_no\\_replace' ESCAPE '\\'"
    )
    assert len(rows) == len(await sql.rows("SELECT 1 FROM sqlite_master WHERE name LIKE '%\\_no\\_delete' ESCAPE '\\'"))
    for row in rows:
        for index in await sql.rows(f"PRAGMA index_list({row['name']})"):
            columns = [one["name"] for one in await sql.rows(f"PRAGMA index_info({index['name']})")]
            alike = " AND ".join(f'"{name}" = NEW."{name}"' for name in columns)
            assert not index["unique"] or f"WHERE {alike})" in row["sql"], (row["name"], columns)


async def test_the_audit_trail_cannot_be_emptied_at_once(deed: None, dialect: Dialect) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(IntegrityError, match="only grows"):
        await sql.run("TRUNCATE audit_entries")


@pytest.mark.parametrize(
    ("table", "column", "condition"),
    [("registrations", "participant_id", "waiting"), ("arrivals", "registration_id", "standing")],
)
async def test_no_two_active_rows_of_a_kind(database: str, table: str, column: str, condition: str) -> None:
    indexes = (await shape())[table]["indexes"]
    assert [text for text in indexes if "unique" in text.lower() and column in text and condition in text]
