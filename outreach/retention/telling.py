"""Everything that is kept of one person, for her to read: 個人情報の保護に関する法律 第76条 (disclosure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.models import Model

from outreach import audit, clock, once, people
from outreach.audit import Actor, AuditEntry
from outreach.checkin import Arrival
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.notices import Told
from outreach.people import Participant
from outreach.registration import Registration, Withdrawal, whole

LOOK_SECONDS = 15 * 60
_HERS = ("name", "kana", "phone", "town", "age_band", "device", "language", "needs", "email", "postcode", "address")
_ABOUT = ("purpose_version", "purpose_at", "created_at", "changed_at", "email_failed_at")
_SIGNED_UP = ("status", "place", "number", "channel", "ticket_by", "code", "at", "until")


@dataclass(frozen=True, slots=True)
class Line:
    """One registration with what became of it."""

    row: Registration
    withdrawal: Withdrawal | None
    came_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of her: her record and those merged into it, what she signed up for, what she was told, and what
    was done with her record (by whom is told as a number, such as ``account:3``).
    """

    city: City
    at: datetime
    people: list[Participant]
    lines: list[Line]
    told: list[Told]
    deeds: list[AuditEntry]

    def facts(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "city": self.city.name,
            "made_at": self.at,
            "records": [_facts(one, (*_HERS, *_ABOUT)) for one in self.people],
            "registrations": [_line(one) for one in self.lines],
            "told": [_facts(one, ("at", "topic", "way", "outcome")) for one in self.told],
            "deeds": [_facts(one, ("at", "actor", "action")) for one in self.deeds],
        }


def _facts(row: Model, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _line(one: Line) -> dict[str, Any]:
    lesson = one.row.lesson
    given_up = _facts(one.withdrawal, ("at", "kind", "reason")) if one.withdrawal else None
    of_class = {"course": lesson.course.title, "centre": lesson.centre.name, "starts_at": lesson.starts_at}
    return {"class": of_class, **_facts(one.row, _SIGNED_UP), "given_up": given_up, "came_at": one.came_at}


@unit_of_work
async def tell(participant: Participant, *, by: Actor) -> Known:
    """All that is kept of her, what she needs, too.

    That it was taken out, and whose needs were seen, is written down, once for each actor in a quarter of an hour.
    """
    city_id, quarter = participant.city_id, int(clock.now().timestamp()) // LOOK_SECONDS
    key = f"participant.exported:{participant.id}:{quarter}"
    if await once.claim(by, key, once.fingerprint(key)) is None:
        await audit.record(city_id, by, "participant.exported", f"participant:{participant.id}")
        await once.keep(by, key, participant.id)
    merged = await Participant.filter(city_id=city_id, merged_into_id=participant.id).order_by("id")
    records = [participant, *merged]
    ids = [one.id for one in records]
    rows = await whole(Registration.filter(participant_id__in=ids)).order_by("lesson__starts_at", "id")
    own = [row.id for row in rows]
    given_up = {one.registration_id: one for one in await Withdrawal.filter(registration_id__in=own)}
    came = {one.registration_id: one.at for one in await Arrival.filter(registration_id__in=own, standing=True)}
    subjects = [f"participant:{one}" for one in ids]
    for one in records:  # what is written down of a look at one record stands in the deeds below
        await people.note_look(one, by=by)
    return Known(
        city=await City.get(id=city_id),
        at=clock.now(),
        people=records,
        lines=[Line(row, given_up.get(row.id), came.get(row.id)) for row in rows],
        told=await Told.filter(registration_id__in=own).order_by("at", "id"),
        deeds=await AuditEntry.filter(city_id=city_id, subject__in=subjects).order_by("id"),
    )
