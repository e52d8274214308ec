"""A seeded server under a clock that can be turned, and a real Chromium."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from outreach import db, seeding
from outreach.bundled import folder
from tests.checkers import CHROMIUM, FLAGS
from tests.drills.server import Server, serving
from tests.journeys.people import PASSWORD
from tests.journeys.server import APPLICATION, CLOCK, Clock

PATIENT = {
    "OUTREACH_SESSION_IDLE_MINUTES": "600",
    "OUTREACH_STORED_SECONDS": "0",
    "OUTREACH_TRIES_PER_MINUTE": "1000",
    "OUTREACH_WRONG_DIGITS_PER_HOUR": "1000",
}


@pytest.fixture
async def seeded_url(database_url: str) -> str:
    async with db.connected(database_url):
        for city in ("morioka", "tomi"):
            await seeding.plant(seeding.read(folder("seeds") / city), password=PASSWORD)
    return database_url


@pytest.fixture
def hands(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock")


@pytest.fixture
async def server(seeded_url: str, hands: Clock) -> AsyncIterator[Server]:
    settings = {**PATIENT, CLOCK: str(hands.file)}
    async with serving(Server(seeded_url, APPLICATION, workers=1, settings=settings)) as started:
        yield started


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()
