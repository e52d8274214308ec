"""Furigana on pages: in the texts that people read, nowhere else, and only where the reader wants them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.web.reader import COOKIE
from outreach.web.ruby import ruby
from tests import world
from tests.browser import Browser, Page

RUBY = re.compile(r'<rp>[()]</rp>|<rt aria-hidden="true">[^<]*</rt>|</?ruby>')
WRAPPED = re.compile(r'<span class="rubied">((?:[^<]|</?ruby>|<rp>[()]</rp>|<rt [^<]*</rt>)*)</span>')
# What the page says of the switch itself.
PRESSED = re.compile(r' (?:aria-pressed|data-furigana)="[a-z]*"')


def bare(html: str) -> str:
    """The page without what was added."""
    return RUBY.sub("", WRAPPED.sub(r"\1", html))


def rubied(words: str) -> str:
    return f'<span class="rubied">{words}</span>'


def over(word: str, reading: str) -> str:
    return f'<ruby>{word}<rp>(</rp><rt aria-hidden="true">{reading}</rt><rp>)</rp></ruby>'


@pytest.mark.parametrize(
    "html",
    [
        "<title>教室</title>",
        '<img alt="教室"><input value="教室" placeholder="教室" aria-label="教室">',
        "<textarea>教室</textarea>",
        "<select><option>教室</option></select>",
        '<script type="application/ld+json">{"a": "教室 < 会場"}</script>',
        '<p><span translate="no">山田 中央</span></p>',
        '<p lang="en">教室 <b>教室</b></p>',
        "<p><ruby>青山<rt>あおやま</rt></ruby></p>",
        "<svg><text>教室</text></svg>",
        "<!-- 教室 -->",
        "<p>12 <b>人</b></p>",
        "<p>12&nbsp;人</p>",
        "<p>12&#160;<b>人</b></p>",
        "<p><b>12</b>人</p>",
        "<p><i>教</i>室</p>",
        "<th>人</th>",
        "<p><b>12</b><i>人</i></p>",
    ],
)
def test_what_is_no_text_to_read_stays_as_it_is(html: str) -> None:
    assert ruby(html) == html


ROOM, LESSON = over("教室", "きょうしつ"), over("本文", "ほんぶん")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>教室</p>", f"<p>{rubied(ROOM)}</p>"),
        ('<p lang="ja">教室</p>', f'<p lang="ja">{rubied(ROOM)}</p>'),
        ("<a href='/教室'>次の教室</a>", f"<a href='/教室'>{rubied(over('次', 'つぎ') + 'の' + ROOM)}</a>"),
        ("<p>本文 <b>1階</b>A</p>", f"<p>{rubied(LESSON + ' ')}<b>{rubied(over('1階', 'いっかい'))}</b>A</p>"),
        ("<p><b>本文</b><b>教室</b></p>", f"<p><b>{rubied(LESSON)}</b><b>{rubied(ROOM)}</b></p>"),
        ('<p lang="en">A<br>教室</p>教室', f'<p lang="en">A<br>教室</p>{rubied(ROOM)}'),
        ('<p><span translate="no">中央</span> 様</p>', '<p><span translate="no">中央</span> 様</p>'),
    ],
)
def test_texts_are_read(html: str, shown: str) -> None:
    assert ruby(html) == shown


TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "</a>", "</i>", "<br>"),
        '<a href="x>教室">',
        "<select>",
        "</select>",
        '<i lang="en">',
    ]
)
TEXTS = st.text("教室会場を開く12人月日&amp; ", max_size=8)


@given(st.lists(TAGS | TEXTS, max_size=12).map("".join))
def test_without_the_readings_the_page_is_the_page_again(html: str) -> None:
    assert bare(ruby(html)) == html


async def _easy(path: str, cookie: str = "") -> Page:
    browser = Browser(world.app())
    if cookie:
        browser.client.cookies.set(COOKIE, cookie)
    return await browser.open(path)


@pytest.mark.once
@pytest.mark.usefixtures("database")
async def test_easy_japanese_has_furigana_until_they_are_switched_off() -> None:
    await world.lesson()
    assert "<rt" in (await _easy("/morioka/ja-x-easy")).html
    assert "<rt" not in (await _easy("/morioka/ja-x-easy", "normal.device.off")).html


@pytest.mark.once
@pytest.mark.usefixtures("database")
async def test_japanese_has_none_until_they_are_switched_on_and_english_never() -> None:
    await world.lesson()
    assert "<rt" not in (await _easy("/morioka")).html
    assert "<rt" in (await _easy("/morioka", "normal.device.on")).html
    assert "<rt" not in (await _easy("/morioka/en", "normal.device.on")).html


@pytest.mark.once
@pytest.mark.usefixtures("database")
async def test_the_switch_changes_the_readings_and_nothing_else() -> None:
    await world.lesson()
    shown = (await _easy("/morioka/classes", "normal.device.on")).html
    plain = (await _easy("/morioka/classes", "normal.device.off")).html
    assert PRESSED.sub("", bare(shown)) == PRESSED.sub("", plain)


@pytest.mark.once
@pytest.mark.usefixtures("database")
async def test_a_centre_is_read_as_the_city_says() -> None:
    place = await world.centre(name={"ja": "見前地区公民館"}, kana="ミルマエチクコウミンカン")
    page = await _easy(f"/morioka/ja-x-easy/centres/{place.id}")
    assert over("見前地区公民館", "みるまえちくこうみんかん") in page.html
    assert page.heading == "見前地区公民館"
