"""Choosing among the languages that a city wrote a text in."""

from collections.abc import Mapping
from typing import NamedTuple

from outreach.i18n.languages import LANGUAGES


class Text(NamedTuple):
    """A text and the tag of the language that it really is in, for its `lang` attribute."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


def pick(texts: Mapping[str, str] | None, language: str) -> Text:
    """Return the text in the language asked for, else in the nearest one that has it; empty when there is none.

    Easy Japanese stands in before Japanese, since more readers of another language can read it; then comes any.
    """
    written = {tag: text for tag, text in (texts or {}).items() if text and text.strip()}
    for tag in (language, *LANGUAGES[language].fallback, *sorted(written)):
        if tag in written:
            return Text(written[tag], tag)
    return Text("", language)
