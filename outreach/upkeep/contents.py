"""What a database holds, in numbers, so that a copy can be compared with what was copied."""

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from outreach.audit.chain import head
from outreach.db import dialect, sql
from outreach.goal.anchors import heads, public_keys
from outreach.upkeep import sealed

STEPS = "tortoise_migrations"
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """A database in numbers: the steps it went through, the rows of each table, the end of the audit chain.

    ``keys`` are the numbers of those that its sealed texts need, ``ledgers`` the ends of each city's ledger by its
    code: who holds a backup can tell later whether the count was tampered with. ``public_keys`` check statements, by
    city: they are those of the key file of that time, and no fact of the database.
    """

    dialect: str
    steps: list[str]
    rows: dict[str, int]
    chain_length: int
    chain_head: str
    keys: list[int] = field(default_factory=list)
    ledgers: dict[str, Any] = field(default_factory=dict)
    public_keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The same as plain values, for a manifest."""
        return asdict(self)

    def differences(self, other: "Contents") -> list[str]:
        """In which facts the two differ."""
        mine, theirs = self.facts(), other.facts()
        return [name for name in mine if mine[name] != theirs[name] and name != "public_keys"]


async def contents() -> Contents:
    """The contents of the connected database."""
    names = await tables()
    steps = await sql.rows(f"SELECT name FROM {STEPS} ORDER BY name") if STEPS in names else []  # noqa: S608 - fixed
    rows = {name: await _count(name) for name in names if name != STEPS}
    end = await head() if "audit_seals" in names else None
    return Contents(
        dialect=dialect(),
        steps=[row["name"] for row in steps],
        rows=rows,
        chain_length=end.seq if end else 0,
        chain_head=end.hash if end else "",
        keys=await sealed.keys() if {column.table for column in sealed.COLUMNS} <= set(names) else [],
        ledgers=await heads() if "ledger_entries" in names else {},
        public_keys=await public_keys() if "ledger_entries" in names else {},
    )


async def tables() -> list[str]:
    """The tables of the connected database, by name."""
    return [row["name"] for row in await sql.rows(_TABLES[dialect()])]


async def _count(table: str) -> int:
    found: int = (await sql.rows(f'SELECT count(*) AS n FROM "{table}"'))[0]["n"]  # noqa: S608 - the database's own name
    return found


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
