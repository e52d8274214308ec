"""The inspecting browser refuses what it should: each rule has a page that breaks only it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from outreach.web.shield import HEADERS
from tests.browser import BadPage, Browser
from tests.document import Document
from tests.inspection import RULES, Complaints, complaints, shield_complaints

Rule = Callable[[Document], Complaints]

GOOD = """<!doctype html><html lang="ja" dir="ltr">
<head><title>教室 | 盛岡市</title><link rel="stylesheet" href="/static/a.css">
</head><body><a href="#main">本文へ</a><main id="main"><h1>教室</h1><h2>一覧</h2>{}</main></body></html>"""
FORM = """<form method="post" action="/morioka/echo"><input type="hidden" name="key" value="k1">
<label for="kana">ふりがな <span>必須</span></label>
<input id="kana" name="kana" aria-describedby="kana-hint" value="さ">
<p id="kana-hint">ひらがなで</p>
<label for="town">町</label><select id="town" name="town">
<option value="1">松園</option><option value="2">本町</option></select>
<label><input type="checkbox" name="need" value="seat">前の席</label>
<label><input type="checkbox" name="need" value="ear">大きな声</label>
<button type="submit">申し込む</button><button type="submit" name="back" value="1">戻る</button></form>"""

BROKEN = {
    "parses": "<p><div></p></div>",
    "has_one_heading_that_the_title_repeats": "<h1>もう一つ</h1>",
    "ids_are_unique": '<p id="a">1</p><p id="a">2</p>',
    "controls_are_labelled": '<input name="kana">',
    "ties_have_ends": '<a href="#nowhere">進む</a>',
    "nothing_is_inline": '<p style="color:red">赤</p>',
    "nothing_comes_from_elsewhere": '<img alt="図" src="https://example.org/a.png">',
    "images_have_words": '<img src="/static/a.png">',
    "buttons_say_their_kind_and_name": "<button>押す</button>",
    "links_say_something": '<a href="/morioka"></a>',
    "headings_skip_no_level": "<h4>深い</h4>",
    "tables_tell_their_heads": "<table><tbody><tr><th>日</th></tr></tbody></table>",
    "forms_can_be_sent": '<form action="/morioka"></form>',
    "every_text_is_filled_in": "<p>あと%(left)s人</p>",
}


def test_a_good_page_has_no_complaints() -> None:
    assert complaints(Document(GOOD.format(FORM)), "ja") == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_refuses_the_page_that_breaks_it(rule: Rule) -> None:
    page = Document(GOOD.format(BROKEN[rule.__name__]))
    assert list(rule(page))
    assert not list(rule(Document(GOOD.format(FORM))))


@pytest.mark.parametrize(
    "bad",
    [
        "<script>1</script>",
        "<style>p{}</style>",
        '<p onclick="a()">あ</p>',
        '<a href="javascript:a()">あ</a>',
        '<label for="b">い</label>',
        '<p aria-describedby="b">い</p>',
        '<form action="https://example.org/"><button type="submit">送る</button></form>',
        "<p>None</p>",
        "<p>{name}さん</p>",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        '<svg viewBox="0 0 1 1"></svg>',
        '<button type="button"></button>',
    ],
)
def test_these_too_are_refused(bad: str) -> None:
    assert complaints(Document(GOOD.format(bad)), "ja")


def test_a_page_in_the_wrong_language_is_refused() -> None:
    assert complaints(Document(GOOD.format("")), "en") == ["lang is 'ja', wanted 'en'"]


def test_an_answer_without_the_shield_is_refused() -> None:
    assert shield_complaints({key.lower(): value for key, value in HEADERS.items()}) == []
    assert len(shield_complaints({})) == 3


async def show(request: Request) -> Response:
    return HTMLResponse(GOOD.format(FORM + '<a href="away">次のページ</a>'), headers=HEADERS)


async def away(request: Request) -> Response:
    return RedirectResponse("/morioka/show", 303, headers=HEADERS)


async def bare(request: Request) -> Response:
    return HTMLResponse(GOOD.format(""))


async def echo(request: Request) -> Response:
    form = await request.form()
    told = "、".join(f"{key}={value}" for key, value in form.multi_items())
    text = f"<p>{told}</p><p>{request.headers['origin']}</p>"
    return HTMLResponse(GOOD.format(text), headers=HEADERS)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    pages = [Route(f"/morioka/{page.__name__}", page, methods=["GET", "POST"]) for page in (show, away, bare, echo)]
    browser = Browser(Starlette(routes=pages))
    yield browser
    await browser.close()


async def test_a_form_is_filled_by_its_labels_and_sent_with_an_origin(browser: Browser) -> None:
    page = await browser.open("/morioka/show")
    form = page.form("申し込む").fill({"ふりがな": "さとう", "町": "本町"}).choose("前の席", "大きな声")
    answer = await form.submit("戻る")
    assert "key=k1、kana=さとう、town=2、need=seat、need=ear、back=1" in answer.text
    assert browser.origin in answer.text


async def test_a_field_tells_what_stands_in_it_and_at_it(browser: Browser) -> None:
    form = (await browser.open("/morioka/show")).form()
    assert (form.value("ふりがな"), form.error("ふりがな"), form.value("町")) == ("さ", "ひらがなで", "1")


async def test_a_link_is_followed_by_its_words_through_redirects(browser: Browser) -> None:
    page = await (await browser.open("/morioka/show")).follow("次の")
    assert (page.path, page.heading, page.title) == ("/morioka/show", "教室", "教室 | 盛岡市")


async def test_a_word_that_is_not_there_is_an_error(browser: Browser) -> None:
    page = await browser.open("/morioka/show")
    with pytest.raises(KeyError):
        page.link("ない")
    with pytest.raises(KeyError):
        page.form().fill({"ない": "1"})


async def test_the_browser_refuses_an_answer_without_headers(browser: Browser) -> None:
    with pytest.raises(BadPage, match="content-security-policy"):
        await browser.open("/morioka/bare")


async def test_different_pages_are_kept_for_the_slow_checkers(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_COLLECT_PAGES", str(tmp_path))
    await browser.open("/morioka/show")
    await browser.open("/morioka/show")
    assert len(list(tmp_path.glob("*.html"))) == 1
