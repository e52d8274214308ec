"""Each reader gets a language that the pages speak."""

import os
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.plurals import get_plural
from hypothesis import given
from hypothesis import strategies as st

from outreach import bundled
from outreach.i18n import LANGUAGES, STAFF, drafts, for_staff, gettext, languages, negotiate, ngettext

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
        (None, None),
        ("", None),
        ("en", "en"),
        ("EN-us", "en"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("fr,en;q=0.5,ja;q=0.3", "en"),
        ("en;q=0,ja;q=0.1", "ja"),
        ("en;q=0.2,ja;q=0.9", "ja"),
        ("fr, de", None),
        ("english", None),
        ("en;q=oops", None),
        ("*", None),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("tl-PH", "fil"),
        ("pt-PT", "pt-BR"),
        ("in", "id"),
        ("ja-Hira", "ja-x-easy"),
        ("my-MM,en;q=0.9", "my"),
    ],
)
def test_the_browsers_wish_is_met_where_it_can_be(header: str | None, tag: str | None) -> None:
    assert negotiate(header) == tag


@given(st.text())
def test_no_header_breaks_the_choice(header: str) -> None:
    assert negotiate(header) in {None, *LANGUAGES}


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


@pytest.mark.parametrize("one", LANGUAGES.values(), ids=LANGUAGES)
def test_every_language_names_itself_and_is_known_to_babel(one: languages.Language) -> None:
    spoken = Locale.parse(one.locale)
    assert spoken.language == one.html_lang.split("-")[0]
    assert spoken.text_direction == one.dir
    assert set(one.fallback) <= set(LANGUAGES) - {one.tag}
    assert negotiate(one.tag) == one.tag


@pytest.mark.parametrize("one", LANGUAGES.values(), ids=LANGUAGES)
def test_plural_forms_follow_cldr(one: languages.Language) -> None:
    forms, rule = one.plural
    form, category = c2py(rule), Locale.parse(one.locale).plural_form
    spoken = {n: (form(n), category(n)) for n in range(1000)}
    assert {said for said, _ in spoken.values()} == set(range(forms))
    assert len(set(spoken.values())) == forms
    if one.tag != "en":
        read = languages.catalogue(one.tag).plural  # type: ignore[attr-defined]  # what gettext reads out of the .po
        assert [read(n) for n in range(1000)] == [form for form, _ in spoken.values()]


def test_babels_own_rules_would_not_do() -> None:
    category = Locale.parse("fil").plural_form
    form = c2py(get_plural("fil")[1])
    assert len({(form(n), category(n)) for n in range(1000)}) > 2


def test_the_order_is_the_one_that_people_know() -> None:
    assert [one.name for one in LANGUAGES.values()][:6] == [
        *("日本語", "やさしい日本語", "English", "简体中文", "繁體中文", "한국어"),
    ]
    assert STAFF == ("ja", "en")


@pytest.mark.parametrize(("tag", "nearest"), [("ja", "ja"), ("ja-x-easy", "ja"), ("en", "en"), ("vi", "en")])
def test_staff_rooms_speak_the_nearest_of_their_languages(tag: str, nearest: str) -> None:
    assert for_staff(tag) == nearest


@pytest.mark.parametrize("tag", [one.tag for one in LANGUAGES.values() if one.tag != "en"])
def test_every_language_has_a_catalogue_in_which_drafts_are_counted(tag: str) -> None:
    text = languages.source_path(tag).read_text(encoding="utf-8")
    assert f'"Plural-Forms: nplurals={LANGUAGES[tag].plural[0]};' in text
    assert drafts(tag) == sum("machine-draft" in line for line in text.splitlines() if line.startswith("#,"))


def test_easy_japanese_says_in_japanese_what_it_lacks(japanese: Path) -> None:
    assert gettext("ja-x-easy", "Yes") == "はい"
    assert ngettext("ja-x-easy", "{n} seat", "{n} seats", 1) == "{n}席"
    assert gettext("ja-x-easy", "Perhaps") == "Perhaps"
