"""What was erased leaves the database's files as soon as nobody stands in the way any more."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # ships no types
import pytest

from outreach import clock, retention
from outreach.audit import SYSTEM
from outreach.db import Dialect, sql
from outreach.db.connect import connected
from outreach.people import Participant
from outreach.retention import nightly, sweeping
from tests import world

NAME = "消える名前花子"


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "TRIES", 2)
    monkeypatch.setattr(sweeping, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(sweeping._Left, "over", False)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Somebody else, such as a backup, reads the rows as they are now."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM participants").fetchall()
        yield


def in_files(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.glob(f"{path.name}*") if NAME.encode() in one.read_bytes())


async def erased_later(monkeypatch: pytest.MonkeyPatch, who: Participant) -> None:
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    await retention.erase(who.city_id, by=SYSTEM)


async def test_while_somebody_reads_it_is_said_and_done_at_the_next_look(
    database_url: str, dialect: Dialect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if dialect != "sqlite":
        return
    path = Path(database_url.removeprefix("sqlite://"))
    async with connected(database_url):
        await sql.rows("PRAGMA busy_timeout = 50")
        who = await world.person(name=NAME, phone="")
        await sql.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        with reading(path), caplog.at_level(logging.WARNING):
            await erased_later(monkeypatch, who)
        # The control: had the answer of SQLite not been looked at, this would be all that happens.
        assert in_files(path) == [path.name]
        assert any("tried again" in one.getMessage() for one in caplog.records)
        await nightly()
        assert in_files(path) == []
        assert not sweeping._Left.over


async def test_the_space_of_old_rows_is_given_free(
    database: str, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect != "postgres":
        return
    counted = "SELECT vacuum_count AS count FROM pg_stat_user_tables WHERE relname = 'participants'"
    (before,) = await sql.rows(counted)
    await erased_later(monkeypatch, await world.person(name=NAME, phone=""))
    (after,) = await sql.rows(counted)
    assert after["count"] == before["count"] + 1


async def test_every_table_that_is_swept_is_there(database: str, dialect: Dialect) -> None:
    for table in sweeping.TABLES:
        assert await sql.rows(f"SELECT count(*) AS n FROM {table}")


async def test_what_is_locked_is_left_for_later(
    database: str, dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect != "postgres":
        return
    monkeypatch.setattr(sweeping, "TRIES", 1)
    other = await asyncpg.connect(database)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE withdrawals IN SHARE MODE")
            assert not await sweeping.sweep_out()
    finally:
        await other.close()
    await sweeping.catch_up()
    assert not sweeping._Left.over
