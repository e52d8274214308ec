"""Classes and centres for programs: plain records with names by language, page by page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise.queryset import QuerySet

from outreach import clock, venues
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.lessons import Lesson
from outreach.open_data.datasets import Links
from outreach.open_data.events import whole_address
from outreach.venues import Centre

MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which classes somebody asks for: None means any. ``page`` counts from 1."""

    first: date | None = None
    last: date | None = None
    course: int | None = None
    centre: int | None = None
    page: int = 1
    limit: int = 100


async def classes(city: City, wanted: Wanted, links: Links) -> tuple[list[dict[str, Any]], bool]:
    """The classes that everybody may see, the oldest first, and whether there are more after this page."""
    asked = {
        "day__gte": wanted.first,
        "day__lte": wanted.last,
        "course_id": wanted.course,
        "centre_id": wanted.centre,
    }
    rows = _shown(city.id).filter(**{name: value for name, value in asked.items() if value is not None})
    rows = rows.order_by("starts_at", "id").offset((wanted.page - 1) * wanted.limit).limit(wanted.limit + 1)
    found = await rows.prefetch_related("course", "centre", "room")
    await venues.recall(one.centre for one in found)
    return [_class(city, one, links) for one in found[: wanted.limit]], len(found) > wanted.limit


async def one_class(city: City, lesson_id: int, links: Links) -> dict[str, Any] | None:
    """One of them, or None."""
    found = await _shown(city.id).filter(id=lesson_id).prefetch_related("course", "centre", "room")
    await venues.recall(one.centre for one in found)
    return _class(city, found[0], links) if found else None


def _shown(city_id: int) -> QuerySet[Lesson]:
    return Lesson.filter(
        city_id=city_id,
        status__in=("published", "cancelled"),
        course__audience="residents",
        course__kind="class",
    )


def _class(city: City, lesson: Lesson, links: Links) -> dict[str, Any]:
    course, here = lesson.course, venues.address_on(lesson.centre, lesson.day)
    over = "over" if lesson.ends_at <= clock.now() else "planned"
    return {
        "id": lesson.id,
        "course": {"id": course.id, "title": course.title, "description": course.description, "device": course.device},
        "starts_at": _moment(lesson.starts_at),
        "ends_at": _moment(lesson.ends_at),
        "status": "cancelled" if lesson.status == "cancelled" else over,
        "centre_id": lesson.centre_id,
        "place": _place(city, lesson.centre, here),
        "room": lesson.room.name if lesson.room else None,
        "capacity": lesson.capacity,
        "sign_up_opens_at": _moment(lesson.intake_opens_at),
        "sign_up_closes_at": _moment(lesson.intake_closes_at),
        "url": links.lesson(lesson.id),
        "changed_at": _moment(lesson.changed_at),
        "is_sample": lesson.is_sample,
    }


async def centres(city: City) -> list[dict[str, Any]]:
    """The centres that are not closed for good."""
    found = await Centre.filter(city_id=city.id).order_by("id")
    return [_centre(city, one) for one in found if one.closed_from is None or one.closed_from > clock.today()]


async def one_centre(city: City, centre_id: int) -> dict[str, Any] | None:
    """One of them, or None; one that is closed for good is found here, as its classes name it."""
    found = await Centre.get_or_none(city_id=city.id, id=centre_id)
    return _centre(city, found) if found else None


def _centre(city: City, centre: Centre) -> dict[str, Any]:
    here = venues.Place(centre.address, centre.latitude, centre.longitude)
    return {
        "id": centre.id,
        "key": centre.key,
        **_place(city, centre, here),
        "kana": centre.kana or None,
        "district": centre.district or None,
        "phone": centre.phone or None,
        "closed_from": centre.closed_from.isoformat() if centre.closed_from else None,
        "is_sample": centre.is_sample,
    }


def _place(city: City, centre: Centre, here: venues.Place) -> dict[str, Any]:
    return {
        "name": centre.name,
        "address": whole_address(city, here.address) or None,
        "latitude": here.latitude,
        "longitude": here.longitude,
        "position_is_approximate": bool(centre.position_note),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(TOKYO).isoformat(timespec="seconds")
