"""Databases for tests: made, copied from one that is ready, and dropped again."""

import asyncio
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped] # ships no types
import pytest

from outreach.db import Dialect
from outreach.db.connect import dialect_of

SERVER = os.environ.get("OUTREACH_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


def on_server(name: str) -> str:
    """The URL of one database on the PostgreSQL server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def create(dialect: Dialect, path: Path) -> str:
    """The URL of a database without any table; SQLite's lies at the path."""
    if dialect == "sqlite":
        return f"sqlite://{path}"
    name = _name()
    _tell_server(f"CREATE DATABASE {name}")
    return on_server(name)


def copy(template: str, path: Path) -> str:
    """The URL of a copy of a database that nobody is connected to; SQLite's lies at the path."""
    if dialect_of(template) == "sqlite":
        shutil.copy(template.removeprefix("sqlite://"), path)
        return f"sqlite://{path}"
    name = _name()
    _tell_server(f"CREATE DATABASE {name} TEMPLATE {template.rpartition('/')[2]} STRATEGY file_copy")
    return on_server(name)


def drop(url: str) -> None:
    """Leave nothing on the PostgreSQL server; files go with their folder."""
    if dialect_of(url) == "postgres":
        _tell_server(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]) -> Iterator[str]:
    """The URL of a database that all workers of a run have together: the first makes it, the last drops it."""
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with _note(folder / f"{name}.json") as note:
        if not note.get("users"):
            note.update(users=0, url=make(folder / f"{name}-{uuid4().hex}.db"))
        note["users"] += 1
        url: str = note["url"]
    yield url
    with _note(folder / f"{name}.json") as note:
        note["users"] -= 1
        if not note["users"]:
            drop(url)


@contextmanager
def _note(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        note = json.loads(opened.read() or "{}")
        yield note
        opened.truncate(0)
        opened.write(json.dumps(note))


def _name() -> str:
    return f"outreach_test_{uuid4().hex}"


def _tell_server(statement: str) -> None:
    """Run a statement that belongs to the whole PostgreSQL server."""
    asyncio.run(_told(statement))


async def _told(statement: str) -> None:
    server = await asyncpg.connect(on_server("postgres"))
    try:
        await server.execute(statement)
    finally:
        await server.close()
