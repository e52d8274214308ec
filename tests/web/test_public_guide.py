import pytest

from outreach import guide
from outreach.i18n import LANGUAGES
from tests import world
from tests.browser import Browser


async def test_questions_has_every_answer_in_every_language(browser: Browser) -> None:
    await world.morioka()
    for language in LANGUAGES:
        page = await browser.open(f"/morioka/{language}/help" if language != "ja" else "/morioka/help")
        assert page.status == 200
        assert {topic.key for topic in guide.TOPICS} <= page.document.by_id.keys()


async def test_questions_shows_only_the_answers_to_what_was_asked(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/en/help", q="I lost my ticket")
    assert "lost" in page.document.by_id
    assert "calendar" not in page.document.by_id
    whole = await page.follow("All questions")
    assert "calendar" in whole.document.by_id


async def test_questions_shows_all_where_nothing_was_found_and_says_so(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/en/help", q="refrigerator")
    assert "Nothing was found for these words" in page.text
    assert "calendar" in page.document.by_id


async def test_questions_gives_those_who_read_no_japanese_a_sentence_to_say_in_japanese(browser: Browser) -> None:
    await world.morioka()
    for language, roman in {"vi": True, "en": True, "ja-x-easy": False}.items():
        page = await browser.open(f"/morioka/{language}/help")
        assert "スマートフォンの" in page.text
        assert ("Denwa bangō wa" in page.text) == roman
        assert "019-600-0000" in page.document.first("main")


async def test_word_list_gives_each_word_with_its_reading(browser: Browser) -> None:
    await world.morioka()
    page = await browser.open("/morioka/en/words")
    for one in guide.WORDS:
        assert one.kana in page.text
        assert one.meaning.text("en") in page.text


@pytest.mark.parametrize(
    "path", ["", "/classes", "/help", "/words", "/accessibility", "/privacy", "/my-ticket", "/no-such-page"]
)
async def test_the_telephone_stands_first_on_each_page_and_leads_to_what_to_say(browser: Browser, path: str) -> None:
    await world.morioka()
    page = await browser.open(f"/morioka/en{path}")
    assert page.html.index("tel:0196000000") < page.html.index("<main")
    assert (await page.follow("What to say on the telephone")).path.startswith("/morioka/en/help")
