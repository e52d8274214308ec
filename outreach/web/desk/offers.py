"""What the clerk can offer now: the coming classes, those near the caller's town first."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from outreach import clock, lessons
from outreach.lessons import Lesson
from outreach.registration import ACTIVE, Registration
from outreach.web.forms import Sheet

KEY = re.compile("[0-9a-f]{16,64}")
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A class as the clerk offers it; ``own`` is the caller's registration for it, if she has one."""

    lesson: Lesson
    near: bool = False
    own: Registration | None = None

    @property
    def standing(self) -> str:
        """One of the words that parts/lesson.html shows: open, waiting, soon, closed, cancelled."""
        return standing(self.lesson)

    @property
    def can_claim(self) -> bool:
        """Whether a seat or a place on the waiting list may be taken now."""
        return self.own is None and self.standing in ("open", "waiting")

    @property
    def to_call(self) -> bool:
        """Whether a seat is free for somebody who waits."""
        return to_call(self.lesson)


def standing(lesson: Lesson) -> str:
    """How a class stands: open, waiting (full, one may wait), soon (not open yet), closed or cancelled."""
    if lesson.status != "published":
        return "cancelled"
    if lessons.open_now(lesson):
        return "open" if lesson.seats_left else "waiting"
    return "soon" if clock.now() < lesson.intake_opens_at else "closed"


def to_call(lesson: Lesson) -> bool:
    """Whether somebody waits although a seat is free: she is to be called."""
    return lesson.status == "published" and lesson.can_call


async def offers(
    city_id: int, town: str = "", history: Iterable[Registration] = (), wanted: int | None = None
) -> list[Offer]:
    """The coming classes: the wanted one first, then those in the caller's town, then the soonest.

    Consultations and training for staff are offered only where one is wanted.
    """
    own = {row.lesson_id: row for row in history if row.status in ACTIVE}
    coming = await lessons.coming(city_id)
    if wanted is not None and all(lesson.id != wanted for lesson in coming):
        coming = [*await _other(city_id, wanted), *coming]
    made = [Offer(lesson, _near(lesson, town), own.get(lesson.id)) for lesson in coming]
    return sorted(made, key=lambda offer: (offer.lesson.id != wanted, not offer.near))


async def _other(city_id: int, lesson_id: int) -> list[Lesson]:
    found = await lessons.find(city_id, lesson_id)
    return [found] if found and found.status == "published" and found.ends_at > clock.now() else []


async def apart(city_id: int) -> dict[str, list[Offer]]:
    """What is not offered among the classes: ``consultation`` slots, and ``training`` for the city's own staff."""
    consultation = await lessons.coming(city_id, kind="consultation")
    training = await lessons.coming(city_id, audience="staff")
    return {"consultation": [Offer(one) for one in consultation], "training": [Offer(one) for one in training]}


def _near(lesson: Lesson, town: str) -> bool:
    return bool(town) and (town in lesson.centre.address or any(town in n for n in lesson.centre.name.values()))


def number(text: str) -> int | None:
    """The id that a form or an address names, or None where it can be none."""
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if digits and int(text) <= LARGEST_ID else None


def key(sheet: Sheet) -> str:
    """The key that the form was opened with; a fresh one where a program sent none."""
    return sheet.key if KEY.fullmatch(sheet.key) else secrets.token_hex(16)


def given_key(sheet: Sheet) -> str:
    """The key that the form was opened with, or the empty text where it can be none of ours."""
    return sheet.key if KEY.fullmatch(sheet.key) else ""


def key_for(opened: str, lesson_id: int) -> str:
    """The key of one class of a form that has a button for each."""
    return f"{opened[:48]}-{lesson_id}"
