"""Changing a SQLite table without losing what hangs on it: rows, children, indexes, uniques, triggers, numbering.

SQLite makes a table anew to change a column (https://www.sqlite.org/lang_altertable.html#otheralter);
Tortoise's way of doing so forgets all but the columns.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.models import Model

_UNIQUE = re.compile(r'CONSTRAINT "[^"]+" UNIQUE \([^)]*\)')


class LostRows(RuntimeError):
    """A table has fewer or more rows after it was made anew; the step was rolled back."""


@dataclass(frozen=True)
class Belongings:
    """What belongs to a table beside its columns and rows."""

    uniques: list[str]
    indexes: dict[str, str]
    triggers: list[str]
    last_number: int | None
    renamed: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)

    def fits(self, sql: str) -> bool:
        """Whether none of the dropped columns is named."""
        return not any(f'"{column}"' in sql for column in self.dropped)

    def spelled(self, sql: str) -> str:
        """The SQL with columns under their new names."""
        for old, new in self.renamed.items():
            sql = sql.replace(f'"{old}"', f'"{new}"')
        return sql


class RememberingEditor(SqliteSchemaEditor):
    """Tortoise's schema editor for SQLite, with a memory for what a remade table had."""

    _uniques: list[str] | None = None

    async def _run_sql(self, sql: str) -> None:
        if self._uniques and sql.startswith('CREATE TABLE "new__'):
            sql = f"{sql.rstrip().removesuffix(')')}, {', '.join(self._uniques)})"
        if self.collect_sql:
            self.collected_sql.append(sql)
        else:
            await self.client.execute_script(sql)

    async def _remake_table(
        self,
        model: type[Model],
        create_field: Any = None,
        delete_field: Any = None,
        alter_fields: list[tuple[Any, Any]] | None = None,
    ) -> None:
        table = model._meta.db_table  # noqa: SLF001 - Tortoise shows a model's table nowhere else
        before = await self.counts()
        kept = await self._belongings(table, delete_field, alter_fields or [])
        await self._remade(kept, model, create_field, delete_field, alter_fields)
        await self._restore(table, kept)
        if (after := await self.counts()) != before:
            raise LostRows(f"Making {table} anew changed row counts: {before} became {after}")

    async def _remade(self, kept: Belongings, *what: Any) -> None:
        self._uniques = [kept.spelled(unique) for unique in kept.uniques if kept.fits(unique)]
        # Triggers of other tables may name this one; the rename must not look for it while it is gone.
        await self._ask("PRAGMA legacy_alter_table=ON")
        try:
            await super()._remake_table(*what)
        finally:
            self._uniques = None
            await self._ask("PRAGMA legacy_alter_table=OFF")

    async def _belongings(self, table: str, gone: Any, altered: list[tuple[Any, Any]]) -> Belongings:
        made = await self._ask("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ?", table)
        made = [row for row in made if row["sql"]]
        create = next(row["sql"] for row in made if row["type"] == "table")
        pairs = [(_column(old), _column(new)) for old, new in altered]
        return Belongings(
            uniques=_UNIQUE.findall(create),
            indexes={row["name"]: row["sql"] for row in made if row["type"] == "index"},
            triggers=[row["sql"] for row in made if row["type"] == "trigger"],
            last_number=await self._last_number(table),
            renamed={old: new for old, new in pairs if old != new},
            dropped={_column(gone)} if gone else set(),
        )

    async def _restore(self, table: str, kept: Belongings) -> None:
        for sql in [*kept.indexes.values(), *kept.triggers]:
            if kept.fits(sql):
                await self.client.execute_query(kept.spelled(sql))
        if kept.last_number is not None:
            await self._ask("DELETE FROM sqlite_sequence WHERE name = ?", table)
            await self._ask("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, kept.last_number)

    async def _last_number(self, table: str) -> int | None:
        if not await self._ask("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
            return None
        found = await self._ask("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
        return int(found[0]["seq"]) if found else None

    async def counts(self) -> dict[str, int]:
        """Rows of each table."""
        tables = await self._ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [row["name"] for row in tables]
        return {name: (await self._ask(f'SELECT count(*) AS n FROM "{name}"'))[0]["n"] for name in names}  # noqa: S608

    async def _ask(self, query: str, *values: object) -> list[dict[str, Any]]:
        return await self.client.execute_query_dict(query, list(values))


def _column(changed: Any) -> str:
    return str(changed.source_field or changed.model_field_name)
