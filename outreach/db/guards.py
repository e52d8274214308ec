"""Rules that the tables themselves keep, for migrations: rows that only grow, one standing row of a kind, and order."""

from collections.abc import Sequence

from tortoise.migrations.operations import RunSQL
from tortoise.migrations.schema_editor.base import BaseSchemaEditor

from outreach.db.dialects import Dialect

Keys = Sequence[Sequence[str]]
_ID: Keys = (("id",),)


def growing_only(table: str, speech: Dialect, keys: Keys = _ID) -> list[str]:
    """Triggers that refuse to change or delete a row; Tortoise raises IntegrityError where one tries.

    SQLite's INSERT OR REPLACE deletes without asking them: one more refuses a row whose ``keys`` (columns that are
    unique together) are taken. On PostgreSQL the server's own user loses the right to change as well. No other table
    may refer to such a one: to hold a row that is referred to takes the right to change it.
    """
    return _growing_sqlite(table, keys) if speech == "sqlite" else _growing_postgres(table)


def _growing_sqlite(table: str, keys: Keys) -> list[str]:
    body = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    deeds = [(deed.lower(), f'BEFORE {deed} ON "{table}"') for deed in ("UPDATE", "DELETE")]
    alike = [" AND ".join(f'"{name}" = NEW."{name}"' for name in names) for names in keys]
    taken = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}" WHERE {one})' for one in alike)  # noqa: S608 - our own names
    deeds.append(("replace", f'BEFORE INSERT ON "{table}" WHEN {taken}'))
    return [f'CREATE TRIGGER "{table}_no_{name}" {when} {body}' for name, when in deeds]


def _growing_postgres(table: str) -> list[str]:
    refuse = f"RAISE EXCEPTION '{table} only grows' USING ERRCODE = 'integrity_constraint_violation'"
    rule = f'"{table}_only_grows"()'
    return [
        f"CREATE OR REPLACE FUNCTION {rule} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        f'CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {rule}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" EXECUTE FUNCTION {rule}',
        f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM PUBLIC, CURRENT_USER',
    ]


def freed(table: str, speech: Dialect) -> list[str]:
    """Take the triggers of ``growing_only`` away again."""
    if speech == "sqlite":
        return [f'DROP TRIGGER "{table}_no_{deed}"' for deed in ("update", "delete", "replace")]
    dropped = [f'DROP TRIGGER "{table}_no_{deed}" ON "{table}"' for deed in ("change", "truncate")]
    given = f'GRANT UPDATE, DELETE, TRUNCATE ON "{table}" TO CURRENT_USER'
    return [*dropped, f'DROP FUNCTION "{table}_only_grows"()', given]


class OnlyGrows(RunSQL):
    """Migration step: from now on this table's rows can be added and read, nothing else.

    ``keys`` are all columns that are unique, or unique together.
    """

    def __init__(self, table: str, *keys: Sequence[str]) -> None:
        super().__init__(sql=("grow", table), reverse_sql=("free", table))
        self._keys = keys or _ID

    async def _run_sql(self, state_editor: BaseSchemaEditor, sqls: tuple[str, str]) -> None:
        direction, table = sqls
        speech = _speech(state_editor)
        statements = growing_only(table, speech, self._keys) if direction == "grow" else freed(table, speech)
        await super()._run_sql(state_editor, statements)


def _speech(editor: BaseSchemaEditor) -> Dialect:
    return "sqlite" if editor.DIALECT == "sqlite" else "postgres"


class ByCodePoint(RunSQL):
    """Migration step: an index in which texts stand by their code points, whatever the database's own order is.

    What begins with some text is then a stretch of it. SQLite's own order is this one: ``usual`` says that the model
    has such an index already.
    """

    def __init__(self, name: str, table: str, columns: Sequence[str], *, usual: bool = False) -> None:
        super().__init__(sql=(name, table, *columns), reverse_sql=(name,))
        self._usual = usual

    async def _run_sql(self, state_editor: BaseSchemaEditor, sqls: tuple[str, ...]) -> None:
        on_sqlite = _speech(state_editor) == "sqlite"
        if on_sqlite and self._usual:
            return
        name, *rest = sqls
        statement = _code_points(name, rest[0], rest[1:], "" if on_sqlite else ' COLLATE "C"') if rest else ""
        await super()._run_sql(state_editor, statement or f'DROP INDEX "{name}"')


def _code_points(name: str, table: str, columns: Sequence[str], order: str) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f'CREATE INDEX "{name}" ON "{table}" ({named}{order})'


class OneWhere(RunSQL):
    """Migration step: among the rows that meet the condition, no two share these columns.

    The condition is SQL that both databases read, such as ``status IN ('confirmed', 'waiting')``, or the
    name of a boolean column.
    """

    def __init__(self, name: str, table: str, columns: Sequence[str], condition: str) -> None:
        named = ", ".join(f'"{column}"' for column in columns)
        super().__init__(
            sql=f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({named}) WHERE {condition}',
            reverse_sql=f'DROP INDEX "{name}"',
        )
