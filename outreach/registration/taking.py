"""Taking a seat, or a numbered place on the waiting list, in one transaction."""

from dataclasses import asdict, dataclass, replace

from outreach import audit, clock, once, people, tickets
from outreach.audit import Actor
from outreach.db import dialect, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Details
from outreach.refusal import Refusal
from outreach.registration import seats, series

TRIES = 5
_LOOK = (
    "SELECT l.id, l.status, l.intake_opens_at <= ? AS opened, l.intake_closes_at > ? AS not_closed"
    " FROM lessons l WHERE l.id = ? AND l.city_id = ?"
)
# On PostgreSQL a class that is being cancelled or moved is waited for; SQLite has one writer at a time.
_OPEN = {"postgres": f"{_LOOK} FOR NO KEY UPDATE", "sqlite": _LOOK}
_INSERT = (
    "INSERT INTO registrations"
    " (city_id, lesson_id, participant_id, status, place, channel, taken_by, code, token, at, party, offers, ticket_by)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '') ON CONFLICT DO NOTHING RETURNING id"
)
_ALREADY = (
    "SELECT id FROM registrations WHERE lesson_id = ? AND participant_id = ? AND status IN ('confirmed', 'waiting')"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a seat in which class, and by which channel she asked."""

    city_id: int
    lesson_id: int
    channel: str


@unit_of_work
async def register(wish: Wish, participant_id: int, *, key: str, by: Actor) -> int:
    """A seat for a participant whom the city knows; returns the registration's id.

    Sent again with the same key it returns the same id. Raises Refusal: ``closed`` where the class takes
    nobody (any more), ``already`` where she has a seat or a place, ``unknown`` for another city's ids.
    """
    mark = once.fingerprint("register", asdict(wish), participant_id)
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    if await people.find(wish.city_id, participant_id) is None:
        raise Refusal(_("This person is not on record. Please search again."), code="unknown")
    return await _settle(wish, participant_id, key, by)


@unit_of_work
async def sign_up(wish: Wish, details: Details, *, key: str, by: Actor) -> int:
    """A seat for somebody who gives her details now; whoever has the same reading and phone is the same person.

    Returns and raises as ``register``.
    """
    mark = once.fingerprint("sign_up", asdict(wish), asdict(details))
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    person = await people.same_person(wish.city_id, details) or await people.store(wish.city_id, details, by=by)
    return await _settle(wish, person.id, key, by)


async def _settle(wish: Wish, participant_id: int, key: str, by: Actor) -> int:
    """The seat, or with one sign-up for a whole series a seat in each class, or else a place on each waiting list."""
    ids = await series.together(wish.lesson_id)
    for lesson_id in ids:
        await _hold_open(replace(wish, lesson_id=lesson_id), alone=len(ids) == 1)
    await series.check_settled(wish.lesson_id, ids)
    wanted = ids if len(ids) == 1 else await series.lacking(ids, participant_id)
    if wish.lesson_id not in wanted:
        raise _already()
    seated = await series.free_in_each(wanted) if len(wanted) > 1 else None
    made = {one: await _take(replace(wish, lesson_id=one), participant_id, by, seated=seated) for one in wanted}
    await once.keep(by, key, made[wish.lesson_id])
    return made[wish.lesson_id]


async def _hold_open(wish: Wish, *, alone: bool) -> None:
    if not alone:
        await seats.lock(wish.lesson_id)
    await _check_open(wish)


async def _take(wish: Wish, participant_id: int, by: Actor, *, seated: bool | None) -> int:
    if seated is not False and await seats.claim(wish.lesson_id):
        status, place = "confirmed", None
    elif seated:
        raise Refusal(_("This series has just been changed. Please try again."), code="changed")
    else:
        status, place = "waiting", await seats.queue(wish.lesson_id)
    registration_id = await _insert(wish, participant_id, status, place, by)
    subject = f"registration:{registration_id}"
    await audit.record(wish.city_id, by, f"registration.{status}", subject, lesson=wish.lesson_id, channel=wish.channel)
    return registration_id


def _already() -> Refusal:
    return Refusal(_("This person is already signed up for this class."), code="already")


async def _check_open(wish: Wish) -> None:
    now = clock.now()
    rows = await sql.rows(_OPEN[dialect()], now, now, wish.lesson_id, wish.city_id)
    if not rows or rows[0]["status"] != "published":
        raise Refusal(_("This class is not on offer. Please choose another."), code="closed")
    if not rows[0]["opened"]:
        raise Refusal(_("Sign-up for this class has not opened yet."), code="closed")
    if not rows[0]["not_closed"]:
        raise Refusal(_("Sign-up for this class has closed. Please choose another."), code="closed")


async def _insert(wish: Wish, participant_id: int, status: str, place: int | None, by: Actor) -> int:
    for _try in range(TRIES):
        row = (wish.city_id, wish.lesson_id, participant_id, status, place, wish.channel, by.reference)
        inserted = await sql.rows(_INSERT, *row, tickets.new_code(), tickets.new_token(), clock.now())
        if inserted:
            registration_id: int = inserted[0]["id"]
            return registration_id
        if await sql.rows(_ALREADY, wish.lesson_id, participant_id):
            raise _already()
    raise Refusal(_("No ticket number could be made. Please try again."), code="no-code")
