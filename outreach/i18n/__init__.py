"""What people read and hear, in their language: phrases, dates, eras, numbers."""

from outreach.i18n.languages import LANGUAGES, Language, gettext, language, negotiate, ngettext
from outreach.i18n.phrase import Own, Phrase, own, phrase, phrase_n
from outreach.i18n.texts import Text, pick

__all__ = [
    "LANGUAGES",
    "Language",
    "Own",
    "Phrase",
    "Text",
    "gettext",
    "language",
    "negotiate",
    "ngettext",
    "own",
    "phrase",
    "phrase_n",
    "pick",
]
