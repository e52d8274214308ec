"""The phones at a door: let in by an invitation, known by what they sign, sent away, or given up as lost."""

import secrets
from datetime import date, datetime, timedelta

from outreach import audit, cities, clock
from outreach.audit import PUBLIC, Actor
from outreach.checkin import invitations, keys
from outreach.checkin.rows import DoorInvitation, DoorPhone
from outreach.db import sql, unit_of_work
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.spelling import clean_line

TAG = "outreach-door-v1\n"
PURPOSES = ("sync", "find", "walk-in")
LATE_SENDING = timedelta(hours=48)
_UNSENT = (
    "SELECT p.id, p.last_seq AS told, count(DISTINCT e.seq) AS came, coalesce(max(e.seq), 0) AS top FROM door_phones p"
    " LEFT JOIN door_events e ON e.phone_id = p.id WHERE p.city_id = ? AND p.centre_id = ? AND p.day = ?"
    " GROUP BY p.id, p.last_seq"
)


async def join(city_id: int, secret: str, pin: str, public_key: str) -> DoorPhone:
    """Let a phone in; the same one again, by its key, is the same phone.

    Raises Refusal: ``ended`` where the invitation is not (any more), ``early`` before its day, ``pin`` where that is
    missing or wrong, ``full`` where as many phones as it may let in are in, ``key`` for what is no key or one that
    was sent away.
    """
    keys.read_public(public_key)
    row = await invitations.of_secret(city_id, secret)
    if row is None or not invitations.is_open(row):  # whoever knows no invitation holds nobody up
        raise _ended()
    joined = await _join(city_id, secret, pin, public_key)
    if isinstance(joined, Refusal):  # returned, not raised, so that a wrong PIN is counted
        raise joined
    return joined


@unit_of_work
async def _join(city_id: int, secret: str, pin: str, public_key: str) -> DoorPhone | Refusal:
    await cities.hold(city_id)  # numbers are given one after another
    row = await invitations.of_secret(city_id, secret)
    if row is None or not invitations.is_open(row):
        return _ended()
    if clock.now() < row.opens_at:
        return _no(_("This invitation is for {day}.", day=row.day), "early")
    if not invitations.fits(row, pin):
        return await _wrong_pin(row, pin)
    known = await DoorPhone.get_or_none(public_key=public_key)
    if known is not None:
        return known if _is_of(known, row) else _no(_("This phone was sent away. Please load the page again."), "key")
    if row.used >= row.most:
        return _no(_("This invitation is used up. Please ask the coordinator for a new one."), "full")
    return await _made(row, public_key)


def _no(sentence: Phrase, code: str) -> Refusal:
    return Refusal(sentence, code=code)


def _ended() -> Refusal:
    return _no(_("This invitation has ended. Please ask the coordinator for a new one."), "ended")


def _is_of(known: DoorPhone, row: DoorInvitation) -> bool:
    same = (known.city_id, known.centre_id, known.day) == (row.city_id, row.centre_id, row.day)
    return same and known.revoked_at is None and known.lost_at is None and clock.now() < known.expires_at


async def _wrong_pin(row: DoorInvitation, pin: str) -> Refusal:
    if not pin:
        return _no(_("Please type the number that the coordinator tells you."), "pin")
    row.wrong += 1
    await DoorInvitation.filter(id=row.id).update(wrong=row.wrong)
    if row.wrong < invitations.MOST_WRONG:
        return _no(_("This number is not right. Please ask the coordinator once more."), "pin")
    subject = f"invitation:{row.id}"
    await audit.record(row.city_id, PUBLIC, "invitation.ended", subject, wrong=row.wrong)
    return _ended()


async def _made(row: DoorInvitation, public_key: str) -> DoorPhone:
    last = await DoorPhone.filter(centre_id=row.centre_id, day=row.day).order_by("-number").first()
    now = clock.now()
    made = await DoorPhone.create(
        city_id=row.city_id,
        centre_id=row.centre_id,
        day=row.day,
        number=last.number + 1 if last else 1,
        invitation_id=row.id,
        public_key=public_key,
        salt=secrets.token_hex(16),
        enrolled_at=now,
        expires_at=ends(row),
        seen_at=now,
    )
    await DoorInvitation.filter(id=row.id).update(used=row.used + 1)
    facts = {"invitation": row.id, "centre": row.centre_id, "number": made.number}
    await audit.record(row.city_id, actor_of(made), "phone.joined", f"phone:{made.id}", **facts)
    return made


def ends(of: DoorInvitation) -> datetime:
    """Until when phones of this invitation may send what they wrote: two days after the day of the classes."""
    return invitations.midnight(of.day + timedelta(days=1)) + LATE_SENDING


async def by_envelope(city_id: int, phone_id: int, purpose: str, message: str, signature: str) -> DoorPhone:
    """The phone that signed this message for this purpose; raises Refusal ``phone`` for any other."""
    phone = await DoorPhone.get_or_none(id=phone_id, city_id=city_id)
    text = f"{TAG}{purpose}\n{message}"
    known = phone is not None and purpose in PURPOSES
    if phone is None or not (known and keys.signed_by(keys.read_public(phone.public_key), text, signature)):
        raise Refusal(_("This phone is not known here. Please ask the coordinator."), code="phone")
    return phone


def actor_of(phone: DoorPhone) -> Actor:
    """The volunteer who holds this phone."""
    return Actor("phone", phone.id, phone.city_id, frozenset({"volunteer"}))


def state_of(phone: DoorPhone) -> str:
    """``open``, ``ended`` or ``revoked``: whoever finds a phone that was declared lost is not let in by it."""
    if phone.revoked_at is not None or phone.lost_at is not None:
        return "revoked"
    return "open" if clock.now() < phone.expires_at else "ended"


@unit_of_work
async def revoke(city_id: int, phone_id: int, *, by: Actor) -> bool:
    """Send a phone away at once: it learns nothing more, and what still comes from it has no effect by itself.

    False where it was sent away before or is another city's.
    """
    away = DoorPhone.filter(id=phone_id, city_id=city_id, revoked_at=None)
    done = await away.update(revoked_at=clock.now(), revoked_by=by.reference)
    if done:
        await audit.record(city_id, by, "phone.revoked", f"phone:{phone_id}")
    return bool(done)


@unit_of_work
async def declare_lost(city_id: int, phone_id: int, reason: str, *, by: Actor) -> bool:
    """Wait no longer for what a phone has not sent, and say why; from now on it is one that was sent away.

    False where that was said before, or it is another city's.
    """
    reason = clean_line(reason, 200, field="reason", required=False)
    if not reason:
        raise Refusal(_("Please write what happened, for example: the phone fell into water."), field="reason")
    there = DoorPhone.filter(id=phone_id, city_id=city_id, lost_at=None)
    done = await there.update(lost_at=clock.now(), lost_by=by.reference, lost_reason=reason)
    if done:
        await audit.record(city_id, by, "phone.lost", f"phone:{phone_id}")
    return bool(done)


async def unsent(city_id: int, centre_id: int, day: date) -> dict[int, int]:
    """How many records of each phone of a door did not come, as far as the phone has told."""
    rows = await sql.rows(_UNSENT, city_id, centre_id, day)
    return {row["id"]: max(row["told"], row["top"]) - row["came"] for row in rows}


async def not_in(lesson: Lesson) -> list[DoorPhone]:
    """The phones that this class waits for before it can be confirmed, by their numbers; see ``holds_up``."""
    rows = await of_door(lesson.city_id, lesson.centre_id, lesson.day)
    missing = await unsent(lesson.city_id, lesson.centre_id, lesson.day) if rows else {}
    return [row for row in rows if holds_up(row, missing[row.id], lesson.ends_at)]


def holds_up(phone: DoorPhone, missing: int, ended_at: datetime) -> bool:
    """Whether a class that ended then waits for this phone, of which so many records did not come.

    It does where some are missing, or where nothing was heard of the phone since: except where it was declared lost,
    and where it was sent away, or its volunteer ended, with nothing missing.
    """
    if phone.lost_at is not None:
        return False
    is_done = phone.revoked_at is not None or phone.seen_at >= min(phone.expires_at, ended_at)
    return missing > 0 or not is_done


async def of_door(city_id: int, centre_id: int, day: date) -> list[DoorPhone]:
    """The phones of a door, by their numbers."""
    return await DoorPhone.filter(city_id=city_id, centre_id=centre_id, day=day).order_by("number")
