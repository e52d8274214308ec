"""The list for the door on paper: printed with a number, and what its lines are now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from outreach import audit, clock, once, registration
from outreach.audit import Actor
from outreach.checkin.arrivals import arrived
from outreach.checkin.rows import Roster
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.registration import Registration, seats


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was printed, or somebody who signed up later (``number`` 0); ``here``: came by the door list."""

    number: int
    row: Registration
    here: bool

    @property
    def has_seat(self) -> bool:
        """Whether she may be noted as having come; who gave her seat up after the list was printed may not."""
        return self.here or self.row.status == "confirmed"


@unit_of_work
async def print_list(lesson: Lesson, *, by: Actor, key: str = "") -> int:
    """The number of the list of a class as it stands now: the last one where nobody came or went since.

    So a printer that jams makes no second list. Raises Refusal where the class is cancelled.
    """
    if lesson.status != "published":
        raise Refusal(_("This class is cancelled."), code="off")
    await seats.lock(lesson.id)
    done = await once.claim(by, key, once.fingerprint("roster", lesson.id))
    if done is not None:
        return done
    items = [row.id for row in await seated(lesson)]
    last = await newest(lesson.id)
    made = last if last and last.items == items else await _printed(lesson, items, by)
    await once.keep(by, key, made.id)
    return made.id


async def _printed(lesson: Lesson, items: list[int], by: Actor) -> Roster:
    row = await Roster.create(lesson_id=lesson.id, items=items, at=clock.now(), by=by.reference)
    await audit.record(lesson.city_id, by, "roster.printed", f"roster:{row.id}", lesson=lesson.id, lines=len(items))
    return row


async def seated(lesson: Lesson) -> list[Registration]:
    """Who has a seat now, in kana order."""
    expected = await registration.expected(lesson.city_id, lesson.id)
    return [row for row in expected if row.status == "confirmed"]


async def find_list(city_id: int, roster_id: int) -> Roster | None:
    """The list with this number, or None, also for another city's."""
    return await Roster.get_or_none(id=roster_id, lesson__city_id=city_id)


async def lists(lesson_id: int) -> list[Roster]:
    """The lists of a class, newest first."""
    return await Roster.filter(lesson_id=lesson_id).order_by("-id")


async def newest(lesson_id: int) -> Roster | None:
    """The list that was printed last."""
    return await Roster.filter(lesson_id=lesson_id).order_by("-id").first()


async def lines(of: Roster, lesson: Lesson) -> list[Line]:
    """The lines of a list in their order, and then who signed up after it was printed."""
    rows = {row.id: row for row in await registration.whole(Registration.filter(id__in=of.items or [0]))}
    here = await arrived(lesson.id)
    printed = [Line(number, rows[id_], id_ in here) for number, id_ in enumerate(of.items, 1) if id_ in rows]
    return printed + [Line(0, row, row.id in here) for row in await seated(lesson) if row.id not in rows]


def differences(lines_: Sequence[Line], read: Collection[int], now: Collection[int]) -> list[tuple[Line, bool]]:
    """Where two readings differ, in the order of the paper: the line, and whether the second one has it ticked."""
    return [(line, line.row.id in now) for line in lines_ if (line.row.id in read) != (line.row.id in now)]
