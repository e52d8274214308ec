"""Finding somebody at the door who has no ticket with her: by reading, name or the end of her phone, on record."""

from outreach import audit, clock, registration
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration
from outreach.spelling import clean_line, kana_key

MOST = 10


@unit_of_work
async def look_up(lesson: Lesson, typed: str, *, by: Actor) -> list[Registration]:
    """Who of this class fits what was typed, at most ten; that somebody looked is on record, for whom is not.

    A volunteer's own phone looks for names alone: whoever finds it could try all four digits, which open a ticket.
    Raises Refusal where nothing or something unreadable was typed, and for a volunteer on any other day than
    that of the class.
    """
    if by.kind in ("pass", "phone") and lesson.day != clock.today():
        raise Refusal(_("Names can be looked for on the day of the class."), field="name", code="not-today")
    text = clean_line(typed, 60, field="name", required=True)
    key = kana_key(text)
    expected = await registration.expected(lesson.city_id, lesson.id)
    fits = _fits_name if by.kind == "phone" else _fits
    found = [row for row in expected if fits(row, text, key)][:MOST]
    await audit.record(lesson.city_id, by, "door.searched", f"lesson:{lesson.id}", found=len(found))
    return found


def _fits(row: Registration, text: str, key: str) -> bool:
    if text.isdecimal() and len(text) == 4:
        return row.participant.phone_last4 == text
    return _fits_name(row, text, key)


def _fits_name(row: Registration, text: str, key: str) -> bool:
    person = row.participant
    return bool(key and key in person.kana_key) or "".join(text.split()) in "".join(person.name.split())
