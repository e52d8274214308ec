"""The ticket on paper: A4 in large print, or a postcard (100 by 148 mm) with the address on its other side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from outreach.cities import City
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.papers import wording
from outreach.papers.letters import language_of
from outreach.papers.typesetting import readable
from outreach.registration import Registration

TicketSize = Literal["a4", "postcard"]
TICKET_SIZES: tuple[TicketSize, ...] = ("a4", "postcard")


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket of one registration, which brings its person and class; ``others`` are hers of the same series."""

    city: City
    registration: Registration
    public_url: str
    size: TicketSize = "a4"
    others: Sequence[Registration] = ()


def ticket(one: Ticket) -> bytes:
    """The ticket as PDF, in her language; raises CannotSet. It asks no database: call it in a thread.

    A postcard is read by whoever carries it: it bears the name on the address side only, and says nothing of needs.
    """
    return readable("ticket.typ", [one.registration.participant.name], lambda undrawn: _facts(one, undrawn))


def _facts(one: Ticket, undrawn: frozenset[str]) -> dict[str, Any]:
    row, language = one.registration, language_of(one.registration)
    person = row.participant
    name = person.kana if person.name in undrawn else person.name
    made_up = one.city.is_sample or row.lesson.is_sample
    return {
        "size": one.size,
        "language": language,
        "title": _("Class ticket").text(language),
        "sample": wording.sample_words(language, made_up=made_up),
        "sender": wording.sender_facts(one.city, language),
        "for": _("For {name}", name=wording.breakable(name)).text(language),
        "to": {
            "postcode": f"〒{person.postcode}" if person.postcode else "",
            "address": wording.breakable(person.address),
            "name": f"{wording.breakable(name)} 様",
        },
        "standing": wording.standing_words(row, language),
        "lesson": wording.lesson_facts(row.lesson, language),
        "ticket": wording.code_facts(row, one.city, one.public_url, language),
        "call": wording.running(_("If you cannot come, please call"), language),
        "others_label": _("Your other classes of this series").text(language),
        "others": [_other(other).text(language) for other in one.others],
    }


def _other(row: Registration) -> Phrase:
    return _("{day}, ticket {code}", day=row.lesson.starts_at, code=f"{row.code[:4]}-{row.code[4:]}")
