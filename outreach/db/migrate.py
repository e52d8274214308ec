"""Bringing the tables up to what the code expects: the only way to do it, one node at a time, each step whole."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.transactions import in_transaction

from outreach import clock
from outreach.db.alone import alone
from outreach.db.connect import configuration, dialect_of, opened
from outreach.db.remake import RememberingEditor

OnStep = Callable[[str], object]


class DatabaseIsNewer(RuntimeError):
    """The database has steps that this code does not know; an older program must not touch it."""


class OrphanedRows(RuntimeError):
    """After a step, rows point to rows that are not there; the step was rolled back."""


async def migrate(url: str, *, on_step: OnStep | None = None) -> list[str]:
    """Apply every pending step; returns their names, oldest first.

    A step is done whole or not at all, together with the note that it was done. An existing SQLite file is
    copied beside itself first. ``on_step`` is told each name before its step. Raises DatabaseIsNewer, and
    LostRows or OrphanedRows where a step would harm rows.
    """
    return await bring_up(url, on_step=on_step)


async def pending(url: str) -> list[str]:
    """The steps that ``migrate`` would apply, oldest first. Raises DatabaseIsNewer."""
    if _absent(url):
        return [key.name for key in await _known(configuration(url))]
    async with opened(configuration(url)) as tortoise:
        return [migration.name for migration in await _Steps(tortoise.db(), configuration(url)["apps"]).missing()]


async def bring_up(url: str, *, on_step: OnStep | None = None, **which: Any) -> list[str]:
    """As ``migrate``, for the tables of other ``modules`` and ``migrations``."""
    config = configuration(url, **which, **_unguarded(url))
    async with alone(url), opened(config) as tortoise:
        steps = _Steps(tortoise.db(), config["apps"])
        missing = await steps.missing()
        if missing and steps.loader.applied_migrations:
            await asyncio.to_thread(_copy_beside, url, missing[0].name)
        async for name in steps.apply(missing):
            if on_step:
                on_step(name)
    return [migration.name for migration in missing]


class _Steps(MigrationExecutor):
    """Tortoise's executor, with each step and its note in one transaction."""

    async def missing(self) -> list[Migration]:
        plan = await self.plan()
        if unknown := self.loader.applied_migrations - set(self.loader.disk_migrations):
            names = ", ".join(sorted(key.name for key in unknown))
            raise DatabaseIsNewer(f"The database already has {names}, which this program does not know")
        return [step.migration for step in plan]

    async def apply(self, missing: list[Migration]) -> AsyncIterator[str]:
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))
        state = await self._project_state(self.loader.applied_migrations)
        for migration in missing:
            yield migration.name
            async with self._step() as editor:
                await migration.apply(state, schema_editor=editor)
                await self.recorder.record_applied(migration.app_label, migration.name)

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[BaseSchemaEditor]:
        editor = self._schema_editor()
        async with in_transaction(self.connection.connection_name) as transaction:
            editor.client = self.recorder.connection = transaction
            try:
                yield editor
                await _assert_no_orphans(editor)
            finally:
                self.recorder.connection = self.connection

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:  # noqa: FBT001, FBT002 - Tortoise's signature
        if self.connection.capabilities.dialect == "sqlite":
            return RememberingEditor(self.connection, atomic=atomic, collect_sql=collect_sql)
        return super()._schema_editor(atomic, collect_sql)


async def _assert_no_orphans(editor: BaseSchemaEditor) -> None:
    if editor.DIALECT != "sqlite":
        return
    orphans = await editor.client.execute_query_dict("PRAGMA foreign_key_check")
    if orphans:
        tables = ", ".join(sorted({f"{row['table']} → {row['parent']}" for row in orphans}))
        raise OrphanedRows(f"{len(orphans)} rows point to nothing: {tables}")


async def _known(config: dict[str, Any]) -> list[MigrationKey]:
    steps = MigrationExecutor(None, config["apps"])  # type: ignore[arg-type] # nothing is asked of the database
    steps.loader.load_disk()
    return sorted(steps.loader.disk_migrations)


def _unguarded(url: str) -> dict[str, Any]:
    # Making a table anew drops the old one, and with foreign keys on SQLite would delete its children.
    return {"foreign_keys": "OFF"} if dialect_of(url) == "sqlite" else {}


def _file(url: str) -> Path | None:
    name = expand_db_url(url)["credentials"].get("file_path", ":memory:")
    return None if name == ":memory:" else Path(name)


def _absent(url: str) -> bool:
    path = _file(url)
    return path is not None and not path.exists()


def _copy_beside(url: str, step: str) -> None:
    if path := _file(url):
        copy = path.with_name(f"{path.name}.before-{step}-{clock.now():%Y%m%dT%H%M%SZ}")
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
