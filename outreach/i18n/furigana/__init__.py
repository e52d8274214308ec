"""Readings above kanji (ふりがな), for people who read kana: only what is known for sure."""

from outreach.i18n.furigana.dictionary import BadWord, Dictionary, Word, read, shipped
from outreach.i18n.furigana.places import of_places
from outreach.i18n.furigana.reading import Piece, pieces

__all__ = ["BadWord", "Dictionary", "Piece", "Word", "of_places", "pieces", "read", "shipped"]
