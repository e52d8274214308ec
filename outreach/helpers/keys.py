"""A helper's own page without an account: a secret address that is shown once, renewed and ended at once."""

import hashlib
import hmac
import secrets

from outreach import audit, clock
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.helpers.rows import Helper, HelperKey

_CALENDAR = b"calendar"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_secret(secret: str) -> str:
    """The secret of her calendar, which follows from the page's; the page's does not follow from it (RFC 2104)."""
    return hmac.new(secret.encode(), _CALENDAR, hashlib.sha256).hexdigest()[:32]


@unit_of_work
async def new_key(helper: Helper, *, by: Actor) -> str:
    """A new secret for this helper's page, shown once; the old addresses end with it."""
    await _end(helper.id)
    secret = secrets.token_urlsafe(24)
    await HelperKey.create(
        helper_id=helper.id,
        secret_hash=_digest(secret),
        feed_hash=_digest(feed_secret(secret)),
        created_at=clock.now(),
    )
    await audit.record(helper.city_id, by, "helper.link_made", f"helper:{helper.id}")
    return secret


@unit_of_work
async def end_key(helper: Helper, *, by: Actor) -> bool:
    """End her addresses at once; False where there is none."""
    ended = await _end(helper.id)
    if ended:
        await audit.record(helper.city_id, by, "helper.link_ended", f"helper:{helper.id}")
    return bool(ended)


async def _end(helper_id: int) -> int:
    return await HelperKey.filter(helper_id=helper_id, ended_at=None).update(ended_at=clock.now())


async def key_of(helper_id: int) -> HelperKey | None:
    """Her standing key, or None."""
    return await HelperKey.filter(helper_id=helper_id, ended_at=None).first()


async def holder_of(city_id: int, secret: str) -> Helper | None:
    """Whose page this is, in this city; None for an ended, foreign or forged address, and after she has left."""
    return await _held(city_id, secret_hash=_digest(secret))


async def feed_holder_of(city_id: int, secret: str) -> Helper | None:
    """Whose calendar this is, in this city; None as above."""
    return await _held(city_id, feed_hash=_digest(secret))


async def _held(city_id: int, **mark: str) -> Helper | None:
    key = await HelperKey.filter(ended_at=None, helper__city_id=city_id, **mark).select_related("helper").first()
    gone = key is None or (key.helper.away_from is not None and key.helper.away_from <= clock.today())
    return None if key is None or gone else key.helper


def acting(helper: Helper) -> Actor:
    """A helper as she acts on her own page; audit rows name her ``helper:3``."""
    return Actor("helper", helper.id, helper.city_id, frozenset({"helper"}), helper.name)
