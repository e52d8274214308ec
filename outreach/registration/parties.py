"""People who come together: one entry of a list, seated together or waiting together, and split only if they say so."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from outreach.db import sql
from outreach.registration import series
from outreach.registration.lists import whole
from outreach.registration.rows import ACTIVE, Registration

FEWEST, MOST = 2, 6
NAME_LENGTH = 12
_WAITING = (
    "SELECT id, participant_id, party, place FROM registrations WHERE lesson_id = ? AND status = 'waiting'"
    " ORDER BY place, party, id"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a waiting list: a person, or people who wait together."""

    place: int
    ids: tuple[int, ...]
    participants: tuple[int, ...]
    party: str = ""

    def takes(self, row: dict[str, Any]) -> bool:
        """Whether this registration is of one of them, or of who comes with them."""
        return row["participant_id"] in self.participants or (self.party != "" and row["party"] == self.party)

    @property
    def size(self) -> int:
        """How many seats it needs."""
        return len(self.ids)


def new_party() -> str:
    """A name for people who come together; who comes alone has none."""
    return secrets.token_hex(NAME_LENGTH // 2)


async def waiting(lesson_id: int) -> list[Entry]:
    """The waiting list, in order."""
    rows = await sql.rows(_WAITING, lesson_id)
    grouped = [list(same) for _name, same in groupby(rows, key=lambda row: row["party"] or row["id"])]
    return [
        Entry(
            same[0]["place"],
            tuple(row["id"] for row in same),
            tuple(row["participant_id"] for row in same),
            same[0]["party"],
        )
        for same in grouped
    ]


async def party_of(registration: Registration) -> list[Registration]:
    """Everybody who comes to this class together with her, herself among them, by id, with class and person."""
    if not registration.party:
        return await whole(Registration.filter(id=registration.id))
    same = Registration.filter(lesson_id=registration.lesson_id, party=registration.party, status__in=ACTIVE)
    rows = await whole(same).order_by("id")
    return (
        rows if any(row.id == registration.id for row in rows) else await whole(Registration.filter(id=registration.id))
    )


async def in_series(registration: Registration, statuses: Sequence[str]) -> list[Registration]:
    """The rows in these statuses of everybody in her party, in this class and with one sign-up in the whole series."""
    found: dict[int, Registration] = {}
    for member in await party_of(registration):
        for row in await series.own_rows(member):
            found[row.id] = row
    if registration.party:  # who comes with her may have a seat in this class already, and wait for another one
        same = Registration.filter(party=registration.party, status__in=ACTIVE)
        for row in await same.filter(lesson_id__in={one.lesson_id for one in found.values()}):
            found[row.id] = row
    return sorted((row for row in found.values() if row.status in statuses), key=lambda row: (row.lesson_id, row.id))


def lessons_of(rows: Iterable[Registration]) -> dict[int, int]:
    """How many of these rows are of each lesson, by the lesson's id in order."""
    counted: dict[int, int] = {}
    for row in sorted(rows, key=lambda one: one.lesson_id):
        counted[row.lesson_id] = counted.get(row.lesson_id, 0) + 1
    return counted
