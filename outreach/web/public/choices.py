"""The answers that the sign-up form offers, in words."""

from outreach.i18n import Phrase
from outreach.i18n import phrase as _

Choices = tuple[tuple[str, Phrase], ...]

AGES: Choices = (
    ("under60", _("under 60")),
    ("60s", _("60 to 69")),
    ("70s", _("70 to 79")),
    ("80s", _("80 to 89")),
    ("90s", _("90 or older")),
)
DEVICES: Choices = (
    ("android", _("An Android phone")),
    ("iphone", _("An iPhone")),
    ("other", _("Another kind, or I do not know")),
    ("none", _("I have no smartphone")),
    ("loan", _("I would like to borrow one for the class")),
)


def said(choices: Choices, language: str) -> list[tuple[str, str]]:
    """The answers as pairs of value and text in the language."""
    return [(value, phrase.text(language)) for value, phrase in choices]
