"""Somebody at the door has no ticket with her: a volunteer's phone asks for her name, shows it and keeps nothing."""

from typing import Any

from outreach import lessons
from outreach.checkin import bundle, phones
from outreach.checkin.looking import look_up
from outreach.checkin.rows import DoorPhone
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import Registration


async def find(phone: DoorPhone, lesson_id: int, typed: str) -> list[dict[str, Any]]:
    """Who of a class at this phone's door fits what was typed: each with the mark by which the phone knows her.

    Raises Refusal: ``ended`` or ``revoked`` for a phone that is not open, ``lesson`` for a class of another door.
    """
    state = phones.state_of(phone)
    if state != "open":
        raise Refusal(_("This phone no longer belongs to the door."), code=state)
    lesson = await lessons.find(phone.city_id, lesson_id)
    if lesson is None or lesson.status == "draft" or (lesson.centre_id, lesson.day) != (phone.centre_id, phone.day):
        raise Refusal(_("This class is at another door."), code="lesson")
    rows = await look_up(lesson, typed, by=phones.actor_of(phone))
    known = {one["t"]: one for one in (await bundle.of_phone(phone))["people"]}
    return [_told(row, known[t]) for row in rows if (t := bundle.mark(phone.salt, row.token)) in known]


def _told(row: Registration, known: dict[str, Any]) -> dict[str, Any]:
    person = row.participant
    return {
        "name": person.name,
        "kana": person.kana,
        "t": known["t"],
        "number": known["n"],
        "state": known["s"],
        "here": bool(known["a"]),
    }
