"""Every page in a real browser: without JavaScript, on a narrow screen, at 400 % zoom, and before axe."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from outreach import db
from outreach.web import policy
from outreach.web.locale import join
from outreach.web.policy import Rule
from tests import world
from tests.checkers import axe, overflow
from tests.drills.forked import Forked
from tests.drills.server import Server
from tests.journeys.conftest import PATIENT
from tests.matrix import Scene, scene

pytestmark = [pytest.mark.journey, pytest.mark.slow]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
# 1280 CSS pixels at 400 % zoom are 320 (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
NO_PAGES = frozenset({"office:poster", "office:door_guide", "office:delivered_file"})
# What a page wants to know in its address.
QUERIES = {
    "public:questions": "?q=phone",
    "office:dry_run": "?ids={lesson_id}&kind=cancelled",
    "office:city_reports": "?kind=year",
}
COUNTED = frozenset({"office:correct"})  # of a class that was reported and signed
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
        counted = {"lesson_id": self.scene.objects["counted_id"]} if rule.name in COUNTED else {}
        return self.server.address + join(self.scene.path(rule, counted), language) + asked


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Place]:
    async with db.connected(database_url):
        at = await scene(await world.morioka())
        accounts = {role: await world.account(at.city, role) for role in FITTING[1:]}
        secrets = {role: await world.sign_in(account) for role, account in accounts.items()}
    server = Forked(database_url, settings=PATIENT)
    await server.start()
    yield Place(server, at, {**secrets, "volunteer": at.secrets["volunteer"]})
    server.stop()


def _pages() -> list[Rule]:
    rules = policy.load().values()
    files = (".ics", ".csv", ".json", ".geojson", ".xlsx", ".xml", ".pdf", ".js", ".webmanifest", ".py", ".zip")
    return [
        r
        for r in rules
        if "GET" in r.methods and r.name not in NO_PAGES and "/api/" not in r.path and not r.path.endswith(files)
    ]


@pytest.mark.drill
@pytest.mark.parametrize("language", ["ja", "en"])
async def test_every_page_fits_a_narrow_screen_without_scripts_and_pleases_axe(
    language: str, place: Place, chromium: Browser
) -> None:
    without = await chromium.new_context(java_script_enabled=False, viewport=NARROW)  # type: ignore[arg-type]  # a plain dict is taken
    usual = await chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]  # a plain dict is taken
    found = []
    # axe looks at the markup, which is one for all languages; make drill shows it each of them.
    looks = [(without, NARROW), (usual, WIDE)] if language == "ja" or DRILL else [(without, NARROW)]
    for context, size in looks:
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
