"""What people read and hear, in their language: phrases, dates, eras, numbers."""

from outreach.i18n.languages import (
    LANGUAGES,
    STAFF,
    Language,
    drafts,
    for_staff,
    gettext,
    is_japanese,
    language,
    negotiate,
    ngettext,
)
from outreach.i18n.phrase import Own, Phrase, own, phrase, phrase_n
from outreach.i18n.texts import Text, pick

__all__ = [
    "LANGUAGES",
    "STAFF",
    "Language",
    "Own",
    "Phrase",
    "Text",
    "drafts",
    "for_staff",
    "gettext",
    "is_japanese",
    "language",
    "negotiate",
    "ngettext",
    "own",
    "phrase",
    "phrase_n",
    "pick",
]
