from collections.abc import AsyncIterator

import pytest

from outreach import seeding
from outreach.bundled import folder
from outreach.db import connected, dialect, sql
from outreach.upkeep.rules import CHAIN, RULES, verify

FREE_THE_TRAIL = {
    "sqlite": ["DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete"],
    "postgres": ["DROP TRIGGER audit_entries_no_change ON audit_entries"],
}
ONE_LESSON = "(SELECT min(lesson_id) FROM registrations WHERE status = 'confirmed')"
ONE_SEAT = f"(SELECT min(id) FROM registrations WHERE lesson_id = {ONE_LESSON} AND status = 'confirmed')"
HARMS = {
    "a class's counter of taken seats equals its registrations that hold one": [
        f"UPDATE lessons SET taken = taken - 1 WHERE id = {ONE_LESSON}"
    ],
    "a class's counter of waiting people equals its waiting registrations": [
        f"UPDATE lessons SET waiting = waiting + 1 WHERE id = {ONE_LESSON}"
    ],
    "no class has more people than seats, but where a coordinator allowed it": [
        f"UPDATE lessons SET capacity = 0 WHERE id = {ONE_LESSON}"
    ],
    "only people who came together share a place on a waiting list": [
        f"UPDATE registrations SET place = 1 WHERE lesson_id = {ONE_LESSON}"
    ],
    "who waits has a place": [f"UPDATE registrations SET status = 'waiting', place = NULL WHERE id = {ONE_SEAT}"],
    "people who come together have seats together or wait together": [
        f"UPDATE registrations SET party = '0123456789ab' WHERE lesson_id = {ONE_LESSON}",
        f"UPDATE registrations SET status = 'waiting', place = 900 WHERE id = {ONE_SEAT}",
    ],
    "a seat is offered or held until a certain time, and no other is": [
        f"UPDATE registrations SET status = 'held' WHERE id = {ONE_SEAT}"
    ],
    "who was offered a seat was on the waiting list": [
        f"UPDATE registrations SET status = 'offered', place = NULL WHERE id = {ONE_SEAT}"
    ],
    "who wants to be drawn has a number, in a class that draws lots": [
        f"UPDATE registrations SET status = 'applied', number = NULL WHERE id = {ONE_SEAT}"
    ],
    "lots that were drawn are on record, and nobody waits to be drawn": [
        (
            "INSERT INTO lotteries (lesson_id, seed_sealed, seed_hash, committed_at, last_number, drawn_at)"
            f" SELECT {ONE_LESSON}, '', '', changed_at, 0, changed_at FROM lessons WHERE id = {ONE_LESSON}"
        )
    ],
    "nobody waits under a record that was merged": [
        (
            "INSERT INTO merges (city_id, kept_id, gone_id, moved, ended, at, by, undone_by) SELECT city_id,"
            f" participant_id, participant_id, '[]', '[]', at, 'system', '' FROM registrations WHERE id = {ONE_SEAT}"
        ),
        (
            "UPDATE participants SET merged_into_id = id"
            f" WHERE id = (SELECT participant_id FROM registrations WHERE id = {ONE_SEAT})"
        ),
        f"UPDATE registrations SET status = 'waiting', place = 900 WHERE id = {ONE_SEAT}",
    ],
    "a person has one active registration for a class": [
        "DROP INDEX one_active_registration",
        (
            "UPDATE registrations SET participant_id = (SELECT min(participant_id) FROM registrations"
            f" WHERE lesson_id = {ONE_LESSON}) WHERE lesson_id = {ONE_LESSON}"
        ),
    ],
    "a registration is given up exactly when somebody gave it up": [
        "UPDATE registrations SET status = 'cancelled' WHERE id = (SELECT min(id) FROM registrations)"
    ],
    "a person arrives once": [
        "DROP INDEX one_standing_arrival",
        (
            f"UPDATE arrivals SET registration_id = (SELECT min(id) FROM registrations WHERE lesson_id = {ONE_LESSON})"
            f" WHERE lesson_id = {ONE_LESSON}"
        ),
    ],
    "an arrival belongs to its registration's class": [
        "UPDATE arrivals SET city_id = city_id + 1 WHERE id = (SELECT min(id) FROM arrivals)"
    ],
    "whom a phone at the door noted, a record of that phone says so that stands": [
        "UPDATE arrivals SET by = 'phone:999' WHERE id = (SELECT min(id) FROM arrivals)"
    ],
    "no goal counts a consultation": [
        (
            "INSERT INTO goal_courses (goal_id, course_id) SELECT min(g.id), (SELECT min(id) FROM courses"
            " WHERE kind = 'consultation') FROM goals g"
        )
    ],
    "a goal counts classes for residents or training for staff, never both": [
        "UPDATE courses SET audience = 'staff' WHERE id = (SELECT min(course_id) FROM goal_courses)"
    ],
    "a consultation is for one person": [
        (
            "UPDATE lessons SET capacity = 2 WHERE id = (SELECT min(l.id) FROM lessons l JOIN courses c"
            " ON c.id = l.course_id WHERE c.kind = 'consultation')"
        )
    ],
    "a series is of one course and one city": [
        (
            "INSERT INTO series (city_id, course_id, sign_up, made_at, is_sample)"
            " SELECT city_id, course_id, 'each', changed_at, is_sample FROM lessons LIMIT 1"
        ),
        (
            "UPDATE lessons SET series_id = (SELECT min(s.id) FROM series s) WHERE course_id <>"
            " (SELECT min(s.course_id) FROM series s)"
        ),
    ],
    "nobody confirms her own report": [
        (
            "UPDATE confirmations SET by_account_id ="
            " (SELECT by_account_id FROM reports WHERE reports.id = confirmations.report_id)"
        ),
    ],
    "class, registration and participant are of one city": ["UPDATE registrations SET city_id = city_id + 1"],
    "records are merged into one of the same city, never in a chain": [
        "UPDATE participants SET merged_into_id = (SELECT min(id) FROM participants)"
    ],
    "a record that was merged is signed up only where the other one is, too": [
        (
            "UPDATE participants SET merged_into_id = (SELECT max(id) FROM participants)"
            " WHERE id < (SELECT max(id) FROM participants)"
        )
    ],
    "of who was erased no detail is left, and she is signed up for nothing after that": [
        "UPDATE participants SET erased_at = created_at"
    ],
    CHAIN: ["UPDATE audit_entries SET actor = 'nobody' WHERE id = (SELECT min(id) FROM audit_entries)"],
}


@pytest.fixture
async def planted(database_url: str) -> AsyncIterator[None]:
    async with connected(database_url):
        await seeding.plant(seeding.read(folder("seeds") / "tomi"), password="demo-outreach-2026")
        yield


async def test_rows_that_were_planted_break_no_rule(planted: None) -> None:
    assert await verify() == []


@pytest.mark.parametrize("rule", HARMS)
async def test_each_harm_is_found_by_the_rule_it_breaks(planted: None, rule: str) -> None:
    assert await verify() == []
    for statement in (*(FREE_THE_TRAIL[dialect()] if rule == CHAIN else ()), *HARMS[rule]):
        await sql.run(statement)
    assert rule in {broken.rule for broken in await verify()}


async def test_a_deleted_entry_is_found(planted: None) -> None:
    await verify()
    for statement in FREE_THE_TRAIL[dialect()]:
        await sql.run(statement)
    await sql.run("DELETE FROM audit_entries WHERE id = 2")
    assert [(broken.rule, broken.subject) for broken in await verify()] == [(CHAIN, "entry deleted: 2")]


def test_every_rule_but_the_one_that_two_guards_keep_has_a_harm() -> None:
    assert set(RULES) - set(HARMS) == {"a class has one standing report"}


async def test_a_second_standing_report_is_found(planted: None) -> None:
    indexes = [row["name"] for row in await sql.rows(_INDEXES[dialect()]) if "report" in row["name"]]
    for name in indexes:
        await sql.run(f'DROP INDEX "{name}"')
    await sql.run("UPDATE reports SET lesson_id = (SELECT min(lesson_id) FROM reports)")
    assert "a class has one standing report" in {broken.rule for broken in await verify()}


_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE standing%'",
    "postgres": "SELECT indexname AS name FROM pg_indexes WHERE indexdef LIKE '%WHERE standing%'",
}
