"""Plain SQL means the same on both databases."""

import pytest
from tortoise.context import require_context
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from outreach import clock
from outreach.cities import City
from outreach.db import Dialect, sql
from outreach.db.sql import spelled
from tests.db.stock import stock

INSERT = "INSERT INTO operations (scope, key, fingerprint, at) VALUES (?, ?, 'f', ?)"


async def _add(*keys: str) -> None:
    for key in keys:
        await sql.run(INSERT, "s", key, clock.now())


def test_marks_become_numbers_on_postgresql_but_not_in_quotes() -> None:
    query = "SELECT '?', \"a?\" FROM t WHERE a = ? AND b = '''?' AND c = ?"
    assert spelled(query, "sqlite") == query
    assert spelled(query, "postgres") == "SELECT '?', \"a?\" FROM t WHERE a = $1 AND b = '''?' AND c = $2"


@pytest.mark.parametrize("within", [True, False])
async def test_run_tells_how_many_rows_it_touched(database: str, within: bool) -> None:  # noqa: FBT001 - a parameter
    async def counts() -> list[int]:
        added = await sql.run(INSERT, "s", "a", clock.now())
        again = await sql.run(f"{INSERT} ON CONFLICT DO NOTHING", "s", "a", clock.now())
        await _add("b")
        changed = await sql.run("UPDATE operations SET result = 1 WHERE scope = ?", "s")
        none = await sql.run("UPDATE operations SET result = 1 WHERE scope = ?", "nobody's")
        return [added, again, changed, none, await sql.run("DELETE FROM operations WHERE key = 'a'")]

    if not within:
        assert await counts() == [1, 0, 2, 0, 1]
        return
    async with in_transaction():
        assert await counts() == [1, 0, 2, 0, 1]


@pytest.mark.parametrize("within", [True, False])
async def test_rows_come_back_from_returning(database: str, within: bool) -> None:  # noqa: FBT001 - a parameter
    async def returned() -> list[object]:
        added = await sql.rows(f"{INSERT} RETURNING key", "s", "a", clock.now())
        changed = await sql.rows("UPDATE operations SET result = 7 WHERE key = ? RETURNING result", "a")
        return [added, changed, await sql.rows("DELETE FROM operations WHERE key = 'a' RETURNING key")]

    expected = [[{"key": "a"}], [{"result": 7}], [{"key": "a"}]]
    if not within:
        assert await returned() == expected
        return
    async with in_transaction():
        assert await returned() == expected


async def test_control_stock_execute_query_brings_nothing_back_from_returning(
    database_url: str, dialect: Dialect
) -> None:
    async with stock(database_url) as tortoise:
        update = "UPDATE operations SET result = 7 RETURNING result"
        await tortoise.db().execute_script(
            "INSERT INTO operations (scope, key, fingerprint, at) VALUES ('s', 'a', 'f', '2027-01-01 00:00:00+00:00')"
        )
        _, rows = await tortoise.db().execute_query(update)
        assert len(rows) == (1 if dialect == "sqlite" else 0)


async def test_json_and_truth_are_kept_as_the_models_keep_them(database: str) -> None:
    made = await City.create(
        slug="a",
        code="032018",
        name={"ja": "盛岡市"},
        phone="1",
        phone_hours={},
        area_code="019",
        department={},
        is_sample=True,
    )
    await sql.run("UPDATE cities SET name = ?, is_sample = ? WHERE id = ?", {"ja": "市"}, False, made.id)  # noqa: FBT003
    await made.refresh_from_db()
    assert (made.name, made.is_sample) == ({"ja": "市"}, False)
    row = (await sql.rows("SELECT name, is_sample FROM cities WHERE is_sample = ?", False))[0]  # noqa: FBT003
    assert sql.document(row["name"]) == {"ja": "市"}
    assert not row["is_sample"]


async def test_a_double_is_an_integrity_error_on_both(database: str) -> None:
    await _add("a")
    with pytest.raises(IntegrityError):
        await _add("a")


async def test_a_typing_error_is_an_operational_error_on_both(database: str) -> None:
    with pytest.raises(OperationalError):
        await sql.run("DELETE FROM nothing")


async def test_a_zero_character_is_kept_whole_or_refused_never_cut(database: str, dialect: Dialect) -> None:
    text = "a\x00b"
    if dialect == "postgres":
        with pytest.raises(OperationalError):
            await _add(text)
        return
    await _add(text)
    assert [row["key"] for row in await sql.rows("SELECT key FROM operations")] == [text]


async def test_the_connection_is_named_after_its_dialect(database: str, dialect: Dialect) -> None:
    assert require_context().default_connection == dialect
