"""What the clerk can offer now: the coming classes, those near the caller's town first."""

import math
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from outreach import clock, lessons, venues
from outreach.lessons import Lesson
from outreach.registration import ACTIVE, Registration
from outreach.venues import Centre
from outreach.web.forms import Sheet

KEY = re.compile("[0-9a-f]{16,64}")
LARGEST_ID = 2**31 - 1
CLAIMABLE = ("open", "lottery", "waiting")
# A centre so near to one in her town is near, too.
NEAR_KM = 2.0
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Offer:
    """A class as the clerk offers it; ``own`` is the caller's registration for it, if she has one.

    Where it is full, ``instead`` is the class of the same course with a free seat that is nearest in time.
    """

    lesson: Lesson
    near: bool = False
    own: Registration | None = None
    instead: Lesson | None = None

    @property
    def standing(self) -> str:
        """One of the words that parts/lesson.html shows: open, lottery, waiting, soon, closed, cancelled."""
        return standing(self.lesson)

    @property
    def can_claim(self) -> bool:
        """Whether a seat or a place on the waiting list may be taken now."""
        return self.own is None and self.standing in CLAIMABLE

    @property
    def can_hold(self) -> bool:
        """Whether a seat can be kept for some minutes."""
        return self.own is None and self.standing == "open"

    @property
    def to_call(self) -> bool:
        """Whether a seat is free for somebody who waits."""
        return to_call(self.lesson)


def standing(lesson: Lesson) -> str:
    """How a class stands: open, lottery, waiting (full, one may wait), soon (not open yet), closed or cancelled."""
    if lesson.status != "published":
        return "cancelled"
    if lessons.open_now(lesson):
        if lesson.lots_open:
            return "lottery"
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
    free = [lesson for lesson in coming if standing(lesson) == "open" and lesson.id not in own]
    if wanted is not None and all(lesson.id != wanted for lesson in coming):
        coming = [*await _other(city_id, wanted), *coming]
    near = await _near(city_id, town) if town.strip() else _nowhere
    made = [Offer(lesson, near(lesson), own.get(lesson.id), _instead(lesson, free)) for lesson in coming]
    return sorted(made, key=lambda offer: (offer.lesson.id != wanted, not offer.near))


def _instead(lesson: Lesson, free: Iterable[Lesson]) -> Lesson | None:
    if standing(lesson) != "waiting":
        return None
    same = [one for one in free if one.course_id == lesson.course_id and one.id != lesson.id]
    return min(same, key=lambda one: abs(one.starts_at - lesson.starts_at), default=None)


async def _other(city_id: int, lesson_id: int) -> list[Lesson]:
    found = await lessons.find(city_id, lesson_id)
    return [found] if found and found.status == "published" and found.ends_at > clock.now() else []


async def apart(city_id: int) -> dict[str, list[Offer]]:
    """What is not offered among the classes: ``consultation`` slots, and ``training`` for the city's own staff."""
    consultation = await lessons.coming(city_id, kind="consultation")
    training = await lessons.coming(city_id, audience="staff")
    return {"consultation": [Offer(one) for one in consultation], "training": [Offer(one) for one in training]}


def _nowhere(_lesson: Lesson) -> bool:
    return False


async def _near(city_id: int, town: str) -> Callable[[Lesson], bool]:
    """Whether a class is in her town, by the centre's address or name, or no farther than a walk from such a centre."""
    there = [centre for centre in await venues.of_city(city_id) if _is_in(centre, town)]
    spots = [(one.latitude, one.longitude) for one in there if one.latitude is not None and one.longitude is not None]

    def near(lesson: Lesson) -> bool:
        centre = lesson.centre
        if _is_in(centre, town):
            return True
        if centre.latitude is None or centre.longitude is None:
            return False
        return any(_km(centre.latitude, centre.longitude, *spot) <= NEAR_KM for spot in spots)

    return near


def _is_in(centre: Centre, town: str) -> bool:
    return town in centre.address or any(town in name for name in centre.name.values())


def _km(north: float, east: float, other_north: float, other_east: float) -> float:
    """The distance on a map; within a city the earth is flat."""
    across = (east - other_east) * math.cos(math.radians(north))
    return math.hypot(north - other_north, across) * KM_PER_DEGREE


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


def key_of_details(opened: str) -> str:
    """The key of the details alone, in a form that can also sign up."""
    return f"{opened[:50]}-person"


def key_for(opened: str, lesson_id: int) -> str:
    """The key of one class of a form that has a button for each."""
    return f"{opened[:48]}-{lesson_id}"
