"""How somebody is told: by mail where she has one that works, else by a call, by letter, or when she comes."""

from collections.abc import Iterable
from dataclasses import dataclass

from outreach.people import Participant
from outreach.registration import Registration


@dataclass(frozen=True, slots=True)
class Ways:
    """How many are to be called, how many have no phone, and how many get a mail."""

    calls: int
    letters: int
    mails: int = 0


def has_mail(person: Participant) -> bool:
    """Whether a mail may reach her: she gave an address, and nothing sent to it came back."""
    return bool(person.email) and person.email_failed_at is None


def way_of(person: Participant, *, mails: bool = False) -> str:
    """``mail``, ``call``, ``letter`` or ``counter``; ``mails`` says whether her city sends mails.

    Who has neither phone nor address can only be told when she comes.
    """
    if mails and has_mail(person):
        return "mail"
    if person.phone:
        return "call"
    return "letter" if person.address else "counter"


def by_post(row: Registration, topic: str) -> bool:
    """Whether this is a ticket that is wanted by post, and there is an address to which it can go."""
    return topic == "ticket" and row.ticket_by == "post" and bool(row.participant.address)


def ways(people: Iterable[Registration], *, mails: bool = False) -> Ways:
    """How these people are told, in numbers."""
    each = [way_of(row.participant, mails=mails) for row in people]
    return Ways(each.count("call"), each.count("letter") + each.count("counter"), each.count("mail"))
