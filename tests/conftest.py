"""What every test may ask for: an empty database of the chosen dialect, with all its tables."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from outreach.db import Dialect, connected
from outreach.db.connect import dialect_of
from outreach.db.migrate import migrate
from tests.databases import copy, create, drop, on_server, shared
from tests.kept import Kept

DIALECT = os.environ.get("OUTREACH_TEST_DATABASE", "sqlite")
DRILL = bool(os.environ.get("OUTREACH_DRILL"))

hypothesis.settings.register_profile(
    "outreach", deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
hypothesis.settings.load_profile("outreach")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones begin, so that no worker is left with one of them at the end.

    Whoever asks for no database says the same on both: the second time it is left out.

    So are a walk through a browser, which asks the page more than the rows, and what is marked as ``once``; make drill
    runs them there too.
    """
    items.sort(key=lambda item: not any(item.get_closest_marker(long) for long in ("drill", "slow", "journey")))
    if DIALECT == "sqlite":
        return
    asking = [item for item in items if "dialect" in getattr(item, "fixturenames", ()) and _is_for_both(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in asking])
    items[:] = asking


def _is_for_both(item: pytest.Item) -> bool:
    is_once = item.get_closest_marker("once") or item.get_closest_marker("journey")
    return DRILL or not is_once or bool(item.get_closest_marker("both"))


@pytest.fixture(scope="session")
def dialect() -> Dialect:
    return "postgres" if DIALECT == "postgres" else "sqlite"


@pytest.fixture(scope="session")
def empty_url(dialect: Dialect, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with all tables and no rows; copies of it are cheap."""
    yield from shared(tmp_path_factory, "empty", lambda path: _migrated(create(dialect, path)))


def _migrated(url: str) -> str:
    asyncio.run(migrate(url))
    return url


def fresh(dialect: Dialect, path: Path, *, migrated: bool) -> Iterator[str]:
    """The URL of a database for as long as somebody goes on; SQLite's lies at the path."""
    url = create(dialect, path)
    if migrated:
        _migrated(url)
    yield url
    drop(url)


@pytest.fixture
def bare_url(dialect: Dialect, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    yield from fresh(dialect, tmp_path / "bare.db", migrated=False)


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
        yield copy(empty_url, tmp_path / "outreach.db")
        return
    yield kept.fresh()
    kept.give_back()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """The same, connected."""
    async with connected(database_url):
        yield database_url
