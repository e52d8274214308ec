"""A seeded server under a clock that can be turned, and a real Chromium."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from outreach import clock, db, seeding
from outreach.bundled import folder
from tests import world
from tests.checkers import CHROMIUM, FLAGS
from tests.databases import copy, drop, shared
from tests.drills.forked import Forked
from tests.drills.server import Server, serving
from tests.journeys.basement import Basement, before_the_class, opened
from tests.journeys.people import PASSWORD
from tests.journeys.places import Place, keys
from tests.journeys.server import APPLICATION, CLOCK, Clock
from tests.matrix import scene

PATIENT = {
    "OUTREACH_SESSION_IDLE_MINUTES": "600",
    "OUTREACH_STORED_SECONDS": "0",
    "OUTREACH_TRIES_PER_MINUTE": "1000",
    "OUTREACH_WRONG_DIGITS_PER_HOUR": "1000",
}


@pytest.fixture(scope="session")
def planted_url(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The database with both cities, which no server ever serves: copies of it are cheap."""
    yield from shared(tmp_path_factory, "planted", lambda path: _planted(copy(empty_url, path)))


def _planted(url: str) -> str:
    asyncio.run(_plant(url))
    return url


async def _plant(url: str) -> None:
    async with db.connected(url):
        for city in ("morioka", "tomi"):
            await seeding.plant(seeding.read(folder("seeds") / city), password=PASSWORD)


@pytest.fixture
def seeded_url(planted_url: str, tmp_path: Path) -> Iterator[str]:
    """A database with both cities that this test has for itself."""
    url = copy(planted_url, tmp_path / "outreach.db")
    yield url
    drop(url)


@pytest.fixture
def hands(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock")


@pytest.fixture
async def server(seeded_url: str, hands: Clock) -> AsyncIterator[Server]:
    settings = {**PATIENT, CLOCK: str(hands.file)}
    async with serving(Forked(seeded_url, APPLICATION, settings=settings)) as started:
        yield started


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    """A city with one of everything, its server, and somebody of every role."""
    async with db.connected(database_url):
        at = await scene(await world.morioka())
        secrets = await keys(at)
    async with serving(Forked(database_url, settings=PATIENT)) as started:
        yield Place(started, at, secrets)


@pytest.fixture
async def basement(
    database_url: str, hands: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Basement]:
    """A hall without reception at twenty past one, for the office and the server; phones have clocks of their own."""
    moment, now = before_the_class(), clock.now
    ahead: timedelta = moment - now()
    monkeypatch.setattr(clock, "now", lambda: now() + ahead)
    hands.turn_to(moment)
    settings = {**PATIENT, CLOCK: str(hands.file)}
    server = Forked(database_url, APPLICATION, settings=settings)
    async with serving(server), async_playwright() as playwright:
        made = await opened(database_url, server, playwright, tmp_path)
        yield made
        await made.leave()
