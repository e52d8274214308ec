"""Another class instead: the new seat is hers before the old one is given away."""

from dataclasses import replace

from outreach import audit, once, people
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.registration import offering, parties, seats, series, taking
from outreach.registration.giving_up import end, status_of
from outreach.registration.lists import whole, withdrawal
from outreach.registration.rows import ACTIVE, Registration


@unit_of_work
async def move_to(registration: Registration, lesson_id: int, *, key: str, by: Actor, channel: str = "") -> int:
    """Her seat, with those of who comes with her, in another class instead of this one; returns the new registration.

    ``channel`` is how it was asked for, where that is another one than at first: seats that are kept for the phone are
    not for the web. Sent again with the same key it returns the same one. Raises Refusal: ``full`` where the other
    class has not seats enough, ``ended`` where this registration has ended, ``series`` where one sign-up counts for a
    whole series, ``lots`` where lots decide, ``already`` where somebody of them is signed up there, and as
    ``register`` and ``cancel``.
    """
    mark = once.fingerprint("move_to", registration.id, lesson_id)
    if (done := await once.claim(by, key, mark)) is not None:
        return done
    for one in sorted(row.participant_id for row in await parties.party_of(registration)):
        await people.hold(registration.city_id, one)  # people before classes, as everybody does who holds both
    await _held(registration, lesson_id)
    rows = await _moving(registration)
    wish = taking.Wish(registration.city_id, lesson_id, registration.channel, registration.ticket_by)
    open_ = await taking.hold_open(wish)
    if open_.lots:
        sentence = _("The seats of this class are drawn by lot. Please sign up for it, and cancel this one.")
        raise Refusal(sentence, code="lots")
    name = parties.new_party() if len(rows) > 1 else ""
    who = taking.Asked(tuple(row.participant_id for row in rows), seat_only=True, party=name)
    if open_.kept and (channel or registration.channel) == "web":
        await taking.leave_for_the_phone(open_, len(rows))
    first = await taking.take(wish, replace(open_, kept=0), who, by)
    for row in rows:
        await end(row, by, kind="moved", at=who.at)
    await offering.fill(registration.lesson_id)
    subject = f"registration:{registration.id}"
    await audit.record(registration.city_id, by, "registration.moved", subject, to=first, lesson=lesson_id)
    made = await _new_of(registration, first)
    await once.keep(by, key, made)
    return made


async def moved_to(registration: Registration) -> Registration | None:
    """What she has in place of this one since she moved, however often; None for who did not move."""
    here, there = registration, None
    while (ended := await withdrawal(here)) is not None and ended.kind == "moved":
        made = Registration.filter(participant_id=here.participant_id, at=ended.at).exclude(id=here.id)
        if (there := await whole(made).first()) is None:
            break
        here = there
    return there


async def moved_from(registration: Registration) -> Registration:
    """The registration with which she first signed up, before all moves; itself for who did not move."""
    here = registration
    moved = Registration.filter(participant_id=here.participant_id, withdrawal__kind="moved")
    while (before := await moved.filter(withdrawal__at=here.at).first()) is not None:
        here = before
    return here


async def _held(registration: Registration, lesson_id: int) -> None:
    if lesson_id == registration.lesson_id:
        raise taking.already()
    for one in (registration.lesson_id, lesson_id):
        if len(await series.together(one)) > 1:
            sentence = _("One sign-up counts for this whole series. Please cancel it and sign up anew.")
            raise Refusal(sentence, code="series")
    for one in sorted({registration.lesson_id, lesson_id}):
        await seats.lock(one)


async def _moving(registration: Registration) -> list[Registration]:
    if await status_of(registration.id) not in ACTIVE:
        raise Refusal(_("This registration has been cancelled."), code="ended")
    return await parties.party_of(registration)


async def _new_of(registration: Registration, first: int) -> int:
    made = await Registration.get(id=first)
    if not made.party:
        return first
    own = Registration.filter(lesson_id=made.lesson_id, party=made.party, participant_id=registration.participant_id)
    new: int = (await own.get()).id
    return new
