"""Several processes share one SQLite file: each waits for its turn, none fails, and no count is lost."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import closing
from pathlib import Path

import pytest

from outreach.db import Dialect
from outreach.db.sqlite_immediate import statements

PROCESSES = 4
TIMES = 50
ROOT = Path(__file__).parents[2]


@pytest.fixture
def counter(database_url: str, dialect: Dialect) -> Path:
    if dialect == "postgres":
        pytest.skip("PostgreSQL is a server of its own")
    path = Path(database_url.removeprefix("sqlite://"))
    with closing(sqlite3.connect(path)) as file:
        file.executescript("CREATE TABLE counters (n integer); INSERT INTO counters VALUES (0);")
    return path


def _counted(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT n FROM counters").fetchone()[0])


async def _failures(path: Path, kind: str) -> int:
    contenders = [await _contender(path, kind) for _ in range(PROCESSES)]
    for process in contenders:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
    return sum(await asyncio.gather(*(_contended(process) for process in contenders)))


async def _contender(path: Path, kind: str) -> Process:
    command = [sys.executable, "-m", "tests.db.contender", f"sqlite://{path}", kind, str(TIMES)]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)


async def _contended(process: Process) -> int:
    said, _ = await process.communicate(b"go\n")
    return int(said)


async def test_reading_then_writing_from_four_processes_never_fails(counter: Path) -> None:
    assert await _failures(counter, "ours") == 0
    assert _counted(counter) == PROCESSES * TIMES


async def test_control_stock_tortoise_fails_as_soon_as_a_reader_writes(counter: Path) -> None:
    assert await _failures(counter, "stock") > 0


def test_a_script_is_split_but_a_trigger_stays_in_one_piece() -> None:
    trigger = "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;"
    assert statements(f"SELECT 'a;b';\n{trigger} SELECT 3") == ["SELECT 'a;b';", trigger, "SELECT 3;"]
