"""The page of the open data, its files under their addresses, the map of the site, and what search engines read."""

import json
from collections.abc import Collection
from xml.etree import ElementTree as ET

import pytest

from outreach import clock
from outreach.cities import City
from outreach.i18n import LANGUAGES
from outreach.open_data.datasets import ABOUT
from outreach.web import policy
from outreach.web.data.sitemap import OF_ROWS, PAGES
from outreach.web.locale import split
from tests import world
from tests.browser import Browser
from tests.open_data.reading import table

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


async def test_open_data_names_licence_and_credit_and_leads_to_every_file(browser: Browser) -> None:
    await world.lesson()
    page = await browser.open("/morioka/en/open-data")
    assert page.heading == "Open data"
    assert "CC BY 4.0" in page.text
    assert "出典：盛岡市" in page.text
    files = [href for href in page.links().values() if "/open-data/" in href or "/api/" in href]
    # Six files of each, a map of three, and the description of the API.
    assert len(files) == 6 * len(ABOUT) + sum(about.places for about in ABOUT.values()) + 1
    assert {(await browser.open(href)).status for href in files} == {200}


@pytest.mark.parametrize("form", FORMS)
async def test_a_file_has_its_kind_its_name_and_may_be_read_by_any_page(browser: Browser, form: str) -> None:
    await world.lesson()
    answer = (await browser.open(f"/morioka/open-data/events.{form}")).answer
    assert answer.headers["content-type"] == FORMS[form]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert form == "json" or f'filename="032018_events.{form}"' in answer.headers["content-disposition"]


async def test_an_unchanged_file_is_not_sent_twice(browser: Browser) -> None:
    await world.lesson()
    for form in FORMS:
        page = await browser.open(f"/morioka/open-data/events.{form}")
        again = await browser.send("GET", page.path, {"If-None-Match": page.answer.headers["etag"]})
        assert again.status == 304, form


async def test_a_file_in_cp932_has_its_list_of_what_could_not_be_written(browser: Browser) -> None:
    await world.lesson(course=await world.course(title={"ja": "スマホ🍎"}))
    page = await browser.open("/morioka/open-data/events.csv", encoding="cp932")
    assert table(page.answer.content, "cp932")[0]["イベント名"] == "スマホ〓"
    lost = table((await browser.open("/morioka/open-data/events/cp932-lost.csv")).answer.content)
    assert [row["文字"] for row in lost] == ["🍎"]


@pytest.mark.parametrize(
    "path", ["nothing.csv", "nothing/schema.json", "results.geojson", "events.csv?encoding=utf-7", "people.csv"]
)
async def test_what_there_is_not_is_not_found(browser: Browser, path: str) -> None:
    await world.morioka()
    assert (await browser.open(f"/morioka/open-data/{path}")).status == 404


async def test_a_file_says_the_same_in_every_language(browser: Browser) -> None:
    await world.lesson()
    japanese = await browser.open("/morioka/open-data/events.csv")
    english = await browser.open("/morioka/en/open-data/events.csv")
    assert japanese.answer.content == english.answer.content


async def test_the_map_of_the_site_lists_public_pages_that_are_there(browser: Browser) -> None:
    first = await world.lesson(is_sample=False)
    secret = await world.course(slug="secret")
    await world.lesson(course=secret, status="draft", is_sample=False)
    await world.lesson()
    await world.goal(None, first.course, starts=clock.today(), ends=clock.today())
    assert "<loc>" not in (await browser.open("/morioka/sitemap.xml")).text
    await City.filter(slug="morioka").update(is_sample=False)
    page = await browser.open("/morioka/sitemap.xml?again")
    every = [place.text or "" for place in ET.fromstring(page.answer.content).iter() if place.tag.endswith("loc")]
    paths = [split("/" + place.split("/", 3)[3]) for place in every]
    spoken = {path: {language for language, other in paths if other == path} for _, path in paths}
    assert all(languages == set(LANGUAGES) for languages in spoken.values())
    places = list(spoken)
    assert sum("/classes/" in place for place in places) == 1
    assert sum("/progress/" in place for place in places) == 2  # one goal, and who was reached
    assert sum("/calendar" in place for place in places) == 3  # of the city, one centre and one course
    for path in places:
        assert (await browser.open(path)).status == 200


# Public pages that no search engine need know: a form, a draw of one class, a page for developers.
UNLISTED = {"public:sign_up", "public:lots", "public:gallery"}


def missing_in_the_map(listed: Collection[str]) -> set[str]:
    """The public pages (no files, no API) that stand neither in the map nor among those left out."""
    pages = {
        name
        for name, rule in policy.load().items()
        if name.startswith(("public:", "data:")) and rule.is_public and "GET" in rule.methods
        if "." not in rule.path.rsplit("/", 1)[1] and "/api/" not in rule.path
    }
    assert pages >= UNLISTED.union(listed)
    return pages - UNLISTED.union(listed)


def test_the_map_of_the_site_keeps_step_with_the_public_pages() -> None:
    assert missing_in_the_map([*PAGES, *OF_ROWS]) == set()


def test_a_page_that_the_map_forgot_would_be_named() -> None:
    forgetful = [name for name in (*PAGES, *OF_ROWS) if name != "public:goal"]
    assert missing_in_the_map(forgetful) == {"public:goal"}


async def test_robots_name_the_map_of_each_city_and_leave_staff_alone(browser: Browser) -> None:
    await world.morioka()
    await world.tomi()
    text = (await browser.open("/robots.txt")).text
    assert "Disallow: /*/desk" in text
    assert "/morioka/sitemap.xml" in text
    assert "/tomi/sitemap.xml" in text


async def test_a_sample_is_told_to_no_search_engine(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    assert [one for one in page.document.all("script") if one.get("type") == "application/ld+json"] == []
    assert [meta.get("content") for meta in page.document.all("meta") if meta.get("name") == "robots"] == ["noindex"]


async def test_a_class_tells_search_engines_what_when_and_where(browser: Browser) -> None:
    centre = await world.centre(latitude=39.7, longitude=141.1)
    lesson = await world.lesson(
        centre=centre, course=await world.course(title={"ja": "</script><b>地図"}), is_sample=False
    )
    await City.filter(slug="morioka").update(is_sample=False)
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    [data] = [one for one in page.document.all("script") if one.get("type") == "application/ld+json"]
    event = json.loads(data.text or "")
    assert (event["@type"], event["name"]) == ("Event", "</script><b>地図")
    assert event["startDate"] == lesson.starts_at.astimezone(clock.TOKYO).isoformat(timespec="minutes")
    assert event["location"]["geo"]["latitude"] == 39.7
    assert event["url"].endswith(f"/morioka/classes/{lesson.id}")


async def test_a_cancelled_class_says_so_and_a_rough_place_is_none(browser: Browser) -> None:
    centre = await world.centre(latitude=39.7, longitude=141.1, position_note="町の代表点")
    lesson = await world.lesson(centre=centre, status="cancelled", is_sample=False)
    await City.filter(slug="morioka").update(is_sample=False)
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    [data] = [one for one in page.document.all("script") if one.get("type") == "application/ld+json"]
    event = json.loads(data.text or "")
    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert "geo" not in event["location"]


async def test_a_public_page_tells_messengers_its_title_and_whole_address(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/en/classes/{lesson.id}")
    told = {meta.get("property"): meta.get("content") for meta in page.document.all("meta") if meta.get("property")}
    assert told["og:title"] == page.heading
    assert told["og:url"] == f"http://127.0.0.1:8000/morioka/en/classes/{lesson.id}"
    assert told["og:site_name"] == "Smartphone classes in Morioka"
    assert told["og:locale"] == "en_GB"


async def test_the_picture_for_messengers_is_our_own_and_as_large_as_it_says(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    told = {meta.get("property"): meta.get("content") for meta in page.document.all("meta") if meta.get("property")}
    origin, path = (told["og:image"] or "").split("/static/")
    assert origin == "http://127.0.0.1:8000"
    picture = (await browser.client.get(f"/static/{path}")).content
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(picture[at : at + 4]) for at in (16, 20)]
    assert size == [int(told[f"og:image:{name}"] or 0) for name in ("width", "height")]


async def test_a_page_under_a_ticket_tells_messengers_nothing(browser: Browser) -> None:
    seat = await world.seat(await world.lesson())
    page = await browser.open(f"/morioka/T/{seat.token}")
    assert [meta for meta in page.document.all("meta") if meta.get("property")] == []
