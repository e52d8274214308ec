"""Words whose readings were written by hand: those that we ship, and those that a place brings along.

A line of ``words.tsv`` is: the word, a tab, its whole reading, and how it joins others, if it does.
``書[かきくけこい]`` is a stem, read so when one of these kana follows; ``。`` there is a sign or the end.
``あか_い_いろ`` says where a reading is cut.
``+`` stands beside other words of its kind without a gap (市民講座), ``<`` only behind one (申込者), ``>`` only before
one or a number (第3回), ``v`` only behind a number (5人来ました); ``|`` lets anything follow (もう一度申し込む).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

KANJI: Final = "一-鿿々〆ヶヵ㐀-䶿豈-﫿𠀀-𪛟"
RUN: Final = re.compile(f"[{KANJI}]+")
_LINE = re.compile(r"(?P<word>[^\[]+)(?:\[(?P<next>[ぁ-ん]*。?)\])?$")


class BadWord(ValueError):
    """A word and a reading that do not belong together, or in more than one way."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its reading, cut where kanji meet kana: ``受け付け`` is 受 う, け, 付 つ, け.

    ``following`` are the kana of which one must follow, ``。`` for any sign or the end; empty where the word is whole.
    """

    word: str
    reading: str
    parts: tuple[tuple[str, str], ...]
    following: str = ""
    joins: str = ""

    @property
    def kanji(self) -> int:
        """How many kanji stand in its longest run of them."""
        return max((len(run) for run in RUN.findall(self.word)), default=0)


class Dictionary:
    """Words by how they begin; the same word with two readings has none."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self.words: dict[str, list[Word]] = {}
        self.longest = 0
        readings: dict[tuple[str, str, str], set[str]] = {}
        kept = list(words)
        for word in kept:
            readings.setdefault((word.word, word.following, word.joins), set()).add(word.reading)
        for word in kept:
            if len(readings[word.word, word.following, word.joins]) == 1:
                self.words.setdefault(word.word, []).append(word)
                self.longest = max(self.longest, len(word.word))

    def starting(self, text: str, at: int) -> Iterator[Word]:
        """The words that stand at this place, longest first."""
        for length in range(min(self.longest, len(text) - at), 0, -1):
            yield from self.words.get(text[at : at + length], ())


@cache
def shipped() -> Dictionary:
    """The reviewed words that come with the program."""
    return Dictionary(read(files("outreach.i18n.furigana").joinpath("words.tsv").read_text(encoding="utf-8")))


def read(lines: str) -> list[Word]:
    """The words of a dictionary file; raises BadWord with the line that cannot be."""
    return [_word(line) for line in lines.splitlines() if line and not line.startswith("#")]


def _word(line: str) -> Word:
    fields = line.split("\t")
    found = _LINE.match(fields[0])
    if not found or len(fields) not in (2, 3):
        raise BadWord(line)
    return made(found["word"], fields[1], found["next"] or "", fields[2] if len(fields) == 3 else "")


def made(word: str, reading: str, following: str = "", joins: str = "") -> Word:
    """A word with its reading cut to its kanji; raises BadWord where that can be done in no way or in several."""
    pieces = _pieces(word)
    ways = list(_cuts(pieces, reading)) if "_" not in reading else list(_cut(pieces, reading))
    if len(ways) != 1:
        message = f"{word} {reading}: {len(ways)} ways to cut it"
        raise BadWord(message)
    return Word(word, reading.replace("_", ""), tuple(ways[0]), following, joins)


def _pieces(word: str) -> list[str]:
    return [piece for piece in re.split(f"([{KANJI}]+)", word) if piece]


def _cut(pieces: list[str], reading: str) -> Iterator[list[tuple[str, str]]]:
    """The one way that the bars in the reading name: 赤い色 is あか_い_いろ and not あかい_い_ろ."""
    heard = reading.split("_")
    if len(heard) == len(pieces):
        yield [(one, read if RUN.match(one) else "") for one, read in zip(pieces, heard, strict=True)]


def _cuts(pieces: list[str], reading: str) -> Iterator[list[tuple[str, str]]]:
    if not pieces:
        if not reading:
            yield []
        return
    first, rest = pieces[0], pieces[1:]
    if not RUN.match(first):
        for heard in dict.fromkeys((hiragana(first), hiragana(first).replace("・", ""))):  # a dot may be silent
            if reading.startswith(heard):
                yield from ([(first, ""), *more] for more in _cuts(rest, reading[len(heard) :]))
        return
    shortest = 1 if rest else len(reading)
    for length in range(max(shortest, 1), len(reading.partition("・")[0]) + 1):
        yield from ([(first, reading[:length]), *more] for more in _cuts(rest, reading[length:]))


def hiragana(text: str) -> str:
    """Katakana as hiragana; the rest stays."""
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text)
