"""Taking a seat, or a numbered place on the waiting list, in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from outreach import audit, clock, once, people, tickets
from outreach.audit import Actor
from outreach.db import dialect, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Details
from outreach.refusal import Refusal
from outreach.registration import lottery, offering, parties, reissuing, seats, series
from outreach.registration.holding import HOLD
from outreach.registration.rows import Registration

TRIES = 5
_LOOK = (
    "SELECT l.id, l.status, l.intake_opens_at <= ? AS opened, l.intake_closes_at > ? AS not_closed, l.draws_at,"
    " l.capacity, l.phone_seats, l.phone_until"
    " FROM lessons l WHERE l.id = ? AND l.city_id = ?"
)
# On PostgreSQL a class that is being cancelled or moved is waited for; SQLite has one writer at a time.
_OPEN = {"postgres": f"{_LOOK} FOR NO KEY UPDATE", "sqlite": _LOOK}
_INSERT = (
    "INSERT INTO registrations (city_id, lesson_id, participant_id, status, place, party, until, offers, number,"
    " ticket_by, channel, taken_by, code, token, at)"
    f" SELECT ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ? WHERE {reissuing.FRESH} ON CONFLICT DO NOTHING RETURNING id"
)
_ALREADY = (
    "SELECT id FROM registrations WHERE lesson_id = ? AND participant_id = ?"
    " AND status IN ('confirmed', 'offered', 'held', 'waiting', 'applied')"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a seat in which class, by which channel she asked, and how she wants her ticket (of TICKET_BY)."""

    city_id: int
    lesson_id: int
    channel: str
    ticket_by: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A class that takes people now, which is held: whether lots decide, and how many seats are kept for the phone."""

    lesson_id: int
    lots: bool
    capacity: int
    kept: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Those who ask together: whether a seat is to be held for them only, whether they take a seat or nothing (as
    who is held or moved does), and the name of their party. All rows that come of it are written as of one moment.
    """

    people: tuple[int, ...]
    hold: bool = False
    seat_only: bool = False
    party: str = ""
    at: datetime = field(default_factory=clock.now)


@unit_of_work
async def register(wish: Wish, participant_id: int, *, key: str, by: Actor) -> int:
    """A seat for a participant whom the city knows; returns the registration's id.

    Sent again with the same key it returns the same id. Raises Refusal: ``closed`` where the class takes
    nobody (any more), ``already`` where she has a seat or a place, ``phone-only`` where the seats that are left are
    kept for who phones, ``unknown`` for another city's ids.
    """
    mark = once.fingerprint("register", asdict(wish), participant_id)
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    return await _kept(wish, Asked((await _known(wish, participant_id),)), key, by)


@unit_of_work
async def sign_up(wish: Wish, details: Details, *, key: str, by: Actor) -> int:
    """A seat for somebody who gives her details now; whoever has the same reading and phone is the same person.

    Returns and raises as ``register``.
    """
    mark = once.fingerprint("sign_up", asdict(wish), asdict(details))
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    return await _kept(wish, Asked((await _stored(wish, details, by),)), key, by)


@unit_of_work
async def register_party(wish: Wish, who: Sequence[int | Details], *, key: str, by: Actor) -> list[int]:
    """Seats for two to six people who come together, or one place on the waiting list for all of them.

    ``who`` are ids of participants and details of new ones; the registrations come back in the same order. Sent again
    with the same key it returns the same ones. Raises as ``register``, and ``party`` for too many, or for one person
    named twice.
    """
    asked = [one if isinstance(one, int) else asdict(one) for one in who]
    done = await once.claim(by, key, once.fingerprint("party", asdict(wish), asked))
    if done is not None:
        return await _same_party(done)
    if not parties.FEWEST <= len(who) <= parties.MOST:
        raise Refusal(_("Two to six people can come together."), code="party")
    found = {at: await _who(wish, who[at], by) for at in sorted(range(len(who)), key=lambda at: _order(who[at]))}
    ids = [found[at] for at in range(len(who))]
    if len(set(ids)) != len(ids):
        raise Refusal(_("The same person is named twice. Please look at the names again."), code="party")
    first = await _kept(wish, Asked(tuple(ids), party=parties.new_party()), key, by)
    return await _same_party(first)


@unit_of_work
async def hold(wish: Wish, participant_id: int, *, key: str, by: Actor) -> int:
    """Keep a seat for a caller for ten minutes while she asks at home; returns the registration's id.

    Raises as ``register``, ``full`` where no seat is free, and ``lots`` where lots decide and nothing need be kept.
    """
    mark = once.fingerprint("hold", asdict(wish), participant_id)
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    return await _kept(wish, Asked((await _known(wish, participant_id),), hold=True, seat_only=True), key, by)


async def _who(wish: Wish, one: int | Details, by: Actor) -> int:
    return await (_known(wish, one) if isinstance(one, int) else _stored(wish, one, by))


def _order(one: int | Details) -> tuple[int, str, str]:
    """People are held in one order, however they were typed: so no two parties wait for each other."""
    return (one, "", "") if isinstance(one, int) else (0, one.kana_key, one.e164)


async def _known(wish: Wish, participant_id: int) -> int:
    if not await people.hold(wish.city_id, participant_id):
        raise Refusal(_("This person is not on record. Please search again."), code="unknown")
    return participant_id


async def _stored(wish: Wish, details: Details, by: Actor) -> int:
    while (known := await people.same_person(wish.city_id, details)) is not None:
        held: int = known.id
        if await people.hold(wish.city_id, held):  # or else she was erased or merged since
            return held
    person = await people.store(wish.city_id, details, by=by)
    participant_id: int = person.id
    return participant_id


async def _same_party(registration_id: int) -> list[int]:
    first: Registration = await Registration.get(id=registration_id)
    name = first.party[: parties.NAME_LENGTH]
    same = Registration.filter(lesson_id=first.lesson_id, party__startswith=name, id__gte=first.id)
    return [row.id for row in await same.order_by("id").only("id")]


async def _kept(wish: Wish, asked: Asked, key: str, by: Actor) -> int:
    made = await _settle(wish, asked, by)
    await once.keep(by, key, made)
    return made


async def _settle(wish: Wish, asked: Asked, by: Actor) -> int:
    """The seat, or with one sign-up for a whole series a seat in each class, or else a place on each waiting list."""
    ids = await series.together(wish.lesson_id)
    open_ = [await hold_open(replace(wish, lesson_id=one), alone=len(ids) == 1) for one in ids]
    await series.check_settled(wish.lesson_id, ids)
    asked = replace(asked, at=clock.now())  # it may have waited for the classes
    if len(ids) == 1:
        return await take(wish, open_[0], asked, by)
    return await _settle_series(wish, open_, asked, by)


async def _settle_series(wish: Wish, open_: list[Open], asked: Asked, by: Actor) -> int:
    ids = [one.lesson_id for one in open_]
    lacking = {one: await series.lacking(ids, one) for one in asked.people}
    if any(wish.lesson_id not in wanted for wanted in lacking.values()):
        raise already()
    groups = {one.lesson_id: [who for who in asked.people if one.lesson_id in lacking[who]] for one in open_}
    seated = all([await _room_for(one, len(groups[one.lesson_id])) for one in open_])
    made = {}
    for one in open_:
        if group := groups[one.lesson_id]:
            wanted = replace(wish, lesson_id=one.lesson_id)
            made[one.lesson_id] = await take(wanted, one, replace(asked, people=tuple(group)), by, seated=seated)
    return made[wish.lesson_id]


async def _room_for(open_: Open, people_: int) -> bool:
    """Whether these people could have seats in this class, which is held, and nobody waits whom those would take."""
    left = await seats.left(open_.lesson_id)
    return left.free >= people_ and (not left.waiting or await offering.fits(open_.lesson_id) is None)


async def take(wish: Wish, open_: Open, asked: Asked, by: Actor, *, seated: bool | None = None) -> int:
    """The seats or the place of who asks together, in a class that is held; returns the first registration's id.

    ``seated`` says what was decided for all classes of a series: seats (True) or places (False).
    """
    count, place, number = len(asked.people), None, None
    if open_.lots:
        if asked.hold:
            raise Refusal(_("The seats of this class are drawn by lot, so none need be kept."), code="lots")
        status, number = "applied", await lottery.next_number(wish.lesson_id)
    elif seated is not False and await _claimed(wish, open_, count):
        status = "held" if asked.hold else "confirmed"
    elif asked.seat_only:
        raise Refusal(_("Not enough seats are free in this class."), code="full")
    elif seated:
        raise Refusal(_("This series has just been changed. Please try again."), code="changed")
    else:
        status, place = "waiting", await seats.queue(wish.lesson_id, count)
    until = clock.now() + HOLD if status == "held" else None
    standing = (status, place, asked.party, until, number)
    made = [await _insert(wish, one, standing, by, asked.at) for one in asked.people]
    return made[0]


async def _claimed(wish: Wish, open_: Open, count: int) -> bool:
    if open_.kept and wish.channel == "web":
        await leave_for_the_phone(open_, count)
    if await seats.claim(wish.lesson_id, count):
        return True
    left = await seats.left(wish.lesson_id)
    if left.free < count or not left.waiting or await offering.fits(wish.lesson_id) is not None:
        return False
    return await seats.claim_past(wish.lesson_id, count)


async def leave_for_the_phone(open_: Open, count: int) -> None:
    """Raises Refusal ``phone-only`` where so many seats are free, but kept for who phones; the class is held."""
    left = await seats.left(open_.lesson_id)
    on_web = open_.capacity - open_.kept - await seats.by_web(open_.lesson_id)
    if left.free >= count > on_web:
        sentence = _("The seats that are left are kept for people who phone. Please call us.")
        raise Refusal(sentence, code="phone-only")


def already() -> Refusal:
    """What to raise where she is signed up already."""
    return Refusal(_("This person is already signed up for this class."), code="already")


async def hold_open(wish: Wish, *, alone: bool = True) -> Open:
    """Hold a class that takes people now; raises Refusal ``closed``. Lots that are due are drawn first."""
    if not alone:
        await seats.lock(wish.lesson_id)
    now = clock.now()
    rows = await sql.rows(_OPEN[dialect()], now, now, wish.lesson_id, wish.city_id)
    if not rows or rows[0]["status"] != "published":
        raise Refusal(_("This class is not on offer. Please choose another."), code="closed")
    look = rows[0]
    if not look["opened"]:
        raise Refusal(_("Sign-up for this class has not opened yet."), code="closed")
    if not look["not_closed"]:
        raise Refusal(_("Sign-up for this class has closed. Please choose another."), code="closed")
    # The clock is read again: while we waited for the class, its lots may have been drawn.
    lots = bool(look["draws_at"]) and clock.now() < sql.moment(look["draws_at"])
    if look["draws_at"] and not lots:
        await lottery.draw(wish.lesson_id)
    kept = look["phone_seats"] if look["phone_until"] and now < sql.moment(look["phone_until"]) else 0
    return Open(wish.lesson_id, lots, look["capacity"], kept)


async def _insert(
    wish: Wish,
    participant_id: int,
    standing: tuple[str, int | None, str, datetime | None, int | None],
    by: Actor,
    at: datetime,
) -> int:
    status, place, party, until, number = standing
    for _try in range(TRIES):
        row = (wish.city_id, wish.lesson_id, participant_id, status, place, party, until, number)
        code = tickets.new_code()
        how = (wish.ticket_by, wish.channel, by.reference, code, tickets.new_token(), at)
        inserted = await sql.rows(_INSERT, *row, *how, code, wish.city_id)
        if inserted:
            registration_id: int = inserted[0]["id"]
            subject, lesson = f"registration:{registration_id}", wish.lesson_id
            await audit.record(wish.city_id, by, f"registration.{status}", subject, lesson=lesson, channel=wish.channel)
            return registration_id
        if await sql.rows(_ALREADY, wish.lesson_id, participant_id):
            raise already()
    raise Refusal(_("No ticket number could be made. Please try again."), code="no-code")
