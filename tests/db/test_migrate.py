"""Migrating keeps every row and all that hangs on it, and only one node does it at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.migrations import operations as ops
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.migration import Migration

from outreach.db import Dialect, connected, sql
from outreach.db.alone import alone
from outreach.db.connect import configuration, opened
from outreach.db.guards import OneWhere, growing_only
from outreach.db.migrate import DatabaseIsNewer, OrphanedRows, _Steps, _unguarded, bring_up, migrate, pending
from outreach.db.remake import LostRows, RememberingEditor
from tests.db.shape import Shape, shape
from tests.db.stock import stock_configuration

BOOKS = 10_000
FIRST: dict[str, Any] = {"modules": ["tests.db.library.first_models"], "migrations": "tests.db.library.first"}
SECOND: dict[str, Any] = {"modules": ["tests.db.library.second_models"], "migrations": "tests.db.library.second"}


def library(url: str, age: dict[str, Any]) -> dict[str, Any]:
    return configuration(url, **age)


async def _fill() -> None:
    for shelf in (1, 2):
        await sql.run(
            "INSERT INTO shelves (room, label, code, colour, width) VALUES ('a', ?, ?, 'red', 1)",
            str(shelf),
            str(shelf),
        )
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    books = f"{numbers} SELECT 1 + i % 2, 'book ' || i, false FROM n"
    await sql.run(f"INSERT INTO books (shelf_id, title, lent) {books}", BOOKS)
    await sql.run("DELETE FROM books WHERE id = ?", BOOKS)


async def _hang_on(dialect: Dialect) -> None:
    one = OneWhere("one_lent_book", "books", ("title",), "lent")
    for statement in [one.sql, *growing_only("shelves", dialect)]:
        await sql.run(statement)


@pytest.fixture
async def old_library(bare_url: str, dialect: Dialect) -> str:
    """10,000 books but one on two shelves, with a partial unique index and triggers of its own."""
    await bring_up(bare_url, **FIRST)
    async with opened(library(bare_url, FIRST)):
        await _fill()
        await _hang_on(dialect)
    return bare_url


async def _seen(url: str) -> Shape:
    async with opened(library(url, SECOND)):
        return await shape()


async def _count(table: str) -> int:
    return int((await sql.rows(f"SELECT count(*) AS n FROM {table}"))[0]["n"])


async def test_a_changed_table_keeps_rows_children_indexes_uniques_triggers_and_checks(
    old_library: str, dialect: Dialect
) -> None:
    before = await _seen(old_library)
    assert await bring_up(old_library, **SECOND) == ["0002_grown"]
    after = await _seen(old_library)
    for table in ("shelves", "books"):
        for part in set(before[table]) - {"columns", "indexes"}:
            assert after[table][part] == before[table][part], (table, part)
        gone = {index for index in before[table]["indexes"] if "colour" in index}
        assert set(after[table]["indexes"]) == set(before[table]["indexes"]) - gone
    async with opened(library(old_library, SECOND)):
        assert (await _count("shelves"), await _count("books")) == (2, BOOKS - 1)
        assert await sql.rows("SELECT DISTINCT year FROM books") == [{"year": 2000}]
        await _refuses("UPDATE shelves SET width = 2", "only grows")
        await _refuses("INSERT INTO shelves (room, label, code, width) VALUES ('a', '1', 'x', 1)", "(?i)unique")
        await _refuses("INSERT INTO shelves (room, label, code, width) VALUES ('b', '1', '1', 1)", "(?i)unique")
        await _refuses("INSERT INTO shelves (room, label, code, width) VALUES ('b', '1', 'x', 0)", "wide_enough")
        await _refuses("INSERT INTO books (shelf_id, title, lent) VALUES (9, 't', false)", "(?i)foreign key")


async def _refuses(query: str, why: str) -> None:
    with pytest.raises(IntegrityError, match=why):
        await sql.run(query)


async def test_a_changed_table_never_gives_a_number_twice(old_library: str) -> None:
    await bring_up(old_library, **SECOND)
    async with opened(library(old_library, SECOND)):
        added = await sql.rows("INSERT INTO books (shelf_id, title, lent) VALUES (1, 't', false) RETURNING id")
    assert added == [{"id": BOOKS + 1}]


async def test_a_migrated_library_looks_like_a_new_one(bare_url: str, tmp_path: Path, dialect: Dialect) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL alters columns in place; the whole app is compared below")
    await bring_up(bare_url, **FIRST)
    await bring_up(bare_url, **SECOND)
    new = f"sqlite://{tmp_path / 'new.db'}"
    async with opened(library(new, SECOND)) as tortoise:
        await tortoise.generate_schemas()
    migrated, made = await _seen(bare_url), await _seen(new)
    assert migrated["shelves"].pop("checks") == ["wide_enough"]  # Tortoise forgets checks in new tables
    assert made["shelves"].pop("checks") == []
    assert migrated == made


async def test_control_stock_tortoise_empties_the_children_and_forgets_what_hung_on_the_table(
    old_library: str, dialect: Dialect
) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL alters columns in place")
    before = await _seen(old_library)
    config = stock_configuration(old_library, **SECOND)
    async with opened(config) as tortoise:
        await MigrationExecutor(tortoise.db(), config["apps"]).migrate()
    after = await _seen(old_library)
    assert before["shelves"]["triggers"]
    assert not after["shelves"]["triggers"]
    assert len(after["shelves"]["indexes"]) < len(before["shelves"]["indexes"]) - 1
    async with opened(library(old_library, SECOND)):
        assert await _count("books") == 0


async def test_the_tables_of_the_app_look_as_its_models_say(database: str, bare_url: str) -> None:
    migrated = await shape()
    for table in migrated.values():
        table["triggers"] = []
        table["indexes"] = [text for text in table["indexes"] if not _guard(text)]
    async with opened(configuration(bare_url)) as tortoise:
        await tortoise.generate_schemas()
        assert migrated == await shape()


def _guard(index: str) -> bool:
    if 'COLLATE "C"' in index or "'city_id', 'name'" in index:
        return True
    return any(word in index for word in ("'waiting'", "settled", "WHERE standing")) or index.endswith("standing")


async def test_the_second_time_there_is_nothing_to_do(bare_url: str) -> None:
    waiting = await pending(bare_url)
    told: list[str] = []
    assert await migrate(bare_url, on_step=told.append) == waiting == told
    assert waiting[0] == "0001_initial"
    assert await migrate(bare_url) == await pending(bare_url) == []


async def test_two_nodes_at_once_take_turns(bare_url: str) -> None:
    expected = await pending(bare_url)
    done = await asyncio.gather(migrate(bare_url), migrate(bare_url), migrate(bare_url))
    assert sorted(done, key=len) == [[], [], expected]


async def test_an_older_program_leaves_a_newer_database_alone(database_url: str) -> None:
    async with connected(database_url):
        await sql.run(
            "INSERT INTO tortoise_migrations (app, name, applied_at)"
            " VALUES ('outreach', '9999_from_the_future', '2030-01-01 00:00:00+00:00')"
        )
    for refused in (migrate, pending):
        with pytest.raises(DatabaseIsNewer, match="9999_from_the_future"):
            await refused(database_url)


async def test_an_existing_file_is_copied_beside_itself_first(old_library: str, dialect: Dialect) -> None:
    if dialect == "postgres":
        pytest.skip("a PostgreSQL server has backups of its own")
    path = Path(old_library.removeprefix("sqlite://"))
    assert not list(path.parent.glob("*.before-*"))
    await bring_up(old_library, **SECOND)
    (copy,) = path.parent.glob("bare.db.before-0002_grown-*")
    async with opened(library(f"sqlite://{copy}", FIRST)):
        assert await _count("books") == BOOKS - 1


Step = Callable[[str, list[ops.Operation]], Awaitable[None]]


@pytest.fixture
def step() -> Step:
    """Apply these operations to the old library as one more step."""

    async def run(url: str, operations: list[ops.Operation]) -> None:
        config = configuration(url, **FIRST, **_unguarded(url))
        async with opened(config) as tortoise:
            steps = _Steps(tortoise.db(), config["apps"])
            await steps.missing()
            migration = Migration("0002_tried", "outreach")
            migration.operations = operations
            async for _ in steps.apply([migration]):
                pass

    return run


async def test_a_step_that_orphans_rows_is_rolled_back(old_library: str, dialect: Dialect, step: Step) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL never switches foreign keys off")
    with pytest.raises(OrphanedRows, match="books → shelves"):
        await step(old_library, [ops.RunSQL("UPDATE books SET shelf_id = 9 WHERE id < 10")])
    assert await _applied(old_library) == ["0001_initial"]


async def _applied(url: str) -> list[str]:
    async with opened(library(url, FIRST)):
        assert await sql.rows("SELECT id FROM books WHERE shelf_id = 9") == []
        return [row["name"] for row in await sql.rows("SELECT name FROM tortoise_migrations")]


async def test_a_step_that_loses_rows_is_rolled_back(
    old_library: str, dialect: Dialect, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL alters columns in place")
    restore = RememberingEditor._restore

    async def forgetful(editor: RememberingEditor, *what: Any) -> None:
        await restore(editor, *what)
        await editor.client.execute_query("DELETE FROM books WHERE id = 1")

    monkeypatch.setattr(RememberingEditor, "_restore", forgetful)
    with pytest.raises(LostRows, match="books"):
        await step(old_library, [ops.AlterField("Book", "title", _wider())])
    async with opened(library(old_library, FIRST)):
        assert await _count("books") == BOOKS - 1


def _wider() -> Any:
    from tortoise import fields

    return fields.CharField(max_length=99)


async def test_a_new_column_that_may_not_be_empty_needs_a_default_of_the_database(old_library: str, step: Step) -> None:
    from tortoise import fields

    with pytest.raises((IntegrityError, Exception), match=r"(?i)not null|null value"):
        await step(old_library, [ops.AddField("Book", "pages", fields.IntField(default=1))])
    await step(old_library, [ops.AddField("Book", "pages", fields.IntField(default=1, db_default=1))])
    async with opened(library(old_library, FIRST)):
        assert await sql.rows("SELECT DISTINCT pages FROM books") == [{"pages": 1}]


async def test_a_step_and_its_note_are_one(old_library: str, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_note(*_: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("tortoise.migrations.recorder.MigrationRecorder.record_applied", no_note)
    with pytest.raises(RuntimeError, match="power"):
        await step(old_library, [ops.RunSQL("CREATE TABLE never (id integer); CREATE TABLE neither (id integer)")])
    assert not {"never", "neither"} & set(await _seen(old_library))


async def test_the_lock_of_migrating_is_given_back(bare_url: str, dialect: Dialect) -> None:
    if dialect == "sqlite":
        pytest.skip("a file's lock goes with its process")
    await migrate(bare_url)
    async with asyncio.timeout(30), alone(bare_url):
        pass  # whoever comes next gets it
