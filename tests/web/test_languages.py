"""Every page stands in every language of its room; a browser that asks for another is offered it, and led nowhere."""

import re
from dataclasses import replace

import pytest

from outreach.i18n import LANGUAGES, STAFF, drafts, languages
from outreach.web import locale, policy
from outreach.web.locale import join, spoken
from tests import world
from tests.browser import Browser, Page
from tests.document import said

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
PAGES = ("/morioka", "/morioka/classes", "/morioka/calendars", "/morioka/my-ticket")


def hreflangs(page: Page) -> dict[str, str]:
    """The languages that a page's head names, with their addresses."""
    links = [link for link in page.document.all("link") if link.get("rel") == "alternate"]
    return {link.get("hreflang", ""): link.get("href", "") for link in links if link.get("hreflang")}


def menu(page: Page) -> list[tuple[str, str, str]]:
    """The other languages of the menu: tag, own name and address."""
    (nav,) = (nav for nav in page.document.all("nav") if nav.get("class") == "languages")
    found = [(link.get("lang", ""), said(link), link.get("href", "")) for link in nav.iter("a")]
    assert all(link.get("hreflang") == link.get("lang") for link in nav.iter("a"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_names_all_others_by_their_own_names(language: str) -> None:
    await world.lesson()
    browser = Browser(world.app())

    for path in PAGES:
        page = await browser.open(join(path, language))
        others = [one for tag, one in LANGUAGES.items() if tag != language]
        assert page.status == 200
        assert menu(page) == [(one.html_lang, one.name, join(path, one.tag)) for one in others]


async def test_a_page_tells_search_engines_where_it_stands_in_other_languages() -> None:
    await world.lesson()
    page = await Browser(world.app()).open("/morioka/vi/classes")

    site = "http://127.0.0.1:8000"
    assert hreflangs(page) == {tag: f"{site}{join('/morioka/classes', tag)}" for tag in LANGUAGES} | {
        "x-default": f"{site}/morioka/classes"
    }


async def test_an_address_that_is_a_key_is_told_to_no_search_engine() -> None:
    seat = await world.seat(await world.lesson())
    page = await Browser(world.app()).open(f"/morioka/vi/T/{seat.token}")

    assert page.status == 200
    assert hreflangs(page) == {}


@pytest.mark.parametrize(("language", "nearest"), [("ja-x-easy", "ja"), ("vi", "en"), ("zh-Hans", "en")])
async def test_a_room_of_staff_leads_to_the_nearest_language_that_it_speaks(language: str, nearest: str) -> None:
    clerk = await world.visitor("clerk")

    turned = await clerk.send("GET", f"/morioka/{language}/desk?q=4411")

    assert turned.status == 307
    assert turned.answer.headers["location"] == join("/morioka/desk", nearest) + "?q=4411"
    assert (await clerk.open(f"/morioka/{language}/desk")).status == 200


async def test_every_page_of_staff_speaks_their_languages_alone() -> None:
    await world.morioka()
    browser = Browser(world.app(), inspecting=False)
    rooms = [rule for rule in policy.load().values() if locale.room_of(rule.name) in locale.STAFF_ROOMS]

    for rule in rooms:
        path = re.sub(r"\{\w+(:int)?\}", "1", rule.path.replace("{city}", "morioka"))
        answer = await browser.send(rule.methods[0], join(path, "ko"))
        assert (answer.status, answer.answer.headers["location"]) == (307, join(path, "en")), rule.name
    assert len(rooms) > 100
    assert {spoken("desk", tag) for tag in LANGUAGES} == set(STAFF)


async def test_a_menu_of_staff_has_their_languages() -> None:
    clerk = await world.visitor("clerk")
    assert [name for _, name, _ in menu(await clerk.open("/morioka/desk"))] == ["English"]


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in STAFF])
async def test_the_way_to_the_staffs_rooms_is_in_a_language_that_they_speak(language: str) -> None:
    await world.morioka()
    page = await Browser(world.app()).open(f"/morioka/{language}")

    assert join("/morioka/sign-in", spoken("signin", language)) in page.links().values()


def offered(page: Page) -> list[tuple[str, str, str]]:
    """The line on top: tag, words and address."""
    lines = [line for line in page.document.all("nav") if line.get("class") == "offer-line"]
    return [
        (link.get("lang", ""), "".join(link.itertext()).strip(), link.get("href", ""))
        for line in lines
        for link in line.iter("a")
    ]


async def open_with(browser: Browser, path: str, header: str) -> Page:
    return await browser.send("GET", path, headers={"Accept-Language": header})


@pytest.mark.parametrize("path", ["/", "/morioka", "/morioka/classes?day=2026-11-25", "/morioka/my-ticket"])
async def test_a_browser_is_offered_its_own_language_in_that_language(path: str) -> None:
    await world.lesson()
    browser = Browser(world.app())

    page = await open_with(browser, path, "ja-JP,ja;q=0.9")
    assert offered(page) == []
    page = await open_with(browser, path, "en-US,en;q=0.9,ja;q=0.5")
    bare, _, query = path.partition("?")
    assert offered(page) == [("en", "Read this page in English", join(bare, "en") + (f"?{query}" if query else ""))]
    assert page.status == 200
    page = await open_with(browser, join(bare, "en"), "ja")
    assert offered(page) == [("ja", "このページを日本語で読む", bare)]


def test_each_language_offers_itself_in_its_own_words() -> None:
    said = {tag: locale.OFFER.text(tag) for tag in LANGUAGES if tag != "ja-x-easy"}
    assert len(set(said.values())) == len(said)


async def test_who_reads_easy_japanese_is_not_offered_the_other_one() -> None:
    await world.morioka()
    assert offered(await open_with(Browser(world.app()), "/morioka/ja-x-easy", "ja")) == []


async def test_a_language_that_no_page_speaks_is_offered_nothing() -> None:
    await world.morioka()
    browser = Browser(world.app())
    for header in ("fr-FR,fr;q=0.9", "*", ""):
        assert offered(await open_with(browser, "/morioka", header)) == []


async def test_a_stored_page_offers_each_reader_her_own_language() -> None:
    await world.morioka()
    browser = Browser(world.app(stored_seconds=60))

    for _ in range(2):
        for header, tags in (("vi", ["vi"]), ("ja", []), ("pt-PT,pt;q=0.9", ["pt-BR"]), ("ko;q=0.9", ["ko"])):
            page = await open_with(browser, "/morioka", header)
            assert [tag for tag, _, _ in offered(page)] == tags
            assert "Accept-Language" in page.answer.headers["vary"]


async def test_with_one_copy_for_all_a_reader_would_get_anothers_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    await world.morioka()
    monkeypatch.setattr("outreach.web.stored.key", lambda request: (request.scope["whole_path"], "", "", ""))
    browser = Browser(world.app(stored_seconds=60))

    await open_with(browser, "/morioka", "vi")
    page = await open_with(browser, "/morioka", "ko")

    assert [tag for tag, _, _ in offered(page)] == ["vi"]


async def test_a_translation_that_nobody_checked_says_so() -> None:
    await world.morioka()
    browser = Browser(world.app())

    drafted = [tag for tag in LANGUAGES if "draft-note" in (await browser.open(join("/morioka", tag))).html]

    assert drafted == [tag for tag in LANGUAGES if drafts(tag)]


async def test_a_language_that_is_written_from_the_right_is_shown_so(monkeypatch: pytest.MonkeyPatch) -> None:
    mirrored = replace(LANGUAGES["ko"], dir="rtl")
    monkeypatch.setitem(languages.LANGUAGES, "ko", mirrored)
    await world.lesson()
    browser = Browser(world.app())

    page = await browser.open("/morioka/ko/classes")
    assert next(iter(page.document.all("html"))).get("dir") == "rtl"
    page = await open_with(browser, "/morioka", "ko")
    (line,) = (nav for nav in page.document.all("nav") if nav.get("class") == "offer-line")
    assert (line.get("lang"), line.get("dir")) == ("ko", "rtl")
