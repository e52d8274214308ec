"""A door pass: a volunteer's link for one class and its day, without an account."""

import hashlib
import secrets
from datetime import UTC, datetime, time, timedelta

from outreach import audit, cities, clock, once
from outreach.audit import Actor
from outreach.checkin.rows import DoorPass
from outreach.db import sql, unit_of_work
from outreach.lessons import Lesson, check_may_change
from outreach.spelling import clean_line

_WHO = (
    "SELECT id, city_id, lesson_id, label FROM door_passes"
    " WHERE secret_hash = ? AND revoked_at IS NULL AND expires_at > ?"
)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@unit_of_work
async def issue_pass(lesson: Lesson, label: str, *, by: Actor, key: str = "") -> str:
    """The secret of a new pass, shown once; it ends when the day of the class is over in Japan.

    Sent again with the same ``key`` it ends the pass made before, whose secret perhaps nobody saw.
    Raises Refusal for a class that another department looks after.
    """
    check_may_change(by, lesson)
    label = clean_line(label, 60, field="label", required=False)
    await cities.hold(lesson.city_id)  # of many senders of one form, each ends what the one before it made
    done = await once.claim(by, key, once.fingerprint("pass", lesson.id, label))
    if done is not None:
        await _end(await DoorPass.get(id=done, city_id=lesson.city_id), by)
    secret = secrets.token_urlsafe(24)
    midnight = datetime.combine(lesson.day + timedelta(days=1), time(), tzinfo=clock.TOKYO)
    row = await DoorPass.create(
        city_id=lesson.city_id,
        lesson_id=lesson.id,
        label=label,
        secret_hash=_digest(secret),
        issued_by=by.reference,
        issued_at=clock.now(),
        expires_at=midnight.astimezone(UTC),
    )
    await once.keep(by, key, row.id)
    await audit.record(lesson.city_id, by, "pass.issued", f"pass:{row.id}", lesson=lesson.id)
    return secret


@unit_of_work
async def revoke_pass(city_id: int, pass_id: int, *, by: Actor) -> bool:
    """End a pass at once; False where it had ended or is another city's.

    Raises Refusal for a class that another department looks after.
    """
    row = await DoorPass.get_or_none(id=pass_id, city_id=city_id)
    if row is None:
        return False
    check_may_change(by, await Lesson.get(id=row.lesson_id, city_id=city_id))
    return await _end(row, by)


async def _end(row: DoorPass, by: Actor) -> bool:
    ended = await DoorPass.filter(id=row.id, revoked_at=None).update(revoked_at=clock.now())
    if ended:
        await audit.record(row.city_id, by, "pass.revoked", f"pass:{row.id}")
    return bool(ended)


async def of_lesson(lesson_id: int) -> list[DoorPass]:
    """The passes of a class, newest first."""
    return await DoorPass.filter(lesson_id=lesson_id).order_by("-id")


async def actor_of(secret: str) -> Actor | None:
    """The volunteer who holds this secret, or None where it never was, has ended or was revoked."""
    rows = await sql.rows(_WHO, _digest(secret), clock.now())
    if not rows:
        return None
    row = rows[0]
    return Actor("pass", row["id"], row["city_id"], frozenset({"volunteer"}), row["label"], row["lesson_id"])
