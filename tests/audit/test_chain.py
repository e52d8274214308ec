"""The chain finds whatever was done to the trail afterwards; without the chain nobody would know."""

import pytest
from tortoise.exceptions import IntegrityError

from outreach import audit
from outreach.audit import SYSTEM, AuditEntry, AuditSeal, Fault
from outreach.audit import chain as the_chain
from outreach.db import sql, unit_of_work
from tests.alteration import unlock

pytestmark = pytest.mark.usefixtures("database")


async def _deeds(count: int = 5) -> None:
    for number in range(1, count + 1):
        await audit.record(1, SYSTEM, "lesson.published", f"lesson:{number}", capacity=number)


async def _sealed(count: int = 5) -> None:
    await _deeds(count)
    await audit.seal()


async def _kinds() -> set[str]:
    return {fault.kind for fault in await audit.verify()}


async def test_an_untouched_trail_is_whole() -> None:
    await _sealed()

    assert await audit.verify() == []


async def test_sealing_again_adds_nothing_and_new_deeds_join_the_chain() -> None:
    await _sealed()

    assert await audit.seal() == 0
    await _deeds(2)
    assert await audit.seal() == 2
    assert await audit.verify() == []
    assert await AuditSeal.all().count() == 7


async def test_a_deed_that_has_no_seal_yet_is_told() -> None:
    await _deeds(1)

    assert [fault.kind for fault in await audit.verify()] == ["entry not sealed"]


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'account:9'",
        "action = 'lesson.draft'",
        "subject = 'lesson:9'",
        "detail = '{}'",
        "city_id = 2",
        "at = '2020-01-01 00:00:00+00:00'",
    ],
)
async def test_a_changed_entry_is_found(change: str) -> None:
    await _sealed()
    await unlock("audit_entries")

    await sql.run(f"UPDATE audit_entries SET {change} WHERE subject = 'lesson:3'")

    assert await audit.verify() == [Fault("entry changed", 3)]


async def test_a_deleted_entry_is_found() -> None:
    await _sealed()
    await unlock("audit_entries")

    await sql.run("DELETE FROM audit_entries WHERE id = 3")

    assert await audit.verify() == [Fault("entry deleted", 3)]


async def test_an_entry_deleted_together_with_its_seal_is_found() -> None:
    await _sealed()
    await unlock("audit_entries")
    await unlock("audit_seals")

    await sql.run("DELETE FROM audit_entries WHERE id = 3")
    await sql.run("DELETE FROM audit_seals WHERE entry_id = 3")

    assert "missing seal" in await _kinds()


async def test_an_entry_inserted_between_others_is_found() -> None:
    await _sealed()
    await unlock("audit_seals")
    await _deeds(1)

    await sql.run("UPDATE audit_seals SET entry_id = 6 WHERE seq = 3")

    assert {"entry changed", "entry not sealed"} <= await _kinds()


async def test_two_swapped_entries_are_found() -> None:
    await _sealed()
    await unlock("audit_seals")

    await sql.run("UPDATE audit_seals SET entry_id = 99 WHERE seq = 2")
    await sql.run("UPDATE audit_seals SET entry_id = 2 WHERE seq = 3")
    await sql.run("UPDATE audit_seals SET entry_id = 3 WHERE seq = 2")

    assert await _kinds() == {"entry changed"}


async def test_without_the_hash_of_the_entry_before_a_swap_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    linked = the_chain.link
    monkeypatch.setattr(the_chain, "link", lambda _previous, row: linked("", row))
    await _sealed()
    await unlock("audit_seals")

    await sql.run("UPDATE audit_seals SET entry_id = 99, hash = 'x' WHERE seq = 2")
    hashes = {row.entry_id: row.hash for row in await AuditSeal.all()}
    await sql.run("UPDATE audit_seals SET entry_id = 2, hash = ? WHERE seq = 3", linked("", await _row(2)))
    await sql.run("UPDATE audit_seals SET entry_id = 3, hash = ? WHERE seq = 2", hashes[3])

    assert await audit.verify() == []


async def _row(number: int) -> dict[str, object]:
    rows = await sql.rows(
        "SELECT id, city_id, at, actor, action, subject, detail FROM audit_entries WHERE id = ?", number
    )
    return rows[0]


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
async def test_the_database_itself_refuses_to_change_or_delete(table: str) -> None:
    await _sealed()

    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {'hash' if table == 'audit_seals' else 'actor'} = 'x'",
    ):
        with pytest.raises(IntegrityError):
            await sql.run(statement)
    assert await audit.verify() == []


async def test_a_deed_of_a_change_that_failed_is_not_on_record() -> None:
    @unit_of_work
    async def fails() -> None:
        await audit.record(1, SYSTEM, "lesson.published", "lesson:1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()

    assert not await AuditEntry.all().exists()
