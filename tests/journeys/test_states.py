"""Every page in a real browser: without JavaScript, on a narrow screen, at 400 % zoom, and before axe."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from outreach import db
from outreach.db import Dialect
from outreach.web import policy
from outreach.web.locale import join
from outreach.web.policy import Rule
from tests import world
from tests.checkers import axe, overflow
from tests.drills.server import Server
from tests.journeys.conftest import PATIENT
from tests.matrix import Scene, scene

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(600)]

# 1280 CSS pixels at 400 % zoom are 320 (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
NO_PAGES = frozenset({"office:poster"})
# What a page wants to know in its address.
QUERIES = {"office:dry_run": "?ids={lesson_id}&kind=cancelled"}
FITTING = ("volunteer", "coordinator", "clerk", "instructor", "administrator", "auditor")


@dataclass(frozen=True, slots=True)
class Place:
    """A server with one of everything, and a sign-in for every role."""

    server: Server
    scene: Scene
    secrets: dict[str, str]

    def cookies(self, rule: Rule) -> list[dict[str, str]]:
        """What the browser of a fitting visitor carries."""
        role = next((role for role in FITTING if role in rule.roles), None)
        name = "outreach-door" if role == "volunteer" else "outreach"
        return [{"name": name, "value": self.secrets[role], "url": self.server.address}] if role else []

    def address(self, rule: Rule, language: str) -> str:
        """Where a page is in a language."""
        asked = QUERIES.get(rule.name, "").format(**self.scene.objects)
        return self.server.address + join(self.scene.path(rule), language) + asked


@pytest.fixture
async def place(database_url: str, dialect: Dialect) -> AsyncIterator[Place]:
    if dialect != "sqlite":
        pytest.skip("a page looks the same whatever keeps its rows")
    async with db.connected(database_url):
        at = await scene(await world.morioka())
        accounts = {role: await world.account(at.city, role) for role in FITTING[1:]}
        secrets = {role: await world.sign_in(account) for role, account in accounts.items()}
    server = Server(database_url, workers=1, settings=PATIENT)
    await server.start()
    yield Place(server, at, {**secrets, "volunteer": at.secrets["volunteer"]})
    server.stop()


def _pages() -> list[Rule]:
    rules = policy.load().values()
    files = (".ics", ".csv", ".json", ".pdf")
    return [r for r in rules if "GET" in r.methods and r.name not in NO_PAGES and not r.path.endswith(files)]


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_page_fits_a_narrow_screen_without_scripts_and_pleases_axe(
    language: str, place: Place, chromium: Browser
) -> None:
    without = await chromium.new_context(java_script_enabled=False, viewport=NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    usual = await chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]  # a plain dict is taken
    found = []
    for context, size in (without, NARROW), (usual, WIDE):
        page = await context.new_page()
        for rule in _pages():
            await page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is taken
            found += [f"{rule.name}: {line}" for line in await _looked_at(page, rule, place, language)]
        await context.close()
    assert not found, "\n".join(found)


async def _looked_at(page: Page, rule: Rule, place: Place, language: str) -> list[str]:
    await page.context.clear_cookies()
    await page.context.add_cookies(place.cookies(rule))  # type: ignore[arg-type]  # plain dicts are taken
    answer = await page.goto(place.address(rule, language))
    if answer is None or answer.status != 200:
        return [f"answered {answer and answer.status}"]
    return await _faults(page)


async def _faults(page: Page) -> list[str]:
    await expect(page.locator("h1")).to_have_count(1)
    if page.viewport_size == NARROW:
        return [f"too wide: {line}" for line in await overflow(page)]
    found = await axe(page)
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    return found + [f"too wide with scripts: {line}" for line in await overflow(page)]
