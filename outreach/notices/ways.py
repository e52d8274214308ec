"""How somebody is told: by a call where there is a phone, else by letter or at the counter."""

from collections.abc import Iterable
from dataclasses import dataclass

from outreach.people import Participant
from outreach.registration import Registration


@dataclass(frozen=True, slots=True)
class Ways:
    """How many are to be called, and how many have no phone."""

    calls: int
    letters: int


def way_of(person: Participant) -> str:
    """``call`` for who has a phone, ``letter`` for who has none."""
    return "call" if person.phone else "letter"


def ways(people: Iterable[Registration]) -> Ways:
    """How these people are told, in numbers."""
    each = [way_of(row.participant) for row in people]
    return Ways(each.count("call"), each.count("letter"))
