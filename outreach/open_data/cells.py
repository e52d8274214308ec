"""Cells as cities write them: what is plainly damaged is repaired and named, what is unclear stays as it came."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from outreach.open_data import codes
from outreach.refusal import Refusal
from outreach.spelling import clean_phone
from outreach.spelling.formulas import guarded
from outreach.venues import access

# Kinds of repairs: zero, check, zero-check, wide, brackets, degrees, half-kana, space, apostrophe.
# Kinds of trouble: code, id, name, kana, phone, place, abroad, time, days, closed, flag, corporate, long.
Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text as kept, the fact that it tells, how it was repaired, and why it could not be read."""

    text: str
    fact: Any = ""
    steps: tuple[Step, ...] = ()
    trouble: str = ""

    def after(self, kind: str, before: str) -> "Cell":
        """The same cell, with a repair that came first."""
        return Cell(self.text, self.fact, ((kind, before, self.text), *self.steps), self.trouble)


Reader = Callable[[str], Cell]
NOTHING = frozenset({"-", "－", "ー", "―", "−", "‐", "–"})  # how cities write that there is nothing
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
# A sign alone (nothing, as cities write it) or one signed number: Excel would compute more than that, a phone too.
_NUMBER = re.compile(r"[-+－＋]([0-9]+(?:\.[0-9]+)?)?")


def spreadsheet_safe(text: str) -> str:
    """A cell for a published file: what a spreadsheet would run gets an apostrophe; signs and numbers stay pure."""
    return text if _NUMBER.fullmatch(text) else guarded(text)


def unguarded(text: str) -> str:
    """What was meant by a cell that `spreadsheet_safe` wrote."""
    return text[1:] if text.startswith("'") and spreadsheet_safe(text[1:]) == text else text


def _narrowed(reader: Reader) -> Reader:
    """Read full-width digits, letters and signs as narrow ones, without spaces around them, and report each."""

    def read(text: str) -> Cell:
        trimmed = text.strip()
        narrow = trimmed.translate(_WIDE)
        found = reader(narrow)
        if found.trouble:
            return Cell(text, found.fact, (), found.trouble)
        if narrow != trimmed:
            found = found.after("wide", trimmed)
        return found.after("space", text) if trimmed != text else found

    return read


def code(own: str) -> Reader:
    """Reads a municipality's code; where two codes may be meant, only this city's own is believed."""

    def read(text: str) -> Cell:
        found = codes.meant(text) if text.isascii() and text.isdecimal() else {}
        believed = {lost: one for lost, one in found.items() if len(found) == 1 or one == own}
        if len(believed) != 1:
            return Cell(text, trouble="code")
        lost, whole = next(iter(believed.items()))
        return Cell(whole, whole).after(lost, text) if lost else Cell(whole, whole)

    return _narrowed(read)


@_narrowed
def identity(text: str) -> Cell:
    """An ID: anything that is a word of letters, digits and plain signs, in full width or not."""
    return Cell(text, text) if len(text) <= 100 else Cell(text, trouble="long")


def line(longest: int, trouble: str = "long") -> Reader:
    """Reads a text of one line; breaks within it become spaces in the fact, never in the cell."""

    def read(text: str) -> Cell:
        fact = re.sub(r"\s*[\r\n]+\s*", " ", text).strip()
        return Cell(text, fact) if len(fact) <= longest else Cell(text, trouble=trouble)

    return read


def kana(text: str) -> Cell:
    """A reading; half-width katakana are written in full width, anything with kanji is no reading."""
    whole = _HALF_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    fact = " ".join(whole.split())
    if len(fact) > 160 or re.search("[\u3400-\u9fff々〆]", fact) or not re.search("[ぁ-ヿ]", fact):
        return Cell(text, trouble="kana")
    return Cell(whole, fact).after("half-kana", text) if whole != text else Cell(text, fact)


_BRACKETS = (
    (re.compile(r"\((0[0-9]{1,4})\)[\s-]*([0-9]{1,4}-[0-9]{3,4})"), r"\1-\2"),
    (re.compile(r"(0[0-9]{1,4})-?\(([0-9]{1,4})\)-?([0-9]{3,4})"), r"\1-\2-\3"),
)


@_narrowed
def phone(text: str) -> Cell:
    """One telephone number with its area code; brackets around a part of it become hyphens."""
    plain = text
    for pattern, written in _BRACKETS:
        if found := pattern.fullmatch(text):
            plain = found.expand(written)
    try:
        clean_phone(plain)
    except Refusal:
        return Cell(text, trouble="phone")
    if len(plain) > 40:
        return Cell(text, trouble="phone")
    return Cell(plain, plain).after("brackets", text) if plain != text else Cell(plain, plain)


_SPANS = {
    "latitude": (20.0, 46.0),
    "longitude": (122.0, 154.0),
}  # Okinotorishima to Etorofu, Yonaguni to Minamitorishima
_DECIMAL = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]+)?")
_SEXAGESIMAL = {
    "latitude": re.compile(r"([0-9]{2})([0-5][0-9])([0-5][0-9])(?:\.?([0-9]{1,4}))?"),
    "longitude": re.compile(r"([0-9]{3})([0-5][0-9])([0-5][0-9])(?:\.?([0-9]{1,4}))?"),
}


def degrees(axis: str) -> Reader:
    """Reads a latitude or longitude in decimal degrees; degrees, minutes and seconds in one number are converted."""
    low, high = _SPANS[axis]

    def read(text: str) -> Cell:
        if _DECIMAL.fullmatch(text):
            return Cell(text, float(text)) if low <= float(text) <= high else Cell(text, trouble="abroad")
        if not (found := _SEXAGESIMAL[axis].fullmatch(text)):
            return Cell(text, trouble="place")
        whole, minutes, seconds, rest = found.groups(default="0")
        value = round(int(whole) + int(minutes) / 60 + float(f"{seconds}.{rest}") / 3600, 6)
        if not low <= value <= high:
            return Cell(text, trouble="abroad")
        return Cell(str(value), value).after("degrees", text)

    return _narrowed(read)


_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")


@_narrowed
def hour(text: str) -> Cell:
    """An hour and its minutes, such as 9:00; sunrise and the like stay words."""
    found = _TIME.fullmatch(text)
    return Cell(text, f"{int(found[1]):02}:{found[2]}") if found else Cell(text, trouble="time")


_YES = frozenset({"有", "可", "あり", "有り", "可能", "○", "◯", "〇"})
_NO = frozenset({"無", "否", "なし", "無し", "不可", "×", "✕", "✖"})


def flag(text: str) -> Cell:
    """Whether a thing is there or allowed, where the cell is one of the words for it; other words stay words."""
    word = text.strip()
    if word in _YES or word in _NO:
        return Cell(text, access.YES if word in _YES else access.NO)
    return Cell(text, " ".join(word.split()) if len(word) <= access.LONGEST else "", trouble="flag")


def flags(known: Mapping[str, str]) -> Reader:
    """Reads what is there, parted by semicolons, where each word is one of ``known``; the fact is a list of names."""

    def read(text: str) -> Cell:
        words = [unicodedata.normalize("NFKC", word).strip() for word in re.split("[;；]", text) if word.strip()]
        found = [known.get(word, "") for word in words]
        return Cell(text, found) if all(found) else Cell(text, trouble="flag")

    return read


@_narrowed
def corporate(text: str) -> Cell:
    """A corporate number; we keep no fact of it, but a damaged one is told."""
    return Cell(text) if codes.is_corporate_number(text) else Cell(text, trouble="corporate")
