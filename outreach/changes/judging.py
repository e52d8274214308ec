"""Why a class cannot be changed: over, begun, reported, already so, another department's, or no such place."""

from datetime import timedelta

from outreach import clock, venues
from outreach.audit import Actor
from outreach.changes.facts import Facts
from outreach.changes.gathering import Touched
from outreach.changes.wanting import Wanted
from outreach.cities import City
from outreach.helpers import Helper
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.lessons.rights import may_change
from outreach.refusal import Refusal, Refusals
from outreach.venues import Room

FURTHEST = timedelta(days=366 * 2)
MOST_PEOPLE = 500


async def check_wish(city: City, wanted: Wanted) -> list[Room]:
    """The rooms of the centre that is wished for; raises Refusals where the wish itself cannot be."""
    refused: list[Refusal] = []
    rooms: list[Room] = []
    if wanted.centre_id is not None:
        centre = await venues.find(city.id, wanted.centre_id)
        rooms = list(centre.rooms) if centre else []
        if centre is None or (wanted.room_id is not None and wanted.room_id not in {room.id for room in rooms}):
            refused.append(Refusal(_("Please choose one of the answers."), field="place"))
    if wanted.instructor_id is not None and not await _leads(city.id, wanted.instructor_id):
        refused.append(Refusal(_("Please choose one of the answers."), field="instructor_id"))
    if wanted.kind == "resized" and not 1 <= (wanted.capacity or 0) <= MOST_PEOPLE:
        sentence = _("Please write a number of seats from 1 to {most}.", most=MOST_PEOPLE)
        refused.append(Refusal(sentence, field="capacity"))
    if refused:
        raise Refusals(refused)
    return rooms


async def _leads(city_id: int, helper_id: int) -> bool:
    return await Helper.filter(city_id=city_id, id=helper_id, kind="instructor").exists()


def why_not(
    lesson: Lesson, wanted: Wanted, after: Facts, rooms: list[Room], touched: Touched, by: Actor
) -> Phrase | None:
    """Why this class cannot be changed so, or None."""
    if not may_change(by, lesson):
        return _("This class belongs to another department, which has to change it.")
    return _too_late(lesson, wanted, touched) or _not_so(lesson, wanted, after, rooms, touched)


def _too_late(lesson: Lesson, wanted: Wanted, touched: Touched) -> Phrase | None:
    now = clock.now()
    if lesson.id in touched.reported:
        return _("This class has been reported already.")
    if lesson.ends_at <= now:
        return _("This class is over.")
    if wanted.kind in ("moved", "cancelled") and lesson.id in touched.arrived:
        return _("Somebody has already come in. If it was not held, report it so.")
    if wanted.kind == "moved" and lesson.starts_at <= now:
        return _("This class has begun.")
    return None


def _not_so(lesson: Lesson, wanted: Wanted, after: Facts, rooms: list[Room], touched: Touched) -> Phrase | None:
    is_off = lesson.status == "cancelled"
    if wanted.kind == "reinstated":
        return _halved(lesson, touched) if is_off else _("This class is not cancelled.")
    if is_off:
        return _("This class is cancelled already.")
    if wanted.kind == "cancelled" and lesson.status == "draft":
        return _("This class is a draft: nobody has seen it yet.")
    if after == Facts.of(lesson):
        return _("Nothing would change for this class.")
    return _bad_seats(lesson, wanted, after, rooms) or (_bad_time(after) if wanted.kind == "moved" else None)


def _halved(lesson: Lesson, touched: Touched) -> Phrase | None:
    if lesson.id not in touched.halved:
        return None
    return _(
        "Somebody would have only half of this series. Change it to sign-up for each class first, or plan a new class."
    )


def _bad_time(after: Facts) -> Phrase | None:
    now = clock.now()
    if after.starts_at <= now:
        return _("This time is over. Please choose a time to come.")
    if after.starts_at > now + FURTHEST:
        return _("Please choose a day within the next two years.")
    if after.ends_at <= after.starts_at or after.ends_at.astimezone(clock.TOKYO).date() != after.day:
        return _("The class must end after it begins, on the same day.")
    return None


def _bad_seats(lesson: Lesson, wanted: Wanted, after: Facts, rooms: list[Room]) -> Phrase | None:
    own = [lesson.room] if lesson.room else []
    room = next((room for room in (*rooms, *own) if room.id == after.room_id), None)
    if wanted.kind == "cancelled" or room is None or room.capacity is None or after.capacity <= room.capacity:
        return None
    return _("The room seats {most} people; the class has {seats} seats.", most=room.capacity, seats=after.capacity)
