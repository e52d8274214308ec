"""Pages about what is not right say what can be done, are kept by no cache, and mend a slash too many."""

import pytest

from tests import world
from tests.browser import Browser

pytestmark = pytest.mark.usefixtures("database")


async def test_a_wrong_method_is_told_which_ones_there_are() -> None:
    page = await Browser(world.app()).send("PUT", "/morioka/en/classes")

    assert page.status == 405
    assert set(page.answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_an_address_that_is_no_page_still_shows_the_telephone_of_its_city() -> None:
    await world.morioka()

    page = await Browser(world.app()).open("/Morioka/en/no-such-page")

    assert page.status == 404
    assert "019-600-0000" in page.text
    assert "019-600-0000" not in (await Browser(world.app()).open("/nowhere/en/no-such-page")).text


async def test_no_cache_keeps_a_page_about_a_mistake() -> None:
    page = await Browser(world.app()).open("/nowhere/en")

    assert page.status == 404
    assert page.answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "language"), [("/morioka/", "ja"), ("/morioka/en/", "en"), ("/morioka/en/classes/?q=a%20b", "en")]
)
async def test_a_slash_at_the_end_changes_neither_page_nor_language(typed: str, language: str) -> None:
    await world.morioka()

    page = await Browser(world.app()).open(typed)

    assert (page.status, page.language) == (200, language)


@pytest.mark.parametrize("typed", ["//evil.example/", "//evil.example//", "/%5Cevil.example/", "/%2F/evil.example/"])
async def test_a_slash_at_the_end_leads_to_no_other_host(typed: str) -> None:
    page = await Browser(world.app()).send("GET", f"http://127.0.0.1:8000{typed}")

    place = page.answer.headers.get("location", "/")
    assert place.startswith("/")
    assert place[1:2] not in ("/", "\\")
