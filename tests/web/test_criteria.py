"""Criteria of WCAG that the markup alone shows, on every page that residents read."""

from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from outreach.web.locale import join
from tests import criteria, world
from tests.browser import Browser, Page
from tests.document import said
from tests.matrix import scene

pytestmark = pytest.mark.usefixtures("database")
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
