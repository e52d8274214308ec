"""The settings of this installation, and the database that they name, as a command finds them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from outreach import db, vault
from outreach.cli.trouble import Trouble
from outreach.db.migrate import pending
from outreach.settings import Settings


def settings(**given: Any) -> Settings:
    """Settings from the environment, where the command line gave nothing else."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


async def require_migrated(url: str) -> None:
    """Raise Trouble where the database waits for steps."""
    if steps := await pending(url):
        raise Trouble(f"the database waits for {len(steps)} steps ({', '.join(steps)}). Run: outreach migrate")


@asynccontextmanager
async def ready() -> AsyncIterator[Settings]:
    """The settings, their keys, and the open, migrated database."""
    found = settings()
    vault.load(found.key_file)
    await require_migrated(found.database_url)
    async with db.connected(found.database_url):
        yield found
