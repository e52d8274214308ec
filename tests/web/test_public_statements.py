from datetime import timedelta
from urllib.parse import quote

import pytest

from outreach import clock, conformance, venues
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.settings import Settings
from outreach.venues.facts import MoveFacts
from tests import world
from tests.browser import Browser, served


async def test_centres_leads_to_each_centre_of_this_city_only(browser: Browser) -> None:
    await world.centre()
    await world.centre(await world.tomi(), name={"ja": "東御の館", "en": "Tomi Hall"})
    page = await browser.open("/morioka/en/centres")
    assert "Tomi Hall" not in page.text
    assert (await page.follow("Central Community Centre")).heading == "Central Community Centre"


async def test_centre_gives_the_phones_map_its_position_only_where_that_is_the_building(browser: Browser) -> None:
    exact = await world.centre(latitude=39.7, longitude=141.1, address="内丸12-2")
    rough = await world.centre(
        key="rough", latitude=39.7, longitude=141.1, position_note="町の代表点", address="内丸12-2"
    )
    nowhere = await world.centre(key="nowhere", address="")
    by_address = quote("内丸12-2")
    geo, maps = "Open the map of this phone (Android)", "Open the map of this phone (iPhone)"
    page = await browser.open(f"/morioka/en/centres/{exact.id}")
    assert page.link(geo) == "geo:39.700000,141.100000?q=39.700000,141.100000"
    assert page.link(maps) == "maps:?q=39.700000,141.100000"
    assert "Position of the building: 39.700000, 141.100000" in page.text
    assert "Geospatial" in page.text
    page = await browser.open(f"/morioka/en/centres/{rough.id}")
    assert (page.link(geo), page.link(maps)) == (f"geo:0,0?q={by_address}", f"maps:?q={by_address}")
    assert "The map looks for the address" in page.text
    assert "39.7" not in page.html
    assert geo not in (await browser.open(f"/morioka/en/centres/{nowhere.id}")).links()


async def test_centre_of_which_nobody_knows_the_old_position_any_more_is_looked_for_by_its_address(
    browser: Browser,
) -> None:
    centre = await world.centre(latitude=39.7, longitude=141.1, position_note="町の代表点", address="旧町1")
    facts = MoveFacts("新町2", 39.8, 141.2, clock.today() + timedelta(days=10))
    await venues.move_centre(centre, facts, by=SYSTEM)
    page = await browser.open(f"/morioka/en/centres/{centre.id}")
    assert page.link("Open the map of this phone (iPhone)") == f"maps:?q={quote('旧町1')}"
    assert "39.7" not in page.html


async def test_centre_says_how_to_come_in_the_readers_language_or_marks_the_one_it_has(browser: Browser) -> None:
    ways = {
        "bus": {"ja": "バス停「中央」から3分", "en": "3 minutes from the stop Chuo"},
        "step_free": {"ja": "裏口から"},
    }
    centre = await world.centre(ways=ways)
    page = await browser.open(f"/morioka/en/centres/{centre.id}")
    assert "3 minutes from the stop Chuo" in page.text
    assert '<span lang="ja">裏口から</span>' in page.html
    assert "Nothing is on record yet about how to come" not in page.text
    other = await world.centre(key="other")
    assert "Nothing is on record yet about how to come" in (await browser.open(f"/morioka/en/centres/{other.id}")).text


async def test_centre_shows_its_own_classes(browser: Browser) -> None:
    west = await world.centre(key="west")
    await world.lesson()
    page = await browser.open(f"/morioka/en/centres/{west.id}")
    assert "No class is planned here" in page.text
    await world.lesson(centre=west)
    assert "10 seats left" in (await browser.open(page.path)).text


async def test_centre_of_another_city_is_not_found(browser: Browser) -> None:
    foreign = await world.centre(await world.tomi())
    await world.morioka()
    assert (await browser.open(f"/morioka/centres/{foreign.id}")).status == 404


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("counting-rule", "How classes are counted"),
        ("accessibility", "Accessibility"),
        ("privacy", "Your details"),
        ("gallery", "部品の見本"),
    ],
)
async def test_statements_are_there_for_everybody(browser: Browser, path: str, heading: str) -> None:
    await world.morioka()
    page = await browser.open(f"/morioka/en/{path}")
    assert page.status == 200
    assert page.heading == heading


async def test_accessibility_claims_consideration_only_and_names_what_nobody_tested(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/accessibility")
    assert "JIS X 8341-3:2016 の適合レベルAAに配慮" in page.text
    assert "準拠や一部準拠とはいえません" in page.text
    assert "実際のスマートフォンやタブレット" in page.text
    counted = (await page.follow("達成基準ごとの試験結果")).text.count("機械による試験：問題なし")
    assert counted == conformance.load().counts["machine"]


async def test_results_show_each_criterion_with_its_result(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/en/accessibility/results")
    for one in conformance.load().criteria:
        assert f"{one.number} {one.name['en']}" in page.text
    shown = {"machine", "looked", "none"}
    assert {one.result for one in conformance.load().criteria} <= shown


async def test_privacy_says_for_how_long_this_city_keeps_what(browser: Browser) -> None:
    await world.morioka()
    usual = (await browser.open("/morioka/en/privacy")).text
    assert "until 30 days after your last class" in usual
    assert "until 90 days after the end of the fiscal year" in usual
    await City.filter(slug="morioka").update(retention={"needs": 7, "person": 60})
    own = (await browser.open("/morioka/en/privacy")).text
    assert "until 7 days after your last class" in own
    assert "until 60 days after the end of the fiscal year" in own


async def test_privacy_names_the_mail_address_only_where_the_city_sends_mails(browser: Browser) -> None:
    await world.morioka()
    assert "E-mail address" not in (await browser.open("/morioka/en/privacy")).text
    await City.filter(slug="morioka").update(mail_from="classes@city.example.jp")
    assert "E-mail address" in (await browser.open("/morioka/en/privacy")).text


async def test_gallery_is_not_shown_in_production(settings: Settings) -> None:
    real = {"mode": "production", "secret": "s" * 40, "public_url": "https://classes.example"}
    async with served(settings.model_copy(update=real)) as app:
        await world.morioka()
        assert (await Browser(app).open("/morioka/gallery")).status == 404


async def test_a_missing_page_says_what_to_do_next_and_shows_the_telephone(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/en/T/x")
    assert (page.status, page.heading) == (404, "This page was not found")
    assert "019-600-0000" in page.text
    assert (await page.follow("To the classes")).path == "/morioka/en"
