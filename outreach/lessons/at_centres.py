"""Which classes are planned at a centre or in a room, and which of them a closure hits."""

from datetime import UTC, date, datetime, time

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from outreach import clock
from outreach.lessons.rows import Lesson
from outreach.venues import Closure

STANDING = ("draft", "published")


def _at(centre_id: int, room_id: int | None) -> QuerySet[Lesson]:
    found = Lesson.filter(centre_id=centre_id, status__in=STANDING, ends_at__gt=clock.now())
    found = found if room_id is None else found.filter(room_id=room_id)
    return found.prefetch_related("course", "centre", "room", "instructor").order_by("starts_at", "id")


async def planned_from(centre_id: int, day: date, room_id: int | None = None) -> list[Lesson]:
    """The classes at a centre, or in one room of it, that are still to be held on this day or later."""
    return await _at(centre_id, room_id).filter(day__gte=day)


async def hit_by(closure: Closure) -> list[Lesson]:
    """The classes still to be held that fall into a closure: they must be moved or called off."""
    found = await _at(closure.centre_id, closure.room_id).filter(day__gte=closure.first_day, day__lte=closure.last_day)
    return [lesson for lesson in found if _overlaps(closure, lesson)]


def _overlaps(closure: Closure, lesson: Lesson) -> bool:
    begins = _moment(lesson.day, closure.starts) if closure.starts else datetime.min.replace(tzinfo=UTC)
    ends = _moment(lesson.day, closure.ends) if closure.ends else datetime.max.replace(tzinfo=UTC)
    return lesson.starts_at < ends and begins < lesson.ends_at


def _moment(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), tzinfo=clock.TOKYO)


async def coming_by_centre(city_id: int) -> dict[int, int]:
    """How many classes are still to be held at each centre; a centre without any is left out."""
    found = Lesson.filter(city_id=city_id, status__in=STANDING, ends_at__gt=clock.now())
    rows = await found.annotate(number=Count("id")).group_by("centre_id").values("centre_id", "number")
    return {row["centre_id"]: row["number"] for row in rows}
