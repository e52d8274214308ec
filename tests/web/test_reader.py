"""The reader's switches: what was pressed stays, on every page, for this reader alone."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from outreach.web import reader, stored
from outreach.web.reader import CHOICES, COOKIE, Reader
from tests import world
from tests.browser import Browser, Page

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
PLAIN = {"Accept-Encoding": "identity"}


def _asked(cookie: str) -> Reader:
    scope = {"type": "http", "headers": [(b"cookie", f"{COOKIE}={cookie}".encode("latin-1", "ignore"))]}
    return reader.of(Request(scope))


def _root(page: Page) -> dict[str, str]:
    return {name: value for name, value in page.document.all("html")[0].items() if name.startswith("data-")}


async def test_a_switch_shows_the_same_page_again_and_stays_pressed_on_the_next() -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60))
    page = await browser.open("/morioka/en/classes?q=phone")
    assert _root(page) == {}

    page = await page.form("reader").submit("Large text")
    assert (page.path, _root(page)) == ("/morioka/en/classes?q=phone", {"data-text": "large"})
    page = await page.form("reader").submit("High contrast")
    assert _root(page) == {"data-text": "large", "data-contrast": "high"}
    page = await browser.open("/morioka")
    assert _root(page) == {"data-text": "large", "data-contrast": "high"}


async def test_the_cookie_goes_when_nothing_is_chosen_any_more() -> None:
    await world.morioka()
    browser = Browser(world.app())
    page = await (await browser.open("/morioka/en")).form("reader").submit("Dark")
    assert browser.client.cookies.get(COOKIE) == "normal.dark.usual"
    await page.form("reader").submit("As on this device")
    assert browser.client.cookies.get(COOKIE) is None


async def _seen_by_the_next() -> dict[str, str]:
    await world.morioka()
    app = world.app(stored_seconds=60)
    first, second = Browser(app), Browser(app)
    await (await first.open("/morioka/en")).form("reader").submit("Dark")
    return _root(await second.open("/morioka/en"))


async def test_nobody_is_served_a_page_as_somebody_else_chose_it() -> None:
    assert await _seen_by_the_next() == {}


async def test_without_the_switches_in_the_key_somebody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "key", lambda request: (request.scope["whole_path"], request.method, ""))
    await world.morioka()
    app = world.app(stored_seconds=60)
    dark, usual = Browser(app), Browser(app)
    dark.client.cookies.set(COOKIE, "normal.dark.usual")
    await dark.open("/morioka/en")
    assert _root(await usual.open("/morioka/en")) == {"data-contrast": "dark"}


@pytest.mark.parametrize(
    "back", ["//en", "//example.org/x", "https://example.org/", "/\\example.org/x/y", "", "/morioka/nowhere/at/all"]
)
async def test_a_switch_leads_to_no_other_server(back: str) -> None:
    browser = Browser(world.app())
    answer = (await browser.send("POST", "/look", data={"back": back, "text": "large"})).answer
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_a_form_that_is_no_form_changes_nothing() -> None:
    browser = Browser(world.app(), inspecting=False)
    assert (await browser.send("POST", "/look", data={"text": "huge", "contrast": "\x00"})).status == 303
    assert browser.client.cookies.get(COOKIE) is None


@given(st.text(st.characters(max_codepoint=255, exclude_characters="; \t\r\n"), max_size=40))
def test_any_cookie_is_a_reader_who_chose_what_is_on_offer(cookie: str) -> None:
    found = _asked(cookie)
    assert found.key.split(".") == [found.text, found.contrast, found.furigana]
    assert all(getattr(found, name) in values for name, values in CHOICES.items())
    assert _asked(found.key) == found


def test_furigana_are_shown_in_easy_japanese_until_switched_off_and_elsewhere_when_switched_on() -> None:
    shown = {
        (said, tag): Reader(furigana=said).shows_furigana(tag)
        for said in CHOICES["furigana"]
        for tag in ("ja", "ja-x-easy")
    }
    assert [key for key, value in shown.items() if value] == [("usual", "ja-x-easy"), ("on", "ja"), ("on", "ja-x-easy")]


async def test_a_stored_page_travels_compressed_where_that_is_understood_and_is_the_same() -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60))
    plain = (await browser.send("GET", "/morioka/en", headers=PLAIN)).answer
    packed = (await browser.send("GET", "/morioka/en", headers={"Accept-Encoding": "gzip"})).answer

    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert plain.content == packed.content
    assert int(packed.headers["content-length"]) < len(gzip.compress(plain.content)) * 1.05
    assert packed.headers["vary"] == plain.headers["vary"]
    assert plain.headers["vary"].startswith("Accept-Encoding, Cookie")
    assert packed.headers["etag"] != plain.headers["etag"]
    again = await browser.send("GET", "/morioka/en", headers={"If-None-Match": packed.headers["etag"]})
    assert again.status == 304
