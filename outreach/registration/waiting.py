"""From an offer to a seat: she has been told and says yes; and what becomes of offers that nobody answered."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from outreach import audit, clock
from outreach.audit import SYSTEM, Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import office_hours
from outreach.refusal import Refusal
from outreach.registration import lottery, offering, parties, seats, series
from outreach.registration.giving_up import end, status_of
from outreach.registration.lists import whole
from outreach.registration.rows import Registration

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
_SEAT = "UPDATE registrations SET status = 'confirmed', until = NULL WHERE id = ? AND status = ?"
_BACK = "UPDATE registrations SET status = 'waiting', until = NULL WHERE id = ? AND status = 'offered'"
_DUE_LESSONS = (
    "SELECT DISTINCT lesson_id FROM registrations WHERE status IN ('offered', 'held') AND until <= ?"
    " ORDER BY lesson_id LIMIT ?"
)
# Who is told what stands higher up in the story; here it only matters whether anybody tried.
# A letter may lie on the way for longer than an offer lasts, and a mail that came back has told nobody.
_TRIED = (
    "SELECT t.id FROM told t JOIN registrations r ON r.id = t.registration_id AND r.offers = t.number"
    " WHERE t.topic = 'offer' AND t.outcome <> 'failed' AND t.way <> 'letter' AND r.id IN ({marks})"
    " AND NOT EXISTS (SELECT 1 FROM told f WHERE f.registration_id = t.registration_id AND f.topic = t.topic"
    " AND f.number = t.number AND f.way = t.way AND f.outcome = 'failed' AND f.id > t.id) LIMIT 1"
)


@unit_of_work
async def take_offer(registration: Registration, *, by: Actor) -> bool:
    """She takes the seat that is offered, and so does who comes with her; returns False where she has it already.

    With one sign-up for a whole series she takes what is offered in each of its classes. Raises Refusal: ``lapsed``
    where nothing is offered (any more), ``off`` where the class is cancelled, ``over`` where it has ended.
    """
    await series.hold(registration.lesson_id)
    await seats.check_to_come(registration.lesson_id)
    status = await status_of(registration.id)
    if status == "confirmed":
        return False
    if status != "offered":
        raise offering.lapsed()
    for row in await parties.in_series(registration, ("offered",)):
        await sql.run(_SEAT, row.id, "offered")
        await audit.record(row.city_id, by, "registration.promoted", f"registration:{row.id}")
    return True


@unit_of_work
async def give_seat(registration: Registration, *, by: Actor) -> bool:
    """The clerk has told her and she takes the free seat; returns False where she has it already.

    Where it was offered this is ``take_offer``. From the cut-off on nothing is offered: then this is how who waits
    gets a seat, with everybody who comes with her, and with one sign-up for a whole series in each class for which she
    waits, or in none. Raises Refusal: ``full`` where the seats do not suffice, ``not-first`` where somebody waits
    longer whom the free seats would take, ``not-waiting`` where she has given up her place, ``off`` where the class is
    cancelled, ``over`` where it has ended.
    """
    await series.hold(registration.lesson_id)
    await seats.check_to_come(registration.lesson_id)
    status = await status_of(registration.id)
    if status == "confirmed":
        return False
    if status == "offered":
        return await take_offer(registration, by=by)
    if status != "waiting":
        raise Refusal(_("This person no longer waits for a seat."), code="not-waiting")
    first = await offering.fits(registration.lesson_id)
    if first is not None and registration.id not in first.ids:
        raise Refusal(_("Somebody else has waited longer. Please call that person first."), code="not-first")
    for row in await parties.in_series(registration, ("waiting",)):
        await _promote(row, by)
    return True


async def _promote(row: Registration, by: Actor) -> None:
    if not await seats.claim_for_waiting(row.lesson_id):
        raise Refusal(_("No seat is free."), code="full")
    await sql.run(_SEAT, row.id, "waiting")
    await audit.record(row.city_id, by, "registration.promoted", f"registration:{row.id}")


async def offered(city_id: int) -> list[Registration]:
    """The open offers of a city, those that end soonest first, with class and person."""
    return await whole(Registration.filter(city_id=city_id, status="offered")).order_by("until", "id")


async def sweep() -> int:
    """End the holds and offers whose time is over and draw the lots that are due, as the system; returns how many.

    Each class is a transaction of its own, and none keeps another waiting; safe on every node at once.
    """
    ends = await sql.rows(_DUE_LESSONS, clock.now(), MOST_AT_ONCE)
    work = [(_end_due, row["lesson_id"]) for row in ends]
    work += [(lottery.draw, lesson_id) for lesson_id in await lottery.due()]
    return sum([await _tried(verb, lesson_id) for verb, lesson_id in work])


async def _tried(verb: Callable[[int], Awaitable[int]], lesson_id: int) -> int:
    """One class that cannot be settled keeps no other waiting."""
    try:
        return await verb(lesson_id)
    except Exception:
        log.exception("class %s could not be settled; it is tried again", lesson_id)
        return 0


@unit_of_work
async def _end_due(lesson_id: int) -> int:
    await series.hold(lesson_id)
    due = Registration.filter(lesson_id=lesson_id, status__in=("offered", "held"), until__lte=clock.now())
    ended, touched = 0, {lesson_id}
    for row in await due.order_by("id"):
        if await status_of(row.id) != row.status:
            continue  # it went with somebody of her party
        rows = await parties.in_series(row, (row.status,)) or [row]
        touched |= {one.lesson_id for one in rows}
        ended += len(rows)
        if row.status == "held":
            await _all_end(rows, "lapsed")
        else:
            await _offer_ends(rows)
    await offering.fill_each(touched)
    return ended


async def _all_end(rows: list[Registration], kind: str) -> None:
    for row in rows:
        await end(row, SYSTEM, kind=kind)


async def _offer_ends(rows: list[Registration]) -> None:
    """Somebody tried to tell them: the seat goes to the next. Nobody did: that is not their fault."""
    is_held, starts = await _class_of(rows)
    ids = [row.id for row in rows]
    if is_held and await sql.rows(_TRIED.format(marks=", ".join("?" * len(ids))), *ids):
        await _all_end(rows, "expired")
        return
    until = office_hours.offer_ends(clock.now(), starts) if is_held else None
    for row in rows:
        if until is None:
            await sql.run(_BACK, row.id)
            await seats.back(row.lesson_id)
        else:
            await Registration.filter(id=row.id).update(until=until)
        word = "registration.waits_again" if until is None else "registration.offer_prolonged"
        await audit.record(row.city_id, SYSTEM, word, f"registration:{row.id}")


async def _class_of(rows: list[Registration]) -> tuple[bool, datetime]:
    """Whether each class that is offered is still held, and when the first of them begins."""
    marks = ", ".join("?" * len(rows))
    query = f"SELECT status, starts_at FROM lessons WHERE id IN ({marks})"  # noqa: S608 - only marks
    lessons = await sql.rows(query, *[row.lesson_id for row in rows])
    return all(one["status"] == "published" for one in lessons), min(sql.moment(one["starts_at"]) for one in lessons)
