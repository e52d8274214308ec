"""Short words for taking a seat in a test."""

import secrets

from outreach.audit import Actor
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration, Wish, by_id, register
from tests import world

CLERK = Actor("account", 1, 1, frozenset({"clerk"}), "clerk")


def wish(lesson: Lesson, channel: str = "phone") -> Wish:
    return Wish(lesson.city_id, lesson.id, channel)


async def take(lesson: Lesson, who: Participant, key: str = "", by: Actor = CLERK) -> Registration:
    """Register somebody and read back what came of it."""
    made = await register(wish(lesson), who.id, key=key or secrets.token_hex(16), by=by)
    row = await by_id(lesson.city_id, made)
    assert row is not None
    return row


async def people(count: int) -> list[Participant]:
    """So many different participants."""
    return [await world.person(name=f"人{n}", kana="ヒト", phone="") for n in range(count)]


async def agreement(lesson: Lesson) -> tuple[int, int]:
    """Seats taken and people waiting, by the counters, which must equal the count."""
    now = await Lesson.get(id=lesson.id)
    taken = await Registration.filter(lesson_id=lesson.id, status="confirmed").count()
    waiting = await Registration.filter(lesson_id=lesson.id, status="waiting").count()
    assert (now.taken, now.waiting) == (taken, waiting)
    return taken, waiting
