"""A sentence that waits for its language: written once in English, said when it is known who reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from outreach.i18n import words
from outreach.i18n.languages import gettext, ngettext
from outreach.i18n.texts import pick

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message of the catalogue with its values; `text(language)` says it."""

    msgid: str
    plural: str | None = None
    n: int = 1
    params: "tuple[tuple[str, Param], ...]" = ()

    def text(self, language: str) -> str:
        """Return the sentence in the language, with dates and numbers as its readers write them."""
        sentence = self._translated(language)
        values = {name: said(value, language) for name, value in self.params}
        return PLACEHOLDER.sub(lambda match: values[match[1]], sentence)

    def _translated(self, language: str) -> str:
        if self.plural is None:
            return gettext(language, self.msgid)
        return ngettext(language, self.msgid, self.plural, self.n)

    def __str__(self) -> str:
        return self.text("en")


@dataclass(frozen=True, slots=True)
class Own:
    """What a city wrote itself, in its own languages, as a value of a sentence: a title, the name of a room."""

    texts: tuple[tuple[str, str], ...]

    def text(self, language: str) -> str:
        """Return the text in the language, or in the nearest one that it was written in."""
        return pick(dict(self.texts), language).text


Param = str | int | date | datetime | time | Phrase | Own


def own(texts: Mapping[str, str]) -> Own:
    """Return a city's own text as a value of a sentence."""
    return Own(tuple(texts.items()))


def phrase(msgid: str, /, **params: Param) -> Phrase:
    """Return the message with its values; raise KeyError when the sentence names one that is not given."""
    return _checked(Phrase(msgid, params=tuple(params.items())))


def phrase_n(singular: str, plural: str, n: int, /, **params: Param) -> Phrase:
    """Return the message for a count of n; the sentence may say `{n}` without being given it."""
    return _checked(Phrase(singular, plural, n, tuple({"n": n, **params}.items())))


def said(value: Param, language: str) -> str:
    """Return a value as the readers of the language write it."""
    match value:
        case Phrase() | Own():
            return value.text(language)
        case str():
            return value
        case datetime():
            return words.moment_words(value, language)
        case date():
            return words.date_words(value, language)
        case time():
            return words.time_words(value, language)
        case _:
            return words.number_words(value, language)


def _checked(made: Phrase) -> Phrase:
    given = dict(made.params)
    for name in PLACEHOLDER.findall(made.msgid + (made.plural or "")):
        if name not in given:
            raise KeyError(name)
    return made
