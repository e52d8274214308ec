"""One node at a time: a second one that wants to change the tables waits until the first is done."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import IO, Any

import asyncpg  # type: ignore[import-untyped] # ships no types
from tortoise.backends.base.config_generator import expand_db_url

from outreach.db.connect import dialect_of

_MIGRATING = 0x0075_1EAC
_PLACE = ("host", "port", "user", "password", "database", "ssl")


def alone(url: str) -> AbstractAsyncContextManager[None]:
    """Wait until nobody else holds this database's migration lock, then hold it."""
    place = expand_db_url(url)["credentials"]
    return _locked_file(place["file_path"]) if dialect_of(url) == "sqlite" else _locked_database(place)


@asynccontextmanager
async def _locked_file(file_path: str) -> AsyncIterator[None]:
    if file_path == ":memory:":
        yield
        return
    with await asyncio.to_thread(_locked, Path(f"{file_path}.migrating")):
        yield


def _locked(path: Path) -> IO[bytes]:
    held = path.open("ab")
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


@asynccontextmanager
async def _locked_database(place: dict[str, Any]) -> AsyncIterator[None]:
    connection = await asyncpg.connect(**{name: place[name] for name in _PLACE if name in place})
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _MIGRATING)
        yield
    finally:
        await connection.close()
