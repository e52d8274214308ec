"""Proposals for the dictionary, for whoever edits it: what has no sure reading, and what an analyser makes of it.

The analyser (SudachiPy, an extra) errs: 見前 is みるまえ and not みまえ. A proposal becomes a reading when a person has
checked it and written it down; no page ever asks here.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

from outreach.i18n.furigana.dictionary import RUN, Dictionary, hiragana
from outreach.i18n.furigana.reading import pieces

_NEAR = 6
_ENDING = re.compile("[ぁ-ゖ]{0,2}")


class Proposal(NamedTuple):
    """A word without a sure reading, the text around its first place, and the analyser's opinion or nothing."""

    word: str
    around: str
    reading: str


def has_analyser() -> bool:
    """Whether the extra that proposes readings is installed."""
    return find_spec("sudachipy") is not None


def shown(text: str, places: Dictionary | None = None) -> str:
    """The text with what is sure in brackets behind it: 教室[きょうしつ]を開く."""
    return "".join(f"{one.text}[{one.reading}]" if one.reading else one.text for one in pieces(text, places))


def proposals(text: str, places: Dictionary | None = None) -> list[Proposal]:
    """What of a text has no reading, each word once, in the order of the text."""
    found: dict[str, Proposal] = {}
    opinion = _opinion()
    for word, start in _unread(text, places):
        around = text[max(0, start - _NEAR) : start + len(word) + _NEAR].replace("\n", " ")
        found.setdefault(word, Proposal(word, around, opinion(word) if opinion else ""))
    return list(found.values())


def _unread(text: str, places: Dictionary | None) -> Iterator[tuple[str, int]]:
    at = 0
    for piece in pieces(text, places):
        for run in RUN.finditer(piece.text if not piece.reading else ""):
            ending = _ENDING.match(piece.text, run.end())
            yield run[0] + (ending[0] if ending else ""), at + run.start()
        at += len(piece.text)


def _opinion() -> Any:
    """What the analyser says of a word, in hiragana; None where it is not installed."""
    if not has_analyser():
        return None
    from sudachipy import Dictionary as Analyser

    analyse = Analyser().tokenizer()

    def opinion(word: str) -> str:
        parts = analyse.tokenize(word)
        return hiragana("".join(one.reading_form() if RUN.search(one.surface()) else one.surface() for one in parts))

    return opinion
