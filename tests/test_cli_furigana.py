"""The command that shows what of a text can be read, and what a person has to decide."""

from pathlib import Path

import pytest

from outreach.cli import run
from outreach.i18n.furigana import suggesting


@pytest.fixture
def text(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


def test_what_is_sure_is_shown_and_the_rest_is_named(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text.write_text("11月1日に教室を開きます。見前の薔薇です。薔薇です。", encoding="utf-8")
    assert run(["furigana", "suggest", str(text)]) == 1
    said = capsys.readouterr().out
    assert "11月[じゅういちがつ]1日[ついたち]に教室[きょうしつ]を開[ひら]きます。" in said
    assert "見前の" in said
    assert "薔薇" in said
    assert ("pip install" in said) != suggesting.has_analyser()


def test_a_text_that_can_be_read_needs_nobody(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text.write_text("教室を開きます。", encoding="utf-8")
    assert run(["furigana", "suggest", str(text)]) == 0
    assert "without" not in capsys.readouterr().out


def test_a_file_that_is_none_is_told_in_a_sentence(text: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["furigana", "suggest", str(text)]) == 1
    assert "cannot read" in capsys.readouterr().err


def test_each_word_is_proposed_once_with_its_ending() -> None:
    found = suggesting.proposals("薔薇の花。薔薇の苗")
    assert [(one.word, one.around) for one in found] == [("薔薇の", "薔薇の花。薔薇の苗"), ("苗", "の花。薔薇の苗")]
