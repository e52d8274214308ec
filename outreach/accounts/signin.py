"""Signing in and out; a sign-in ends when idle, at its absolute limit, or when the server says so."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from outreach import audit, clock
from outreach.accounts import passwords
from outreach.accounts.people import find
from outreach.accounts.rows import SignIn
from outreach.audit import SYSTEM, Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

SEEN_EVERY = timedelta(minutes=1)
_WHO = (
    "SELECT s.id AS sign_in, s.created_at, s.seen_at, a.id, a.city_id, a.name, a.roles, a.department_id"
    " FROM sign_ins s JOIN accounts a ON a.id = s.account_id"
    " WHERE s.secret_hash = ? AND s.ended_at IS NULL AND a.is_active AND s.seen_at > ? AND s.created_at > ?"
)


def digest(secret: str) -> str:
    """What the database keeps of a secret: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def sign_in(city: City, login: str, password: str) -> str:
    """A new secret for the browser's cookie; Refusal, the same for all reasons, where it does not fit."""
    account = await find(city.id, login)
    usable = account if account and account.is_active else None
    if not await passwords.fits(usable.password_hash if usable else None, password) or usable is None:
        await audit.record(city.id, SYSTEM, "signin.refused", f"city:{city.id}")
        raise Refusal(_("The name or the password is not right."), field="login")
    return await _open(city.id, usable.id)


@unit_of_work
async def _open(city_id: int, account_id: int) -> str:
    secret, now = secrets.token_urlsafe(32), clock.now()
    await SignIn.create(secret_hash=digest(secret), account_id=account_id, created_at=now, seen_at=now)
    await audit.record(city_id, Actor("account", account_id), "signin.opened", f"account:{account_id}")
    return secret


@unit_of_work
async def sign_out(secret: str, *, by: Actor) -> None:
    """End this sign-in; harmless where it has ended."""
    if await SignIn.filter(secret_hash=digest(secret), ended_at=None).update(ended_at=clock.now()):
        await audit.record(by.city_id, by, "signin.closed", by.reference)


async def actor_of(secret: str, idle: timedelta, absolute: timedelta) -> Actor | None:
    """Who holds this secret, or None where it never was, has ended, or is past a limit."""
    now = clock.now()
    rows = await sql.rows(_WHO, digest(secret), now - idle, now - absolute)
    if not rows:
        return None
    row = rows[0]
    await _note_seen(row["sign_in"], row["seen_at"], now)
    roles = json.loads(row["roles"]) if isinstance(row["roles"], str) else row["roles"]
    return Actor(
        "account", row["id"], row["city_id"], frozenset(roles), row["name"], department_id=row["department_id"]
    )


async def _note_seen(sign_in: int, seen: datetime | str, now: datetime) -> None:
    moment = datetime.fromisoformat(seen) if isinstance(seen, str) else seen
    if now - moment > SEEN_EVERY:
        await sql.run("UPDATE sign_ins SET seen_at = ? WHERE id = ?", now, sign_in)
