"""No wrong reading is published: a file of sentences with what must stand above them, and what must not."""

import re
from pathlib import Path

import pytest

from outreach.i18n.furigana import Piece, pieces, reading

SENTENCES = [
    line
    for line in Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ABOVE = re.compile(r"\[[^]]*\]")


def shown(found: tuple[Piece, ...]) -> str:
    return "".join(f"{one.text}[{one.reading}]" if one.reading else one.text for one in found)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_read_as_a_person_reads_it(sentence: str) -> None:
    assert shown(pieces(ABOVE.sub("", sentence))) == sentence


def test_there_are_enough_of_them() -> None:
    assert len(SENTENCES) == len(set(SENTENCES)) >= 300
    assert sum("[" not in one for one in SENTENCES) >= 50  # of which nothing is sure


@pytest.mark.parametrize("guard", ["_may_begin", "_ends", "_fits"])
def test_without_its_guards_it_would_be_wrong(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, guard, lambda *facts: True)
    texts = [ABOVE.sub("", one) for one in SENTENCES]
    assert any(shown(pieces.__wrapped__(text)) != one for text, one in zip(texts, SENTENCES, strict=True))
