"""The doors of a day: where classes are, and how one door stands while people come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from outreach import clock, lessons, venues
from outreach.checkin import DoorPhone
from outreach.checkin import door as doorway
from outreach.lessons import Lesson
from outreach.venues import Centre
from outreach.web.forms import Sheet
from outreach.web.guard import Entry, Page
from outreach.web.mistakes import Mistake
from outreach.web.office.door_words import Said, said
from outreach.web.stored import Stored
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Door:
    """One centre on one day."""

    centre: Centre
    day: date
    lessons: Sequence[Lesson] = ()


async def doors(visit: Visit) -> Response:
    """The centres with classes on a day, today unless asked for another."""
    day = _asked_day(visit.query("day")) or clock.today()
    rows = await DoorPhone.filter(city_id=visit.city.id, day=day).values_list("centre_id", flat=True)
    phones = [int(str(number)) for number in rows]
    return visit.render(
        "office/doors.html",
        day=day,
        today=clock.today(),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        doors=_by_centre(await lessons.of_day(visit.city.id, day)),
        phones={number: phones.count(number) for number in phones},
    )


def _asked_day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _by_centre(classes: Sequence[Lesson]) -> list[Door]:
    shown = [one for one in classes if one.status != "draft"]
    centres = {one.centre_id: one.centre for one in shown}
    return [
        Door(centre, shown[0].day, [one for one in shown if one.centre_id == centre.id]) for centre in centres.values()
    ]


async def of_path(visit: Visit) -> Door:
    """The door that the path names; Mistake 404 for another city's centre and for what is no day."""
    day = _asked_day(visit.request.path_params["day"])
    centre = await venues.find(visit.city.id, visit.path("centre_id"))
    if centre is None or day is None or visit.request.path_params["day"] != day.isoformat():
        raise Mistake(404)
    return Door(centre, day)


async def door(visit: Visit) -> Response:
    """How one door stands, and what can be done there."""
    return await shown(visit, await of_path(visit), visit.blank())


async def shown(visit: Visit, of: Door, sheet: Sheet, status: int = 200) -> Response:
    """The door's page with what was refused, where something was."""
    return visit.render(
        "office/door.html",
        status=status,
        sheet=sheet.without_fields(),
        centre=of.centre,
        day=of.day,
        today=clock.today(),
        state=await _state(visit, of),
    )


async def _state(visit: Visit, of: Door) -> Said:
    return said(await doorway.day_state(visit.city.id, of.centre.id, of.day), clock.now())


async def door_state(visit: Visit) -> Response:
    """What changes on the door's page, for the page that asks again and again."""
    return await shared(visit, _fresh)


async def _fresh(visit: Visit) -> Response:
    of = await of_path(visit)
    return visit.render("office/door_state.html", centre=of.centre, day=of.day, state=await _state(visit, of))


async def shared(visit: Visit, make: Page) -> Response:
    """A page that is the same for everybody who may see it: made once for all who ask within a moment.

    304 says that nothing has changed. It has names on it, so no browser keeps it.
    """

    async def made(_request: Request) -> Response:
        answer = await make(visit)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    copies: Stored = visit.request.app.state.shared
    return await copies.page(made)(visit.request)


entries: list[Entry] = [
    Entry("/doors", doors),
    Entry("/doors/{centre_id:int}/{day}", door),
    Entry("/doors/{centre_id:int}/{day}/state", door_state),
]
