"""Putting a backup back: only what its manifest names, never over rows unless told so, and all of it or nothing."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from outreach import clock, db, vault
from outreach.db.connect import dialect_of
from outreach.db.migrate import pending
from outreach.upkeep import postgres
from outreach.upkeep.backup import attempt, copy, examined, file_of
from outreach.upkeep.backup import backup as back_up
from outreach.upkeep.contents import Contents, contents
from outreach.upkeep.damage import Damaged
from outreach.upkeep.manifest import Manifest, read
from outreach.upkeep.rules import Broken


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, the rules it breaks, the steps it still needs, and where the replaced rows lie."""

    manifest: Manifest
    broken: list[Broken]
    pending: list[str]
    replaced: Path | None


async def restore(
    url: str, file: Path, *, keep_in: Path, replace: bool = False, without_keys: bool = False
) -> Restored:
    """Put the backup into the database; what it held before is kept as a file.

    Raises Damaged: no or wrong manifest, the other kind of database, rows present without ``replace``, the
    server still running, a key missing under which something is sealed (but ``without_keys``: it stays shut).
    """
    manifest = await asyncio.to_thread(read, file)
    _require_kind(url, manifest)
    if not without_keys:
        _require_keys(manifest)
    held = await _rows_of(url)
    if held and not replace:
        raise Damaged(f"the database already holds {held} rows; --replace puts the backup in their place")
    replaced = await (_into_sqlite if dialect_of(url) == "sqlite" else _into_postgres)(
        url, file, manifest.contents, keep_in if held else None
    )
    broken = await examined(url, manifest.contents)
    return Restored(manifest, broken, await pending(url), replaced)


def _require_kind(url: str, manifest: Manifest) -> None:
    if manifest.contents.dialect != dialect_of(url):
        raise Damaged(f"this backup is of {manifest.contents.dialect}, the database is {dialect_of(url)}")


def _require_keys(manifest: Manifest) -> None:
    if missing := sorted({*manifest.contents.keys} - {*vault.numbers()}):
        told = ", ".join(map(str, missing))
        raise Damaged(
            f"what is sealed in this backup needs key {told}, which is not in the key file; put the file of that time"
            " in its place, or --without-keys leaves it shut"
        )


async def _rows_of(url: str) -> int:
    if dialect_of(url) == "sqlite" and not file_of(url).exists():
        return 0
    async with db.connected(url):
        return sum((await contents()).rows.values())


async def _into_sqlite(url: str, file: Path, expected: Contents, keep_in: Path | None) -> Path | None:
    target = file_of(url)
    new = target.with_name(f"{target.name}.restoring")
    new.unlink(missing_ok=True)
    await asyncio.to_thread(copy, file, new)
    await examined(f"sqlite://{new}", expected)
    if target.exists():
        await asyncio.to_thread(_require_unused, target)
    replaced = target.with_name(f"{target.name}.replaced-{clock.now():%Y%m%dT%H%M%SZ}") if keep_in else None
    if replaced:
        target.rename(replaced)
    new.rename(target)
    return replaced


def _require_unused(target: Path) -> None:
    # Leaving WAL needs every other connection gone, and brings the whole database into the one file.
    with closing(sqlite3.connect(target, timeout=1)) as old:
        try:
            old.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            raise Damaged("the database is in use: stop the server first") from None


async def _into_postgres(url: str, file: Path, expected: Contents, keep_in: Path | None) -> Path | None:
    await attempt(url, file, expected)
    kept = (await back_up(url, keep_in)).path if keep_in else None
    await asyncio.to_thread(postgres.load, url, file)
    return kept
