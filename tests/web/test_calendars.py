"""How residents find the feeds: pages in plain words, with links that open each kind of calendar."""

from urllib.parse import parse_qs, urlsplit

from tests import world
from tests.browser import Browser


async def test_home_leads_to_the_feed_and_to_how_one_subscribes(browser: Browser) -> None:
    await world.lesson()
    home = await browser.open("/morioka/en")
    assert home.link("All classes as a calendar (.ics)") == "/morioka/en/calendar.ics"
    page = await home.follow("Classes in your own calendar")
    assert page.path == "/morioka/en/calendars"
    assert page.heading == "Classes in your own calendar"


async def test_calendars_offers_every_kind_of_calendar_the_feed_of_this_language(browser: Browser) -> None:
    await world.lesson()
    page = await browser.open("/morioka/en/calendars")
    address = "http://127.0.0.1:8000/morioka/en/calendar.ics"
    assert page.link(address) == address
    assert page.link("Subscribe on this iPhone") == address.replace("http", "webcal", 1)
    google = parse_qs(urlsplit(page.link("Subscribe in Google Calendar")).query)
    assert google == {"cid": [address.replace("http", "webcal", 1)]}
    outlook = parse_qs(urlsplit(page.link("Subscribe in Outlook")).query)
    assert outlook == {"url": [address], "name": ["Smartphone classes in Morioka"]}


async def test_calendars_leads_to_the_centres_and_courses_that_have_classes(browser: Browser) -> None:
    lesson = await world.lesson()
    await world.centre(key="empty", name={"ja": "空の会館", "en": "Empty hall"})
    page = await browser.open("/morioka/en/calendars")
    assert "Empty hall" not in page.text
    centre = await page.follow("Central Community Centre")
    assert centre.heading == "Central Community Centre: classes in your own calendar"
    assert centre.link("http://").endswith(f"/morioka/en/centres/{lesson.centre_id}/calendar.ics")
    course = await page.follow("Your first smartphone")
    assert course.link("http://").endswith(f"/morioka/en/courses/{lesson.course_id}/calendar.ics")
    assert (await browser.open(urlsplit(course.link("http://")).path)).status == 200


async def test_calendars_without_a_class_still_says_how(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/calendars")
    assert page.heading == "教室を自分のカレンダーに"
    assert "会場を一つえらぶ" not in page.text


async def test_a_centres_page_leads_to_its_calendar(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/en/centres/{lesson.centre_id}")
    assert (await page.follow("Classes at this centre in your own calendar")).status == 200


async def test_lesson_goes_into_google_outlook_or_a_file(browser: Browser) -> None:
    lesson = await world.lesson()
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    google = parse_qs(urlsplit(page.link("Googleカレンダー")).query)
    assert google["text"] == ["はじめてのスマートフォン"]
    assert google["location"] == ["中央公民館 研修室 愛宕町14-1"]
    assert page.link("iPhone") == f"/morioka/classes/{lesson.id}/class.ics"
    assert urlsplit(page.link("Outlook")).netloc == "outlook.live.com"


async def test_lesson_that_is_cancelled_goes_into_no_calendar(browser: Browser) -> None:
    lesson = await world.lesson(status="cancelled")
    page = await browser.open(f"/morioka/classes/{lesson.id}")
    assert [words for words in page.links() if "カレンダー" in words] == []


async def test_no_page_loads_anything_from_another_calendar(browser: Browser) -> None:
    """Only links lead there, and what is pressed tells them nothing of where it was."""
    lesson = await world.lesson()
    for path in (f"/morioka/classes/{lesson.id}", "/morioka/calendars"):
        page = await browser.open(path)
        addresses = [
            one.get(name, "") for one in page.document.elements for name in ("src", "action", "data") if one.get(name)
        ]
        assert [one for one in addresses if "://" in one] == []
        assert page.answer.headers["referrer-policy"] == "same-origin"
