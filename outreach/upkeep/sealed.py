"""What is kept sealed, in which columns: whether it opens, under which keys it lies, and sealing it anew."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outreach import audit, vault
from outreach.audit import SYSTEM
from outreach.db import dialect, sql, unit_of_work

BATCH = 200
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed texts; ``place`` says of a row, told in ``parts``, where the vault keeps its text."""

    table: str
    name: str
    parts: tuple[str, ...]
    place: Callable[[Row], str]


COLUMNS = (
    Column("participants", "needs_sealed", (), lambda row: f"participants|needs|{row['id']}"),
    Column("lotteries", "seed_sealed", ("lesson_id",), lambda row: f"lotteries|seed|{row['lesson_id']}"),
    Column("walk_ins", "name_sealed", ("event_id",), lambda row: f"walk_ins|name_sealed|{row['event_id']}"),
    Column("drafts", "sealed", ("scope", "key"), lambda row: f"drafts|{row['scope']}|{row['key']}"),
)
_NUMBER = {"sqlite": "substr({name}, 1, instr({name}, '.') - 1)", "postgres": "split_part({name}, '.', 1)"}


@dataclass(frozen=True, slots=True)
class Resealed:
    """What sealing anew did: how many texts, and whose (table:id) did not open and stayed as they were."""

    count: int
    shut: list[str]


async def keys() -> list[int]:
    """The numbers of the keys that the texts of the connected database need."""
    found: set[int] = set()
    for column in COLUMNS:
        number = _NUMBER[dialect()].format(name=column.name)
        rows = await sql.rows(f"SELECT DISTINCT {number} AS number FROM {column.table} WHERE {column.name} <> ''")  # noqa: S608 - our own names
        found |= {int(row["number"]) for row in rows if str(row["number"]).isdigit()}
    return sorted(found)


async def binding() -> list[int]:
    """The numbers of the keys without which notes and statements of the ledgers could no longer be checked in full."""
    number = _NUMBER[dialect()].format(name="pledge").replace("'.'", "':'")
    rows = await sql.rows(
        f"SELECT DISTINCT {number} AS number FROM ledger_entries WHERE pledge <> ''"  # noqa: S608 - our own names
        " UNION SELECT DISTINCT CAST(key AS TEXT) FROM statements"
    )
    return sorted(int(row["number"]) for row in rows if str(row["number"]).isdigit())


async def shut() -> list[str]:
    """The rows (table:id) whose sealed text does not open."""
    return [
        f"{column.table}:{row['id']}" for column in COLUMNS async for row in _rows(column) if not _opens(column, row)
    ]


def _opens(column: Column, row: Row) -> bool:
    try:
        vault.opened(row["kept"], column.place(row))
    except vault.CannotOpen:
        return False
    return True


async def _rows(column: Column) -> AsyncIterator[dict[str, Any]]:
    after = 0
    while rows := await _batch(column, after):
        for row in rows:
            yield row
        after = rows[-1]["id"]


async def _batch(column: Column, after: int) -> list[dict[str, Any]]:
    named = ", ".join(("id", *column.parts, f"{column.name} AS kept"))
    query = f"SELECT {named} FROM {column.table} WHERE {column.name} <> '' AND id > ? ORDER BY id LIMIT ?"  # noqa: S608 - our own names
    return await sql.rows(query, after, BATCH)


@unit_of_work
async def give_up(rows: Sequence[str]) -> int:
    """Empty what does not open any more, because its key is lost: needs, names of who came without a registration, and
    unsent calls. The trail says how many.

    Returns how many; the seed of a draw is left as it is, so that nobody can take a draw back so.
    """
    needs, names, calls = (_ids(rows, table) for table in ("participants", "walk_ins", "drafts"))
    for participant_id in needs:
        await sql.run("UPDATE participants SET needs_sealed = '' WHERE id = ?", participant_id)
    for walk_in_id in names:
        await sql.run("UPDATE walk_ins SET name_sealed = '' WHERE id = ?", walk_in_id)
    for draft_id in calls:
        await sql.run("DELETE FROM drafts WHERE id = ?", draft_id)
    if needs or names or calls:
        facts = {"needs": len(needs), "walk_ins": len(names), "drafts": len(calls)}
        await audit.record(None, SYSTEM, "keys.lost", "vault", **facts)
    return len(needs) + len(names) + len(calls)


def _ids(rows: Sequence[str], table: str) -> list[int]:
    return [int(number) for name, _colon, number in (row.partition(":") for row in rows) if name == table]


async def reseal() -> Resealed:
    """Seal everything anew that does not lie under the newest key, in batches, while others serve. Safe to repeat."""
    count = 0
    faults: list[str] = []
    for column in COLUMNS:
        after = 0
        while rows := await _batch(column, after):
            done, wrong = await _reseal(column, rows)
            count, faults, after = count + done, faults + wrong, rows[-1]["id"]
    return Resealed(count, faults)


@unit_of_work
async def _reseal(column: Column, rows: list[dict[str, Any]]) -> tuple[int, list[str]]:
    count = 0
    faults: list[str] = []
    for row in rows:
        place = column.place(row)
        try:
            if vault.number_of(row["kept"]) == vault.newest():
                continue
            anew = vault.sealed(vault.opened(row["kept"], place), place)
        except (vault.CannotOpen, ValueError):
            faults.append(f"{column.table}:{row['id']}")
            continue
        # Only where nobody has written another text meanwhile: that one lies under the newest key already.
        query = f"UPDATE {column.table} SET {column.name} = ? WHERE id = ? AND {column.name} = ?"  # noqa: S608 - our own names
        count += await sql.run(query, anew, row["id"], row["kept"])
    return count, faults
