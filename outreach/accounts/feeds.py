"""A member of staff's own calendar address: secret, without personal data, ended at once when replaced."""

import secrets

from outreach import audit, clock
from outreach.accounts.rows import FeedKey
from outreach.accounts.signin import digest
from outreach.audit import Actor
from outreach.db import unit_of_work

# Whose work has classes in it.
WITH_FEED = frozenset({"clerk", "instructor", "coordinator"})


@unit_of_work
async def new_feed(*, by: Actor) -> str:
    """A new secret for this account's feed, shown once; the old address ends with it."""
    account_id = by.account_id
    await _end(account_id)
    secret = secrets.token_urlsafe(24)
    await FeedKey.create(account_id=account_id, secret_hash=digest(secret), created_at=clock.now())
    await audit.record(by.city_id, by, "feed.opened", by.reference)
    return secret


@unit_of_work
async def end_feed(*, by: Actor) -> None:
    """End this account's feed address."""
    if await _end(by.account_id):
        await audit.record(by.city_id, by, "feed.ended", by.reference)


async def _end(account_id: int) -> int:
    return await FeedKey.filter(account_id=account_id, ended_at=None).update(ended_at=clock.now())


async def has_feed(account_id: int) -> bool:
    """Whether this account has a feed address now."""
    return await FeedKey.filter(account_id=account_id, ended_at=None).exists()


async def feed_owner(city_id: int, secret: str) -> Actor | None:
    """Whose feed this is, in this city; None for an ended, foreign or forged address, and without a role that has one.

    The address is looked up by its hash, in one query whatever is wrong with it: how long that takes tells nothing
    about a secret (ASVS 5.0 section 11.2.4).
    """
    key = (
        await FeedKey.filter(
            secret_hash=digest(secret), ended_at=None, account__is_active=True, account__city_id=city_id
        )
        .select_related("account")
        .first()
    )
    if key is None or WITH_FEED.isdisjoint(key.account.roles):
        return None
    return Actor("account", key.account_id, city_id, frozenset(key.account.roles), key.account.name)
