"""Inviting phones to a door: a QR on the coordinator's screen for one, or on the door sheet for up to ten."""

import hashlib
import secrets
from datetime import UTC, date, datetime, time, timedelta

from outreach import audit, cities, clock, once, vault, venues
from outreach.audit import Actor
from outreach.checkin.rows import DoorInvitation
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

SCREEN_TIME = timedelta(minutes=10)
MOST_OF_SHEET = 10
MOST_WRONG = 10
PIN_DIGITS = 6
_PINS = "door_pins"


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def midnight(day: date) -> datetime:
    """When this day begins in Japan, in UTC."""
    return datetime.combine(day, time(), tzinfo=clock.TOKYO).astimezone(UTC)


@unit_of_work
async def invite_screen(city_id: int, centre_id: int, day: date, *, by: Actor, key: str = "") -> str:
    """The secret that one phone may use within ten minutes, at this centre, today.

    Sent again with the same ``key`` it ends the one made before, whose secret perhaps nobody saw. Raises Refusal
    ``day`` for any other day, and ``unknown`` for a centre that is not this city's.
    """
    if day != clock.today():
        raise Refusal(_("A phone is let in by the screen on the day of the class only."), field="day", code="day")
    now = clock.now()
    secret, _pin = await _invite((city_id, centre_id, day), "screen", (now, now + SCREEN_TIME), by, key)
    return secret


@unit_of_work
async def invite_sheet(city_id: int, centre_id: int, day: date, *, by: Actor, key: str = "") -> tuple[str, str]:
    """The secret for the door sheet, and the PIN that the coordinator tells: for ten phones, on that whole day.

    Sent again and refused as ``invite_screen``; ``day`` where the day is over.
    """
    if day < clock.today():
        raise Refusal(_("This day is over."), field="day", code="day")
    span = midnight(day), midnight(day + timedelta(days=1))
    return await _invite((city_id, centre_id, day), "sheet", span, by, key)


async def _invite(
    door: tuple[int, int, date], kind: str, span: tuple[datetime, datetime], by: Actor, key: str
) -> tuple[str, str]:
    city_id, centre_id, day = door
    await cities.hold(city_id)  # of many senders of one form, each ends what the one before it made
    if await venues.find(city_id, centre_id) is None:
        raise Refusal(_("This place is not on record. Please open the list again."), code="unknown")
    done = await once.claim(by, key, once.fingerprint("invitation", kind, centre_id, day))
    if done is not None:
        await _end(city_id, done, by)
    secret, pin = secrets.token_urlsafe(24), f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    row = await DoorInvitation.create(
        city_id=city_id,
        centre_id=centre_id,
        day=day,
        kind=kind,
        secret_hash=digest(secret),
        pin_mark=_mark(digest(secret), pin) if kind == "sheet" else "",
        most=MOST_OF_SHEET if kind == "sheet" else 1,
        issued_by=by.reference,
        issued_at=clock.now(),
        opens_at=span[0],
        expires_at=span[1],
    )
    await once.keep(by, key, row.id)
    await audit.record(city_id, by, "invitation.issued", f"invitation:{row.id}", centre=centre_id, day=str(day))
    return secret, pin


def _mark(secret_hash: str, pin: str) -> str:
    return vault.mark(f"{secret_hash}:{pin}", _PINS)


def fits(row: DoorInvitation, pin: str) -> bool:
    """Whether this is the PIN of the invitation; one without a PIN takes any."""
    return not row.pin_mark or vault.marks(row.pin_mark, f"{row.secret_hash}:{pin}", _PINS)


@unit_of_work
async def revoke(city_id: int, invitation_id: int, *, by: Actor) -> bool:
    """End an invitation at once; the phones that it let in stay. False where it had ended or is another city's."""
    await cities.hold(city_id)  # a phone that joins just now is in before it ends, or is not let in
    return await _end(city_id, invitation_id, by)


async def _end(city_id: int, invitation_id: int, by: Actor) -> bool:
    open_ = DoorInvitation.filter(id=invitation_id, city_id=city_id, revoked_at=None)
    ended = await open_.update(revoked_at=clock.now())
    if ended:
        await audit.record(city_id, by, "invitation.revoked", f"invitation:{invitation_id}")
    return bool(ended)


def is_open(row: DoorInvitation) -> bool:
    """Whether a phone may still use it, by the clock and by what became of it."""
    return row.revoked_at is None and row.wrong < MOST_WRONG and clock.now() < row.expires_at


async def of_door(city_id: int, centre_id: int, day: date) -> list[DoorInvitation]:
    """The invitations to a door that a phone may still use, newest first; some open later."""
    rows = await DoorInvitation.filter(city_id=city_id, centre_id=centre_id, day=day).order_by("-id")
    return [row for row in rows if is_open(row) and row.used < row.most]


async def of_secret(city_id: int, secret: str) -> DoorInvitation | None:
    """The invitation with this secret, whatever became of it, or None, also for another city's."""
    return await DoorInvitation.get_or_none(city_id=city_id, secret_hash=digest(secret))
