"""The whole server on a database of the test's own, and a stranger's browser in front of it."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from outreach.settings import Settings
from tests.browser import Browser, served


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(mode="test", database_url=database_url, stored_seconds=0, public_url="http://127.0.0.1:8000")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The started server; builders of tests/world.py write into its database."""
    async with served(settings) as started:
        yield started


@pytest.fixture
async def browser(app: Starlette) -> AsyncIterator[Browser]:
    """Somebody who is not signed in."""
    one = Browser(app)
    yield one
    await one.close()
