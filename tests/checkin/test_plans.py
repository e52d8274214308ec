"""What is asked at each message of a phone, and at each look of the office, reads no record of other doors and days."""

import re

import pytest

from outreach.checkin import settling, syncing, walk_ins
from outreach.clock import today
from outreach.db import dialect, sql, unit_of_work

pytestmark = pytest.mark.usefixtures("many")
_BY = re.compile(r"Cond: \(+(phone_id|registration_id|lesson_id) =")


# PostgreSQL chooses by what it counted: a hundred doors of two phones, each with fifty records.
_MANY = (
    "INSERT INTO door_events (phone_id, seq, event_id, kind, lesson_id, registration_id, target, number, quarantine,"
    " body, signature, at, received_at) SELECT n / 50, n % 50, 'e' || n, 'entry', n / 100, n, '', 0, '', '', '', now(),"
    " now() FROM generate_series(1, 10000) n"
)


@pytest.fixture
async def many(database: str) -> None:
    del database
    if dialect() == "postgres":
        await _filled()


@unit_of_work
async def _filled() -> None:
    await sql.run("SET LOCAL session_replication_role = replica")  # records of phones that are nowhere
    await sql.run(_MANY)
    await sql.run("ANALYZE door_events")


async def _reads_every_record(query: str, values: list[object]) -> bool:
    if dialect() == "postgres":
        plan = "\n".join(row["QUERY PLAN"] for row in await sql.rows(f"EXPLAIN {query}", *values))
        return any(" on door_events " in part and not _BY.search(part) for part in plan.split("->"))
    rows = await sql.rows(f"EXPLAIN QUERY PLAN {query}", *values)
    return any(row["detail"].split()[:2] in (["SCAN", name] for name in "etv") for row in rows)


async def test_records_are_found_by_their_phone_or_whom_they_are_about() -> None:
    asked: list[tuple[str, list[object]]] = [settling.marked(settling._ENTRIES, [1, 2])]
    asked.append((syncing._KEPT, [1]))
    if dialect() == "sqlite":  # PostgreSQL has no phones here, from which it would begin
        asked.append((walk_ins._NAMES, [1, 1, today()]))
    assert [await _reads_every_record(*one) for one in asked] == [False] * len(asked)


async def test_a_question_that_no_index_answers_is_told_apart() -> None:
    assert await _reads_every_record("SELECT e.id FROM door_events e WHERE e.target = ?", ["x"])
