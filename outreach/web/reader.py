"""How a reader wants pages to look and read: one cookie of fixed values, which says nothing about who reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "outreach-look"
YEAR = 365 * 24 * 3600
# What can be chosen; what stands first is how a page is without a choice.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "text": ("normal", "large", "largest"),
    "contrast": ("device", "light", "dark", "high"),
    "furigana": ("usual", "on", "off"),
}
# Languages whose pages show furigana until somebody switches them off.
EASY = frozenset({"ja-x-easy"})


@dataclass(frozen=True, slots=True)
class Reader:
    """The switches of one reader: each holds one of the values of CHOICES."""

    text: str = CHOICES["text"][0]
    contrast: str = CHOICES["contrast"][0]
    furigana: str = CHOICES["furigana"][0]

    @property
    def key(self) -> str:
        """All switches in one word, such as ``large.dark.usual``; of equal pages the key is equal."""
        return f"{self.text}.{self.contrast}.{self.furigana}"

    def changed(self, chosen: Mapping[str, str]) -> "Reader":
        """The same reader with what was pressed; a value that is not on offer changes nothing."""
        return replace(self, **{name: chosen[name] for name in CHOICES if chosen.get(name) in CHOICES[name]})

    def shows_furigana(self, language: str) -> bool:
        """Whether a page in this language shows how its kanji are read."""
        return self.furigana == "on" or (self.furigana == "usual" and language in EASY)


def of(request: HTTPConnection) -> Reader:
    """The reader who asks; what is no word of ours in the cookie counts as no choice."""
    said = request.cookies.get(COOKIE, "").split(".")
    return Reader().changed(dict(zip(CHOICES, said, strict=False)))


def shows_furigana(request: HTTPConnection, language: str) -> bool:
    """Whether this reader sees furigana on a page in this language."""
    return of(request).shows_furigana(language)


def remember(answer: Response, reader: Reader, *, secure: bool) -> None:
    """Keep the choice for a year, or forget it where nothing is chosen any more."""
    if reader == Reader():
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)
    else:
        answer.set_cookie(COOKIE, reader.key, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
