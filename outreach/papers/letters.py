"""Letters to people who have neither mail nor telephone: one PDF for a batch, each letter on its own sheet.

Folded in three (at 99 and 198 mm of A4, where marks stand), a sheet goes into a 長形3号 envelope of 120 by 235 mm,
which JIS S 5502 sizes. Where its window is, no norm says: the usual one is 45 by 90 mm, about 20 mm from the left and
15 mm from the top. The sheet is 25 mm narrower and 21 mm lower than the envelope and slides in it, so the address
stands where the window shows it however the sheet lies, and nothing else stands where it could ever show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.cities import City
from outreach.i18n import LANGUAGES, Phrase, words
from outreach.i18n import phrase as _
from outreach.i18n.languages import DEFAULT
from outreach.papers import wording
from outreach.papers.typesetting import readable
from outreach.registration import Registration

_NAME = "\ue000"


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


def letters(batch: Batch) -> bytes:
    """The letters as PDF; raises CannotSet. It asks no database and takes its time: call it in a thread.

    A name that no font can draw is written by its reading.
    """
    names = [one.registration.participant.name for one in batch.letters]
    return readable("letter.typ", names, lambda undrawn: _facts(batch, undrawn))


def language_of(row: Registration) -> str:
    """The language in which this person is written to."""
    return row.participant.language if row.participant.language in LANGUAGES else DEFAULT


def _facts(batch: Batch, undrawn: frozenset[str]) -> dict[str, Any]:
    language = language_of(batch.letters[0].registration) if batch.letters else DEFAULT
    return {
        "language": language,
        "title": _("Letters to people without a phone").text(language),
        "sample": "",
        "letters": [_letter(one, batch, undrawn) for one in batch.letters],
    }


def _letter(one: Letter, batch: Batch, undrawn: frozenset[str]) -> dict[str, Any]:
    row, language = one.registration, language_of(one.registration)
    person = row.participant
    name = person.kana if person.name in undrawn else person.name
    before, _at, after = _("Dear {name},", name=_NAME).text(language).partition(_NAME)
    call = _("If you cannot come, please call") if one.shows_class else _("If you have a question, please call")
    return {
        "language": language,
        # Read by the Japanese post, whatever language is written inside.
        "window": {
            "postcode": f"〒{person.postcode}" if person.postcode else "",
            "address": wording.breakable(person.address),
            "name": f"{wording.breakable(name)} 様",
        },
        "date": words.date_words(batch.day, language, year=True),
        "sender": wording.sender_facts(batch.city, language),
        "sample": wording.sample_words(language, made_up=batch.city.is_sample),
        "heading": _("About your smartphone class").text(language),
        "dear": [_plain(before), *wording.name_parts(name, person.kana), _plain(after)],
        "dear_reading": wording.long_reading(name, person.kana),
        "sentences": [wording.running(said, language) for said in one.sentences],
        "lesson": wording.lesson_facts(row.lesson, language) if one.shows_class else None,
        "standing": wording.standing_words(row, language) if one.shows_class else [],
        "ticket": wording.code_facts(row, batch.city, batch.public_url, language) if one.shows_class else None,
        "call": wording.running(call, language),
    }


def _plain(text: str) -> wording.Part:
    return {"text": text, "reading": ""}
