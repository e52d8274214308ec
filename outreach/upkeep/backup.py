"""A copy of the whole database, made while it serves, and tried before it is called a backup."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped] # ships no types
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.transactions import in_transaction

from outreach import audit, clock, db
from outreach.db import sql
from outreach.db.connect import dialect_of
from outreach.upkeep import postgres
from outreach.upkeep.contents import Contents, contents, fingerprint
from outreach.upkeep.damage import Damaged
from outreach.upkeep.manifest import Manifest
from outreach.upkeep.rules import RESTORED, Broken, verify

ENDINGS = {"sqlite": ".sqlite3", "postgres": ".pgdump"}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was tried: its file, its manifest, and the rules that the copied rows break (none, one hopes)."""

    path: Path
    manifest: Manifest
    broken: list[Broken]


async def backup(url: str, folder: Path) -> Backup:
    """Copy the database into the folder. Raises Damaged where the copy is not equal to what was copied."""
    at, dialect = clock.now(), dialect_of(url)
    path = folder / f"outreach-{at:%Y%m%dT%H%M%S%fZ}{ENDINGS[dialect]}"
    part = _begun(path)
    try:
        copied = await (_copy_sqlite if dialect == "sqlite" else _dump_postgres)(url, part)
        tried, broken = await attempt(url, part, copied)
        manifest = Manifest(copied, at, await asyncio.to_thread(fingerprint, part), tried)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    manifest.write(path)
    return Backup(path, manifest, broken)


def _begun(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.part")
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    return part


def file_of(url: str) -> Path:
    """The file of a SQLite database; Damaged for one that lives in memory only."""
    name = expand_db_url(url)["credentials"]["file_path"]
    if name == ":memory:":
        raise Damaged("a database in memory cannot be kept")
    return Path(name)


async def _copy_sqlite(url: str, part: Path) -> Contents:
    if not file_of(url).is_file():
        raise Damaged(f"there is no database at {file_of(url)}")
    async with db.connected(url):
        while await audit.seal(everything=True):
            pass
    await asyncio.to_thread(copy, file_of(url), part)
    async with db.connected(f"sqlite://{part}"):
        return await contents()


def copy(source: Path, target: Path) -> None:
    """SQLite's online backup: a whole copy, also while others write."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


async def _dump_postgres(url: str, part: Path) -> Contents:
    async with db.connected(url):
        while await audit.seal(everything=True):
            pass
        async with in_transaction("postgres"):
            await sql.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            snapshot = (await sql.rows("SELECT pg_export_snapshot() AS name"))[0]["name"]
            await asyncio.to_thread(postgres.dump, url, part, snapshot)
            return await contents()


async def attempt(url: str, part: Path, copied: Contents) -> tuple[str, list[Broken]]:
    """Try a backup apart from the database: how it could be tried, and the rules that its rows break.

    Raises Damaged where it does not hold what it should.
    """
    if dialect_of(url) == "sqlite":
        return "opened", await examined(f"sqlite://{part}", copied)
    try:
        async with _spare_database(url) as spare:
            await asyncio.to_thread(postgres.load, spare, part)
            return "restored", await examined(spare, copied)
    except asyncpg.InsufficientPrivilegeError:
        await asyncio.to_thread(postgres.read_through, url, part)
        return "read", []


async def examined(url: str, expected: Contents) -> list[Broken]:
    """The rules that this copy breaks; Damaged where it does not hold what it should."""
    async with db.connected(url):
        if different := (await contents()).differences(expected):
            raise Damaged(f"the copy differs from what was copied in: {', '.join(different)}")
        found = await verify(sealing=False)
        return [one for one in found if one.rule != RESTORED]  # it is as it was copied; outreach verify tells of it


@asynccontextmanager
async def _spare_database(url: str) -> AsyncIterator[str]:
    name = f"outreach_trial_{uuid4().hex}"
    await _tell(url, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield postgres.database(url, name)
    finally:
        await _tell(url, f"DROP DATABASE {name} WITH (FORCE)")


async def _tell(url: str, statement: str) -> None:
    place = expand_db_url(url)["credentials"]
    names = ("host", "port", "user", "password", "database")
    server = await asyncpg.connect(**{name: place[name] for name in names if place.get(name)})
    try:
        await server.execute(statement)
    finally:
        await server.close()
