"""The catalogues are fresh, complete and true to their source, and the gate that says so can be trusted."""

from pathlib import Path

import pytest

from outreach.i18n import LANGUAGES, catalogue

CODE = """
from outreach.i18n import phrase as _, phrase_n as _n
# translators: said at the desk
greeting = _("Hello {who}", who="x")
seats = _n("{n} seat", "{n} seats", 2)
"""
PAGE = """{% trans left=3 %}{{ left }} left{% pluralize %}{{ left }} left{% endtrans %}<p>{{ _("Home") }}</p>"""
JAPANESE = {
    'msgid "Hello {who}"\nmsgstr ""': 'msgid "Hello {who}"\nmsgstr "こんにちは、{who}さん"',
    'msgid "Home"\nmsgstr ""': 'msgid "Home"\nmsgstr "ホーム"',
    'msgid_plural "{n} seats"\nmsgstr[0] ""': 'msgid_plural "{n} seats"\nmsgstr[0] "{n}席"',
    'msgid_plural "%(left)s left"\nmsgstr[0] ""': 'msgid_plural "%(left)s left"\nmsgstr[0] "あと%(left)s"',
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house with one module, one page, and a complete Japanese catalogue; nobody else reads it."""
    speak(monkeypatch, "ja", "en")
    templates = tmp_path / "outreach" / "web" / "templates" / "public"
    templates.mkdir(parents=True)
    (tmp_path / "locales").mkdir()
    (tmp_path / "outreach" / "desk.py").write_text(CODE, encoding="utf-8")
    (templates / "home.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "babel.cfg").write_bytes((catalogue.ROOT / "babel.cfg").read_bytes())
    catalogue.extract(tmp_path)
    catalogue.update(tmp_path)
    for untranslated, translated in JAPANESE.items():
        replace(tmp_path, untranslated, translated)
    return tmp_path


def speak(monkeypatch: pytest.MonkeyPatch, *tags: str) -> None:
    monkeypatch.setattr(catalogue, "LANGUAGES", {tag: LANGUAGES[tag] for tag in tags})


def replace(root: Path, old: str, new: str, tag: str = "ja") -> None:
    path = catalogue.catalogue_path(root, tag)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_catalogues_of_the_house_may_be_shipped() -> None:
    assert catalogue.complaints() == []


def test_a_fresh_and_complete_catalogue_passes(root: Path) -> None:
    assert catalogue.complaints(root) == []


def test_sentences_of_code_and_pages_are_found_with_their_comments(root: Path) -> None:
    template = catalogue.template_path(root).read_text(encoding="utf-8")
    assert "#. said at the desk" in template
    for sentence in ("Hello {who}", "{n} seats", "%(left)s left", "Home"):
        assert f'"{sentence}"' in template


def test_the_files_say_nothing_about_when_and_where_they_were_made(root: Path) -> None:
    for path in (catalogue.template_path(root), catalogue.catalogue_path(root, "ja")):
        text = path.read_text(encoding="utf-8")
        assert "Date:" not in text
        assert str(root) not in text
        assert "#:" not in text


def test_extracting_twice_changes_nothing(root: Path) -> None:
    before = {path: path.read_bytes() for path in (root / "locales").rglob("*.po*")}
    catalogue.extract(root)
    catalogue.update(root)
    assert {path: path.read_bytes() for path in before} == before


def test_a_new_sentence_makes_the_gate_complain_until_it_is_translated(root: Path) -> None:
    page = root / "outreach" / "web" / "templates" / "public" / "home.html"
    page.write_text(PAGE + '{{ _("Classes") }}', encoding="utf-8")
    assert catalogue.complaints(root) == [
        "outreach.pot is stale: run `make locales`.",
        "ja: not in the catalogue: 'Classes'",
    ]
    catalogue.extract(root)
    catalogue.update(root)
    assert catalogue.complaints(root) == ["ja: not translated: 'Classes'"]


def test_a_similar_sentence_is_never_given_an_old_translation(root: Path) -> None:
    (root / "outreach" / "desk.py").write_text(CODE.replace("Hello {who}", "Hallo {who}"), encoding="utf-8")
    catalogue.extract(root)
    catalogue.update(root)
    assert catalogue.complaints(root) == ["ja: not translated: 'Hallo {who}'"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("こんにちは、{who}さん", "こんにちは", "names other values than its source: 'Hello {who}'"),
        ("こんにちは、{who}さん", "{who}{what}", "names other values than its source: 'Hello {who}'"),
        ("あと%(left)s", "あと", "names other values than its source: '%(left)s left'"),
        ('"ホーム"', '"ホーム（50%）"', "has a per cent sign that its page would take for a value: 'Home'"),
        ('msgid "Home"', '#, fuzzy\nmsgid "Home"', "marked as unsure: 'Home'"),
        ('"ホーム"', '"  "', "not translated: 'Home'"),
        ('msgid "Home"', 'msgid "House"\nmsgstr "家"\n\nmsgid "Home"', "no longer in use: 'House'"),
        ('msgstr[0] "{n}席"', 'msgstr[0] ""', "not translated: '{n} seat'"),
    ],
)
def test_the_gate_finds_a_broken_translation(root: Path, old: str, new: str, complaint: str) -> None:
    replace(root, old, new)
    assert catalogue.complaints(root) == [f"ja: {complaint}"]


def test_a_plural_form_that_the_language_does_not_have_is_found(root: Path) -> None:
    replace(root, 'msgstr[0] "{n}席"', 'msgstr[0] "{n}席"\nmsgstr[1] "{n}席"')
    complaints = catalogue.complaints(root)
    assert [complaint.split(":")[1] for complaint in complaints] == [" outreach.po cannot be read"]


def test_a_missing_catalogue_is_named(root: Path) -> None:
    catalogue.catalogue_path(root, "ja").unlink()
    assert catalogue.complaints(root) == ["ja: outreach.po is missing: run `make locales`."]


FILIPINO = {
    'msgid "Home"\nmsgstr ""': '#, machine-draft\nmsgid "Home"\nmsgstr "Simula"',
    'msgstr[0] ""\nmsgstr[1] ""': 'msgstr[0] "May %(left)s pa"\nmsgstr[1] "May %(left)s na lang"',
}


@pytest.fixture
def filipino(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same house with a language that only residents read."""
    speak(monkeypatch, "ja", "en", "fil")
    catalogue.update(root)
    return root


def test_a_language_that_no_staff_room_speaks_needs_what_everybody_reads(filipino: Path) -> None:
    assert catalogue.complaints(filipino) == ["fil: not translated: '%(left)s left'", "fil: not translated: 'Home'"]
    for untranslated, translated in FILIPINO.items():
        replace(filipino, untranslated, translated, "fil")
    assert catalogue.complaints(filipino) == []


def test_a_sentence_of_staff_alone_is_too_much_there(filipino: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = catalogue.catalogue_path(filipino, "fil")
    path.write_text(path.read_text() + '\nmsgid "Hello {who}"\nmsgstr "Kumusta {who}"\n')
    assert "fil: no longer in use: 'Hello {who}'" in catalogue.complaints(filipino)


def test_a_sentence_that_staff_and_everybody_read_is_in_every_catalogue(filipino: Path) -> None:
    code = filipino / "outreach" / "desk.py"
    code.write_text(f'{CODE}\nword = _("Home")\n', encoding="utf-8")
    catalogue.update(filipino)
    assert catalogue.read(catalogue.catalogue_path(filipino, "fil"), "fil").get("Home") is not None


def test_drafts_of_a_machine_are_counted_until_somebody_takes_the_mark_away(filipino: Path) -> None:
    for untranslated, translated in FILIPINO.items():
        replace(filipino, untranslated, translated, "fil")
    assert catalogue.drafted(filipino) == {"fil": 1}
    catalogue.update(filipino)
    assert catalogue.drafted(filipino) == {"fil": 1}
    replace(filipino, "#, machine-draft\n", "", "fil")
    assert catalogue.drafted(filipino) == {}


def test_a_catalogue_with_babels_plural_rule_is_not_taken(filipino: Path) -> None:
    replace(filipino, "(n % 10 == 4 || n % 10 == 6 || n % 10 == 9)", "(n != 1)", "fil")
    assert "fil: its plural rule is not the one of outreach.i18n.languages" in catalogue.complaints(filipino)


def test_a_catalogue_can_be_compiled(root: Path) -> None:
    catalogue.compile_all(root)
    assert catalogue.catalogue_path(root, "ja").with_suffix(".mo").stat().st_size > 0


def test_an_unknown_verb_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue.main(["translate"]) == 2
    assert "extract, update, compile, check" in capsys.readouterr().err
