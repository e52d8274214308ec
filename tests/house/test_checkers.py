"""The checkers see what they should: a control before anybody trusts their silence."""

from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests import checkers

GOOD = """<!doctype html>
<html lang="ja"><head><title>教室</title></head><body><main><h1>教室</h1>{}</main></body></html>
"""
STRICT = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'"></head>'


def page_with(folder: Path, text: str) -> Path:
    path = folder / "page.html"
    path.write_text(GOOD.format(text), "utf-8")
    return path


def test_the_html_checker_accepts_a_good_page_and_refuses_a_bad_one(tmp_path: Path) -> None:
    assert checkers.vnu([page_with(tmp_path, "<p>よい</p>")]) == []
    assert "align" in " ".join(checkers.vnu([page_with(tmp_path, '<p align="left">古い</p>')]))


def test_what_somebody_typed_is_not_held_against_the_page_but_the_same_in_our_own_text_is(tmp_path: Path) -> None:
    typed = "e\u0301"
    assert checkers.vnu([page_with(tmp_path, f'<p><textarea aria-label="文">{typed}</textarea></p>')]) == []
    assert "Normalization" in " ".join(checkers.vnu([page_with(tmp_path, f"<p>{typed}</p>")]))


def test_the_css_checker_refuses_a_bad_rule(tmp_path: Path) -> None:
    (tmp_path / "bad.css").write_text("p { colour: red }\n")
    assert checkers.vnu([tmp_path / "bad.css"])


def test_a_missing_checker_is_a_failure_and_no_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkers, "VNU", tmp_path / "none.jar")
    with pytest.raises(RuntimeError, match="npm ci"):
        checkers.vnu([tmp_path])


def test_our_own_stylesheets_are_valid() -> None:
    assert checkers.vnu(sorted((checkers.ROOT / "static/css").rglob("*.css"))) == []


@pytest.mark.journey
async def test_axe_and_the_ruler_see_a_bad_page_behind_a_strict_policy(tmp_path: Path) -> None:
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=checkers.CHROMIUM, args=checkers.FLAGS)
        page = await browser.new_page(viewport={"width": 320, "height": 640})
        assert await _seen(page, page_with(tmp_path, "<p>よい</p>")) == ([], [])
        violations, wide = await _seen(page, page_with(tmp_path, f"<input><pre>{'長' * 90}</pre>"))
        assert "label" in " ".join(violations)
        assert wide
        await browser.close()


async def _seen(page: Page, path: Path) -> tuple[list[str], list[str]]:
    path.write_text(path.read_text("utf-8").replace("</head>", STRICT), "utf-8")
    await page.goto(path.as_uri())
    return await checkers.axe(page), await checkers.overflow(page)
