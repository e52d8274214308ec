"""A language that nobody speaks: every sentence of the catalogue in brackets, with accents, and two fifths longer.

What stands on a page outside of brackets was never given to a translator; what no longer fits was measured in English.
"""

import re
from collections.abc import Iterator
from gettext import NullTranslations
from xml.etree.ElementTree import Element

import pytest

from outreach.i18n import languages
from outreach.i18n.catalogue import ROOT, catalogue_path, read
from tests.document import Document

# The tag under which it is spoken; a translation with all the sentences that everybody reads lies there.
TAG = "id"
_KEPT = re.compile(r"(\{[A-Za-z_]\w*\}|%\(\w+\)[sd]|%%|</?[a-z][^>]*>|&\w+;)")
_ACCENTS = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")
_ADDRESS = re.compile(r"\S+(?:://|@)\S+")
_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPOKEN = ("alt", "title", "aria-label", "placeholder")


def pseudo(sentence: str) -> str:
    """The sentence as nobody says it; its values stay as they are."""
    parts = _KEPT.split(sentence)
    said = "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    return f"⟦{said} {'óóóó ' * (1 + round(letters * 0.4) // 5)}⟧"


class Pseudo(NullTranslations):
    """The catalogue of that language: it knows the sentences that everybody reads and no others."""

    def __init__(self) -> None:
        super().__init__()
        every = read(catalogue_path(ROOT, TAG), TAG)
        self.known = {form for one in every if one.id for form in ([one.id] if isinstance(one.id, str) else one.id)}

    def gettext(self, message: str) -> str:
        """The sentence in brackets, or as it stands in the code."""
        return pseudo(message) if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The same for a number of things."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages under TAG speak it."""
    real, made = languages.catalogue, Pseudo()
    monkeypatch.setattr(languages, "catalogue", lambda tag: made if tag == TAG else real(tag))


def bare(page: Document) -> list[str]:
    """The words that stand outside of brackets, and are neither marked as another language nor as a name."""
    parts = list(_parts(next(iter(page.all("body"))), TAG))
    # A sentence goes through its links and stressed words: brackets are closed in another element than opened.
    whole = "".join(text for text, alone in parts if not alone)
    return _left(whole) + [word for text, alone in parts if alone for word in _left(text)]


def _parts(element: Element, language: str) -> Iterator[tuple[str, bool]]:
    """The texts of an element in the page's language, in order; those of attributes stand alone."""
    language = element.get("lang", language)
    if element.tag in ("script", "style") or element.get("translate") == "no" or language != TAG:
        return
    yield from ((element.attrib[name], True) for name in _SPOKEN if name in element.attrib)
    yield f" {element.text or ''}", False
    for child in element:
        yield from _parts(child, language)
        yield child.tail or "", False


def _left(text: str) -> list[str]:
    while "⟦" in text:
        cut = _INNERMOST.sub(" ", text)
        if cut == text:
            break
        text = cut
    return _WORD.findall(_ADDRESS.sub(" ", text))
