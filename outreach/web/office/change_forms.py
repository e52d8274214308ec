"""The forms by which classes are moved, cancelled and resized; each leads to the dry run."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from outreach import changes as domain
from outreach import clock, courses, departments, helpers, venues
from outreach.i18n import pick
from outreach.lessons import Lesson
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.office.lesson import of_visit
from outreach.web.visit import Visit

CHOICE = ("first", "last", "district", "centre", "course", "department")
WISH = ("kind", "day", "days", "starts", "ends", "place", "instructor_id", "capacity")


async def changes(visit: Visit) -> Response:
    """A typhoon day: which days, where, and what is to become of the classes."""
    first = visit.query("first") or (clock.today() + timedelta(days=1)).isoformat()
    sheet = visit.blank(**{**queried(visit, CHOICE + WISH), "first": first, "kind": visit.query("kind") or "cancelled"})
    return await asked(visit, sheet)


async def asked(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    """The form for many, as it stands."""
    shown = only(sheet, {*CHOICE, "kind", "days", "starts", "place"})
    return visit.render("office/changes.html", status=status, sheet=shown, **await _choices(visit))


def only(sheet: Sheet, fields: set[str]) -> Sheet:
    """The same sheet for a page with these fields: sentences about others are about the whole form."""
    errors = {name if name in fields else "": phrase for name, phrase in sheet.errors.items()}
    return Sheet(sheet.values, sheet.several, errors)


async def _choices(visit: Visit) -> dict[str, Any]:
    def said(texts: Mapping[str, str]) -> str:
        return pick(texts, visit.language).text

    city = visit.city.id
    centres = await venues.of_city(city)
    return {
        "districts": [(name, name) for name in await domain.districts(city)],
        "centres": [(one.id, said(one.name)) for one in centres],
        "places": [
            (said(one.name), [(f"{one.id}-{room.id}", said(room.name), room.capacity) for room in one.rooms], one.id)
            for one in centres
        ],
        "courses": [(one.id, said(one.title)) for one in await courses.of_city(city)],
        "departments": [(one.id, said(one.name)) for one in await departments.of_city(city)],
    }


def queried(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """What the address says of these fields."""
    return {name: visit.query(name) for name in names}


async def move(visit: Visit) -> Response:
    """Where and when one class is to be; the calendar leads here with a day, a time or a room filled in."""
    of = await of_visit(visit)
    began, ended = of.starts_at.astimezone(clock.TOKYO), of.ends_at.astimezone(clock.TOKYO)
    now = {
        "day": f"{of.day}",
        "starts": f"{began:%H:%M}",
        "ends": f"{ended:%H:%M}",
        "place": f"{of.centre_id}-{of.room_id}" if of.room_id else f"{of.centre_id}",
        "instructor_id": f"{of.instructor_id}",
    }
    asked = {name: visit.query(name) for name in now if visit.query(name)}
    if room := next((one for one in await _rooms(visit) if f"{one[0]}" == visit.query("room")), None):
        asked["place"] = f"{room[1]}-{room[0]}"
    if "starts" in asked and "ends" not in asked:
        now["ends"] = ""
    return await _move(visit, of, visit.blank(**{**now, **asked}))


async def _rooms(visit: Visit) -> list[tuple[int, int]]:
    if not visit.query("room"):
        return []
    return [(room.id, one.id) for one in await venues.of_city(visit.city.id) for room in one.rooms]


async def _move(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    sheet = only(sheet, {"day", "starts", "ends", "place", "instructor_id"})
    leaders = [(one.id, one.name) for one in await helpers.instructors(visit.city.id)]
    return visit.render(
        "office/move.html", status=status, lesson=of, sheet=sheet, instructors=leaders, **await _choices(visit)
    )


async def resize(visit: Visit) -> Response:
    """More or fewer seats for one class."""
    of = await of_visit(visit)
    return await _resize(visit, of, visit.blank(capacity=visit.query("capacity") or f"{of.capacity}"))


async def _resize(visit: Visit, of: Lesson, sheet: Sheet, status: int = 200) -> Response:
    return visit.render("office/resize.html", status=status, lesson=of, sheet=only(sheet, {"capacity"}))


FORMS = {"moved": _move, "resized": _resize}

entries: list[Entry] = [
    Entry("/changes", changes),
    Entry("/classes/{lesson_id:int}/move", move),
    Entry("/classes/{lesson_id:int}/seats", resize),
]
