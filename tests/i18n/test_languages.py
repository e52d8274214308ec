"""Each reader gets a language that the pages speak."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import bundled
from outreach.i18n import LANGUAGES, gettext, languages, negotiate, ngettext

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Yes"
msgstr "はい"

msgid "{n} seat"
msgid_plural "{n} seats"
msgstr[0] "{n}席"

#, fuzzy
msgid "No"
msgstr "たぶん"
"""


@pytest.fixture
def japanese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of locales with a small Japanese .po and nothing compiled."""
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "outreach.po").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(bundled, "folder", lambda _name: tmp_path)
    languages.catalogue.cache_clear()
    yield folder
    languages.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        (None, "ja"),
        ("", "ja"),
        ("en", "en"),
        ("EN-us", "en"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("fr,en;q=0.5,ja;q=0.3", "en"),
        ("en;q=0,ja;q=0.1", "ja"),
        ("en;q=0.2,ja;q=0.9", "ja"),
        ("fr, de", "ja"),
        ("english", "ja"),
        ("en;q=oops", "ja"),
    ],
)
def test_the_browsers_wish_is_met_where_it_can_be(header: str | None, tag: str) -> None:
    assert negotiate(header) == tag


def test_the_longest_match_decides_between_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    simplified = languages.Language("zh-Hans", "简体中文", "zh-Hans", "zh_Hans", ("zh",))
    traditional = languages.Language("zh-Hant", "繁體中文", "zh-Hant", "zh_Hant", ("zh-Hant", "zh-TW", "zh-HK"))
    monkeypatch.setitem(LANGUAGES, "zh-Hans", simplified)
    monkeypatch.setitem(LANGUAGES, "zh-Hant", traditional)
    asked = ["zh", "zh-CN", "zh-TW", "zh-Hant-HK"]
    assert [negotiate(header) for header in asked] == ["zh-Hans", "zh-Hans", "zh-Hant", "zh-Hant"]


@given(st.text())
def test_no_header_breaks_the_choice(header: str) -> None:
    assert negotiate(header) in LANGUAGES


def test_a_checkout_needs_no_compiled_catalogue(japanese: Path) -> None:
    assert gettext("ja", "Yes") == "はい"
    assert ngettext("ja", "{n} seat", "{n} seats", 1) == "{n}席"


def test_a_translation_marked_as_unsure_is_not_shown(japanese: Path) -> None:
    assert gettext("ja", "No") == "No"


def test_what_has_no_translation_is_said_in_english(japanese: Path) -> None:
    assert gettext("ja", "Perhaps") == "Perhaps"
    assert gettext("en", "Yes") == "Yes"
    assert gettext("ja", "") == ""


def test_a_compiled_catalogue_serves_until_its_source_is_newer(japanese: Path) -> None:
    source, compiled = japanese / "outreach.po", japanese / "outreach.mo"
    compiled.write_bytes(languages.compile_catalogue(source))
    source.write_text(CATALOGUE.replace("はい", "うん"), encoding="utf-8")
    os.utime(source, (1, 1))
    assert gettext("ja", "Yes") == "はい"
    languages.catalogue.cache_clear()
    os.utime(compiled, (0, 0))
    assert gettext("ja", "Yes") == "うん"


def test_every_language_names_itself_and_is_known_to_babel() -> None:
    from babel import Locale

    for one in LANGUAGES.values():
        assert Locale.parse(one.locale).language == one.html_lang.split("-")[0]
        assert one.dir in {"ltr", "rtl"}
    assert [one.name for one in LANGUAGES.values()][:2] == ["日本語", "English"]
