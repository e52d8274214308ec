"""Opening the database: our own engines in place of Tortoise's, and everything closed again at the end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise import context
from tortoise.backends.base.config_generator import expand_db_url

from outreach.db import postgres_asyncpg, sqlite_immediate
from outreach.db.dialects import Dialect
from outreach.db.work import finish_running
from outreach.models import MODULES

APP = "outreach"
MIGRATIONS = "outreach.migrations"


def dialect_of(url: str) -> Dialect:
    """The dialect that a database URL asks for. Raises ValueError for any other database."""
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return "sqlite"
    if scheme in {"postgres", "postgresql", "asyncpg"}:
        return "postgres"
    raise ValueError(f"Only sqlite:// and postgres:// databases are known, not {scheme}://")


def configuration(
    url: str, *, modules: Sequence[str] = MODULES, migrations: str = MIGRATIONS, **settings: Any
) -> dict[str, Any]:
    """Tortoise's configuration for our models on this database; ``settings`` win over the URL's own."""
    name = dialect_of(url)
    engine = sqlite_immediate if name == "sqlite" else postgres_asyncpg
    credentials = engine.credentials(expand_db_url(url)["credentials"]) | settings
    return {
        "connections": {name: {"engine": engine.__name__, "credentials": credentials}},
        "apps": {APP: {"models": list(modules), "default_connection": name, "migrations": migrations}},
    }


@asynccontextmanager
async def opened(config: dict[str, Any]) -> AsyncIterator[context.TortoiseContext]:
    """Tortoise with this configuration and a live connection; the first one open serves every task."""
    async with context.TortoiseContext() as tortoise:
        first = context._global_context is None  # noqa: SLF001 - Tortoise has no public way to ask
        await tortoise.init(config=config, _enable_global_fallback=first)
        await tortoise.db().create_connection(with_db=True)
        try:
            yield tortoise
        finally:
            await finish_running()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[None]:
    """Open the database for the whole process, and close it after the last unit of work is done.

    Raises UnsafeDatabase where SQLite does not accept the settings that keep rows safe.
    """
    async with opened(configuration(url)):
        yield
