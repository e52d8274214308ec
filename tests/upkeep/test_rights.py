"""On PostgreSQL the server's own user has no right to change what only grows, also after a restore."""

from pathlib import Path

import pytest

from outreach.db import Dialect, connected, sql
from outreach.db.guards import freed, growing_only
from outreach.upkeep.backup import backup
from outreach.upkeep.restore import restore

GROW = ["audit_entries", "audit_seals", "erasures", "ledger_entries", "month_signatures", "statements"]
_RIGHTS = (
    "SELECT c.relname AS name FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS acl"
    " WHERE c.relkind = 'r' AND acl.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')"
)
_REFERRED = "SELECT confrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'f'"


@pytest.fixture(autouse=True)
def _postgres_only(dialect: Dialect) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite knows no rights")


async def _changeable() -> set[str]:
    return {row["name"] for row in await sql.rows(_RIGHTS)}


async def test_what_only_grows_may_not_be_changed_and_nothing_refers_to_it(database: str) -> None:
    changeable = await _changeable()
    assert "lessons" in changeable
    assert changeable.isdisjoint(GROW)
    assert {row["name"] for row in await sql.rows(_REFERRED)}.isdisjoint(GROW)


async def test_control_a_table_that_was_freed_may_be_changed_again(database: str) -> None:
    for statement in freed("ledger_entries", "postgres"):
        await sql.run(statement)
    assert "ledger_entries" in await _changeable()
    for statement in growing_only("ledger_entries", "postgres"):
        await sql.run(statement)
    assert "ledger_entries" not in await _changeable()


async def test_a_restored_database_gives_no_right_back(database_url: str, bare_url: str, tmp_path: Path) -> None:
    made = await backup(database_url, tmp_path)
    await restore(bare_url, made.path, keep_in=tmp_path)
    async with connected(bare_url):
        assert (await _changeable()).isdisjoint(GROW)
