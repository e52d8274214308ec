"""Reading the timetable: what is coming, on one day, at one centre, or led by one person."""

from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from outreach import clock, venues
from outreach.db import Prepared, sql
from outreach.lessons.parts import note_parts
from outreach.lessons.rows import Lesson


def _whole(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    return lessons.select_related("course", "centre", "room", "instructor").order_by("starts_at", "id")


def _listed(lessons: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """The same for many: they share few courses and centres, which are so made once and not once a class."""
    return lessons.prefetch_related("course", "centre", "room", "instructor").order_by("starts_at", "id")


_FIND = Prepared(lambda city_id, lesson_id: _whole(Lesson.filter(city_id=city_id, id=lesson_id)))


async def find(city_id: int, lesson_id: int) -> Lesson | None:
    """A class of this city with its course, centre, room and instructor; None also for another city's."""
    return await _noted(await _FIND.first(city_id, lesson_id))


async def _noted(lesson: Lesson | None) -> Lesson | None:
    if lesson is not None:
        await note_parts([lesson])
        await venues.recall([lesson.centre])
    return lesson


async def span(city_id: int, first: date, last: date) -> list[Lesson]:
    """All classes of the city on the days from first to last, drafts too."""
    return await _listed(Lesson.filter(city_id=city_id, day__gte=first, day__lte=last))


async def of_day(city_id: int, day: date) -> list[Lesson]:
    """All classes of one day."""
    return await span(city_id, day, day)


def _offered(city_id: int, audience: str = "residents") -> QuerySet[Lesson]:
    return Lesson.filter(city_id=city_id, status="published", course__audience=audience)


def _shown(city_id: int, audience: str = "residents") -> QuerySet[Lesson]:
    # Who signed up comes back to a class that was cancelled, and calendars must be told.
    return Lesson.filter(city_id=city_id, status__in=("published", "cancelled"), course__audience=audience)


_SHOWN = Prepared(lambda city_id, lesson_id: _whole(_shown(city_id).filter(id=lesson_id)))


async def shown(city_id: int, lesson_id: int) -> Lesson | None:
    """A class that everybody may see: published or cancelled, and for residents; None for any other."""
    return await _noted(await _SHOWN.first(city_id, lesson_id))


_SEEN = Prepared(lambda city_id, lesson_id: _shown(city_id).filter(id=lesson_id).only("id"))


async def is_shown(city_id: int, lesson_id: int) -> bool:
    """Whether everybody may see this class."""
    return await _SEEN.first(city_id, lesson_id) is not None


async def shown_since(city_id: int, day: date) -> list[Lesson]:
    """All classes that everybody may see, cancelled ones too, from this day on; consultations are no classes."""
    return await _listed(_shown(city_id).filter(day__gte=day, course__kind="class"))


async def shown_ids(city_id: int) -> frozenset[int]:
    """The ids of all classes that have a public page."""
    return frozenset(row["id"] for row in await _shown(city_id).values("id"))


async def coming(
    city_id: int,
    *,
    course_id: int | None = None,
    centre_id: int | None = None,
    day: date | None = None,
    most: int | None = None,
    kind: str = "class",
    audience: str = "residents",
    cancelled: bool = False,
) -> list[Lesson]:
    """Published classes for residents that have not ended, soonest first, from ``day`` on, at most ``most``.

    Slots of consultation hours, and training for staff, are other lists: ``kind`` and ``audience`` ask for them.
    With ``cancelled`` the cancelled ones stand among them until their day is over.
    """
    lessons = _offered(city_id, audience).filter(ends_at__gt=clock.now(), course__kind=kind)
    if cancelled:
        still = Q(status="published", ends_at__gt=clock.now()) | Q(status="cancelled", day__gte=clock.today())
        lessons = _shown(city_id, audience).filter(still, course__kind=kind)
    if course_id is not None:
        lessons = lessons.filter(course_id=course_id)
    if centre_id is not None:
        lessons = lessons.filter(centre_id=centre_id)
    if day is not None:
        lessons = lessons.filter(day__gte=day)
    found = await _listed(lessons if most is None else lessons.limit(most))
    await note_parts(found)
    return found


async def of_one_course(course_id: int) -> list[Lesson]:
    """All classes of a course, drafts and cancelled ones too, with their places in a series."""
    found = await _listed(Lesson.filter(course_id=course_id))
    await note_parts(found)
    return found


async def coming_by_course(city_id: int) -> dict[int, int]:
    """How many classes of each course are still to come, drafts too."""
    query = (
        "SELECT course_id, count(*) AS n FROM lessons WHERE city_id = ? AND status <> 'cancelled' AND ends_at > ?"
        " GROUP BY course_id"
    )
    return {row["course_id"]: row["n"] for row in await sql.rows(query, city_id, clock.now())}


async def led_by(city_id: int, account_id: int) -> list[Lesson]:
    """The classes that this account's helper leads, newest first."""
    return await _whole(Lesson.filter(city_id=city_id, instructor__account_id=account_id)).order_by("-starts_at")


def open_now(lesson: Lesson) -> bool:
    """Whether one may sign up now, for a seat or for the waiting list."""
    now = clock.now()
    return lesson.status == "published" and lesson.intake_opens_at <= now < lesson.intake_closes_at
