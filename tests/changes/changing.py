"""Short words for changing classes in a test."""

import secrets
from datetime import timedelta
from typing import Any

from outreach import clock
from outreach.audit import Actor
from outreach.changes import Change, Wanted, carry_out
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.registration import Registration
from tests import world

OFF = Wanted("cancelled")
ON = Wanted("reinstated")
WEEK = timedelta(days=7)


def moved(**over: Any) -> Wanted:
    """A week later, unless told otherwise."""
    return Wanted("moved", **(over or {"days": 7}))


async def change(*lessons: Lesson, wanted: Wanted, by: Actor | None = None, **more: Any) -> str:
    """Change these classes as the coordinator; cancelled ones for a typhoon, others also on a holiday."""
    city = await City.get(id=lessons[0].city_id)
    told = {"reason": "台風のため" if wanted.kind == "cancelled" else "祝日でも開く"}
    actor = by or await world.staff(city)
    return await carry_out(
        city, [one.id for one in lessons], wanted, by=actor, **{"key": secrets.token_hex(16), **told, **more}
    )


async def again(lesson: Lesson) -> Lesson:
    """The class as it is now."""
    return await Lesson.get(id=lesson.id)


async def full(capacity: int = 2, waiting: int = 1, **over: Any) -> tuple[Lesson, list[Registration]]:
    """A class with every seat taken and some who wait."""
    lesson = await world.lesson(capacity=capacity, **over)
    people = [await world.person(name=f"人{n}", kana="ヒト", phone="") for n in range(capacity + waiting)]
    return lesson, [await world.seat(lesson, one) for one in people]


async def seats(lesson: Lesson) -> tuple[int, int, int, dict[int, tuple[str, int | None]]]:
    """The counters, and how every registration stands."""
    now = await again(lesson)
    rows = await Registration.filter(lesson_id=lesson.id)
    return now.taken, now.waiting, now.last_place, {row.id: (row.status, row.place) for row in rows}


async def changes_of(lesson: Lesson) -> list[Change]:
    """What was written about this class."""
    return await Change.filter(lesson_id=lesson.id).order_by("id")


def in_days(number: int) -> dict[str, Any]:
    """A day from today."""
    return {"day": clock.today() + timedelta(days=number)}
