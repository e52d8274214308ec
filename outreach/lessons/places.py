"""Open places for a helper: coming classes that still want somebody, those first that fit her."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from outreach import clock
from outreach.helpers import Helper, Times, helps_on, times_of
from outreach.lessons import shifts
from outreach.lessons.rows import Lesson, Shift

MOST = 60
SHORTEST_WORD = 2
_NOBODY: Mapping[int, AbstractSet[str]] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A class that wants helpers: how many more, and how it fits the one who asks.

    ``can_come`` is False outside of the hours that she named; ``skills`` and ``languages`` are hers that are wanted.
    """

    lesson: Lesson
    open: int
    can_come: bool = True
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


async def open_places(
    city_id: int, helper: Helper | None = None, wished: Mapping[int, AbstractSet[str]] = _NOBODY
) -> list[Place]:
    """Published classes that have not begun and still want helpers, at most 60, in a fixed number of queries.

    For a helper, those that fit her come first, and those at whose time she is in another class are left out.
    ``wished`` names, by class, the languages in which its participants would like help.
    """
    wanting = Lesson.filter(city_id=city_id, status="published", starts_at__gt=clock.now(), helpers_wanted__gt=0)
    lessons = await wanting.prefetch_related("course", "centre", "room", "instructor").order_by("starts_at", "id")
    standing = await shifts.numbers(one.id for one in lessons)
    open_now = [one for one in lessons if shifts.open_of(one, standing)]
    if helper is None:
        return [Place(one, shifts.open_of(one, standing)) for one in open_now[:MOST]]
    busy = await _busy(helper)
    times = (await times_of([helper.id]))[helper.id]
    places = [
        fitted(one, shifts.open_of(one, standing), helper, times, wished.get(one.id, frozenset()))
        for one in open_now
        if helps_on(helper, one.day) and not any(_at_once(one, other) for other in busy)
    ]
    return sorted(places, key=_order)[:MOST]


async def _busy(helper: Helper) -> list[Lesson]:
    """The classes to come in which she helps or which she leads."""
    taken = Shift.filter(helper_id=helper.id, standing=True, lesson__ends_at__gt=clock.now()).select_related("lesson")
    led = Lesson.filter(instructor_id=helper.id, ends_at__gt=clock.now())
    return [one for one in (*(shift.lesson for shift in await taken), *await led) if one.status != "cancelled"]


def _at_once(one: Lesson, other: Lesson) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def fitted(lesson: Lesson, open_: int, helper: Helper, times: Times, wished: AbstractSet[str]) -> Place:
    """How a class fits a helper: her hours, her skills in what is taught, her languages beside Japanese."""
    taught = " ".join([*lesson.course.title.values(), *lesson.course.description.values(), lesson.course.device])
    return Place(
        lesson,
        open_,
        can_come=times.fits(lesson.starts_at, lesson.ends_at),
        skills=tuple(word for word in skill_words(helper.skills) if word.casefold() in taught.casefold()),
        languages=tuple(tag for tag in helper.languages if tag != "ja" and tag in wished),
    )


def skill_words(skills: str) -> list[str]:
    """The words of what a helper is good at, as she separates them."""
    for mark in "、,，・/／":
        skills = skills.replace(mark, " ")
    return [word for word in skills.split() if len(word) >= SHORTEST_WORD]


def _order(place: Place) -> tuple[bool, int, object, int]:
    return not place.can_come, -len(place.skills) - len(place.languages), place.lesson.starts_at, place.lesson.id
