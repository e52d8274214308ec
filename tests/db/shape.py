"""What a database looks like apart from its rows, so that two of them can be compared."""

import re
from typing import Any

from outreach.db import dialect, sql

Shape = dict[str, dict[str, Any]]
_NOT_OURS = ("tortoise_migrations", "sqlite_sequence")


async def shape() -> Shape:
    """For each table its columns, uniques, indexes, foreign keys, checks and triggers."""
    tables = await (_sqlite_tables() if dialect() == "sqlite" else _postgres_tables())
    look = _sqlite_table if dialect() == "sqlite" else _postgres_table
    return {table: await look(table) for table in tables if table not in _NOT_OURS}


async def _sqlite_tables() -> list[str]:
    return [row["name"] for row in await sql.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


async def _sqlite_table(table: str) -> dict[str, Any]:
    made = await sql.rows("SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", table)
    create = next(row["sql"] for row in made if row["type"] == "table")
    return {
        "columns": {
            row["name"]: (row["type"], row["notnull"], row["dflt_value"], row["pk"])
            for row in await sql.rows("SELECT * FROM pragma_table_info(?)", table)
        },
        "indexes": sorted([await _sqlite_index(row) for row in await _sqlite_indexes(table)]),
        "foreign keys": sorted(
            (row["from"], row["table"], row["to"], row["on_delete"])
            for row in await sql.rows("SELECT * FROM pragma_foreign_key_list(?)", table)
        ),
        "checks": sorted(re.findall(r'CONSTRAINT "([^"]+)" CHECK', create)),
        "numbering": "AUTOINCREMENT" in create,
        "triggers": sorted(row["sql"] for row in made if row["type"] == "trigger"),
    }


async def _sqlite_indexes(table: str) -> list[dict[str, Any]]:
    return await sql.rows("SELECT * FROM pragma_index_list(?)", table)


async def _sqlite_index(index: dict[str, Any]) -> str:
    columns = [row["name"] for row in await sql.rows("SELECT name FROM pragma_index_info(?)", index["name"])]
    found = await sql.rows("SELECT sql FROM sqlite_master WHERE name = ?", index["name"])
    condition = (found[0]["sql"] or "").partition(" WHERE ")[2] if found else ""
    return f"{'unique ' if index['unique'] else ''}{columns} {condition}"


async def _postgres_tables() -> list[str]:
    query = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [row["name"] for row in await sql.rows(query)]


async def _postgres_table(table: str) -> dict[str, Any]:
    columns = await sql.rows(
        "SELECT column_name, data_type, character_maximum_length, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_name = ?",
        table,
    )
    indexes = await sql.rows("SELECT indexdef AS text FROM pg_indexes WHERE tablename = ?", table)
    constraints = await sql.rows(
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = ?::text::regclass", table
    )
    triggers = await sql.rows(
        "SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgrelid = ?::text::regclass AND NOT tgisinternal",
        table,
    )
    return {
        "columns": {row["column_name"]: tuple(row.values()) for row in columns},
        "indexes": sorted(re.sub(r"INDEX \S+ ON", "INDEX ON", row["text"]) for row in indexes),
        "constraints": sorted(row["text"] for row in constraints),
        "triggers": sorted(row["text"] for row in triggers),
    }
