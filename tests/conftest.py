"""What every test may ask for: an empty database of the chosen dialect, with all its tables."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped] # ships no types
import hypothesis
import pytest

from outreach.db import Dialect, connected
from outreach.db.connect import dialect_of
from outreach.db.migrate import migrate
from tests.kept import Kept

SERVER = os.environ.get("OUTREACH_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DIALECT = os.environ.get("OUTREACH_TEST_DATABASE", "sqlite")

hypothesis.settings.register_profile(
    "outreach", deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
hypothesis.settings.load_profile("outreach")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever asks for no database says the same on both: the second time it is left out."""
    if DIALECT == "sqlite":
        return
    asking = [item for item in items if "dialect" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in asking])
    items[:] = asking


def on_server(name: str) -> str:
    """The URL of one database on the PostgreSQL server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def tell_server(*statements: str) -> None:
    """Run statements that belong to the whole PostgreSQL server."""
    asyncio.run(_told(statements))


async def _told(statements: tuple[str, ...]) -> None:
    server = await asyncpg.connect(on_server("postgres"))
    try:
        for statement in statements:
            await server.execute(statement)
    finally:
        await server.close()


@pytest.fixture(scope="session")
def dialect() -> Dialect:
    return "postgres" if DIALECT == "postgres" else "sqlite"


@pytest.fixture(scope="session")
def empty_url(dialect: Dialect, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with all tables and no rows; copies of it are cheap."""
    yield from _fresh(dialect, tmp_path_factory.mktemp("template") / "empty.db", migrated=True)


def _fresh(dialect: Dialect, path: Path, *, migrated: bool) -> Iterator[str]:
    url, name = f"sqlite://{path}", f"outreach_test_{uuid4().hex}"
    if dialect == "postgres":
        url = on_server(name)
        tell_server(f"CREATE DATABASE {name}")
    if migrated:
        asyncio.run(migrate(url))
    yield url
    if dialect == "postgres":
        tell_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def bare_url(dialect: Dialect, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    yield from _fresh(dialect, tmp_path / "bare.db", migrated=False)


@pytest.fixture(scope="session")
def kept(empty_url: str) -> Iterator[Kept]:
    """On PostgreSQL: the database that the tests of this worker have one after another."""
    one = Kept(empty_url.rpartition("/")[2], on_server)
    yield one
    one.drop()


@pytest.fixture
def database_url(empty_url: str, kept: Kept, tmp_path: Path) -> Iterator[str]:
    """A database that this test has for itself, with all tables and no rows."""
    if dialect_of(empty_url) == "sqlite":
        shutil.copy(empty_url.removeprefix("sqlite://"), tmp_path / "outreach.db")
        yield f"sqlite://{tmp_path / 'outreach.db'}"
        return
    yield kept.fresh()
    kept.give_back()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """The same, connected."""
    async with connected(database_url):
        yield database_url
