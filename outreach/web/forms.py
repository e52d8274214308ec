"""A form on paper: what was typed stays, and each sentence about it stands at its field."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from outreach.i18n import Phrase
from outreach.refusal import Refusal, Refusals

# HTML, 13.2.3.5: a page cannot hold these, so they cannot stand in a field again.
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Halves of a character: no encoding can write them, so they come from programs only.
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The values of a form by field name, and what was refused by field name ("" for the whole form)."""

    values: dict[str, str] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, Phrase] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field."""
        return self.values.get(name, default)

    def all(self, name: str) -> list[str]:
        """All values of a field that may be ticked several times."""
        return self.several.get(name, [])

    @property
    def key(self) -> str:
        """The key that the form was opened with; empty where a program left it out."""
        return self.values.get("key", "")

    def refused(self, refused: Refusal | Refusals) -> "Sheet":
        """The same sheet with the sentences of what was refused, ready to be shown again.

        It keeps its key, so that sending it again has one effect; only a used key gives way to a fresh one.
        """
        every: Iterable[Refusal] = refused.all if isinstance(refused, Refusals) else [refused]
        values = {name: UNSHOWABLE.sub("", value) for name, value in self.values.items()}
        if any(one.code == "key-reused" for one in every):
            values["key"] = secrets.token_hex(16)
        return replace(self, values=values, errors={one.field or "": one.phrase for one in every})

    def without_fields(self) -> "Sheet":
        """The same sheet for a page that shows no fields (any more): its sentences are about the whole form."""
        first = next(iter(self.errors.values()), None)
        return replace(self, errors={"": first} if first else {})

    def said(self, language: str) -> dict[str, str]:
        """The sentences of what was refused, by field name, as the summary on top of the page shows them."""
        return {name: phrase.text(language) for name, phrase in self.errors.items()}
