"""Criteria of WCAG that the markup alone shows, on every page that residents read."""

from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from outreach.web import policy
from outreach.web.locale import join
from tests import criteria, world
from tests.browser import Browser, Page
from tests.document import said
from tests.matrix import scene

pytestmark = pytest.mark.usefixtures("database")
FITTING = ("public", "volunteer", "coordinator", "clerk", "instructor", "administrator", "auditor")
LONG = 12  # paragraphs and list items after which a reader looks for a heading


async def _all(language: str = "en") -> AsyncIterator[Page]:
    at = await scene(await world.morioka())
    browser = Browser(world.app())
    for rule in criteria.pages():
        yield await browser.open(join(at.path(rule), language))


async def test_every_public_page_keeps_the_rules_of_the_inspector() -> None:
    count = 0
    async for page in _all("ja"):
        assert page.status == 200, page.path
        count += 1
    assert count > 20


async def test_links_of_the_same_words_lead_to_the_same_place() -> None:
    async for page in _all():
        assert _unclear(page) == {}, page.path


def _unclear(page: Page) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for link in page.document.all("a"):
        words = f"{link.get('aria-label') or said(link)} {link.get('hreflang', '')}".strip()
        found[words].add(link.get("href", "").partition("#")[0])
    return {words: places for words, places in found.items() if len(places - {""}) > 1}


async def test_long_pages_have_headings() -> None:
    async for page in _all():
        (main,) = page.document.all("main")
        pieces = [e for tag in ("p", "li") for e in main.iter(tag)]
        assert len(pieces) <= LONG or next(main.iter("h2"), None) is not None, page.path


async def test_no_page_changes_by_itself() -> None:
    async for page in _all():
        for element in page.document.elements:
            assert element.get("http-equiv", "").lower() != "refresh", page.path
            assert "target" not in element.attrib, (page.path, element.attrib)
            assert "autofocus" not in element.attrib, page.path


async def test_the_telephone_stands_on_every_page_of_every_room() -> None:
    at = await scene(await world.morioka())
    visitors = {role: await _visitor(role, at.secrets) for role in FITTING}
    without = []
    for rule in policy.load().values():
        role = next((role for role in FITTING if role in rule.roles), "")
        if "GET" not in rule.methods or not role:
            continue
        page = await visitors[role].open(at.path(rule))
        if (
            page.html
            and "paper" not in page.document.all("body")[0].get("class", "")
            and at.city.phone not in page.html
        ):
            without.append(f"{rule.name} ({page.status})")
    assert without == []


async def _visitor(role: str, secrets: dict[str, str]) -> Browser:
    if role == "public":
        return Browser(world.app(), inspecting=False)
    if role != "volunteer":
        return await world.visitor(role)
    browser = Browser(world.app(), inspecting=False)
    browser.client.cookies.set("outreach-door", secrets["volunteer"])
    return browser


async def test_the_first_page_of_all_names_each_citys_telephone() -> None:
    await world.morioka()
    assert "tel:0196000000" in (await Browser(world.app()).open("/en")).html
