"""Letters to people who have neither mail nor telephone: one PDF for a batch, each letter on its own sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.cities import City
from outreach.i18n import Phrase
from outreach.registration import Registration


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to one person: ``sentences`` in her language, as they stand on paper, in order.

    ``registration`` brings her and her class with its course, centre and room. ``shows_class``: whether day, place
    and ticket stand below the sentences; not where there is nothing to come to.
    """

    registration: Registration
    sentences: Sequence[Phrase]
    shows_class: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that are printed together, dated ``day``; ``public_url`` is the installation's own, for the tickets."""

    city: City
    day: date
    public_url: str
    letters: Sequence[Letter]
