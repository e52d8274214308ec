import pytest

from outreach.cities import City
from outreach.settings import Settings
from tests import world
from tests.browser import Browser, served


async def test_centres_leads_to_each_centre_of_this_city_only(browser: Browser) -> None:
    await world.centre()
    await world.centre(await world.tomi(), name={"ja": "東御の館", "en": "Tomi Hall"})
    page = await browser.open("/morioka/en/centres")
    assert "Tomi Hall" not in page.text
    assert (await page.follow("Central Community Centre")).heading == "Central Community Centre"


async def test_centre_says_where_the_map_shows_only_the_neighbourhood(browser: Browser) -> None:
    exact = await world.centre(latitude=39.7, longitude=141.1)
    rough = await world.centre(key="rough", latitude=39.7, longitude=141.1, position_note="町の代表点")
    nowhere = await world.centre(key="nowhere")
    sees = {exact: (True, False), rough: (True, True), nowhere: (False, False)}
    for centre, (has_map, warns) in sees.items():
        page = await browser.open(f"/morioka/en/centres/{centre.id}")
        assert ("Geospatial" in page.text, "middle of the neighbourhood" in page.text) == (has_map, warns)


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
