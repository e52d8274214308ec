"""A series with one sign-up for all: a seat in each of its classes to come or a place on each waiting list, never half.

Whoever needs several lessons holds them in the order of their ids, so that no two wait for each other.
"""

from collections.abc import Sequence

from outreach import clock
from outreach.db import sql
from outreach.i18n import phrase as _
from outreach.lessons import note_parts
from outreach.refusal import Refusal
from outreach.registration import seats
from outreach.registration.lists import whole
from outreach.registration.rows import ACTIVE, Registration

_TOGETHER = (
    "SELECT o.id FROM lessons l JOIN series s ON s.id = l.series_id AND s.sign_up = 'all'"
    " JOIN lessons o ON o.series_id = s.id AND o.status <> 'cancelled' AND o.intake_closes_at > ?"
    " WHERE l.id = ? ORDER BY o.id"
)
_DRAFTS = "SELECT id FROM lessons WHERE status = 'draft' AND id IN ({marks})"
_OWN = (
    "SELECT lesson_id FROM registrations WHERE participant_id = ?"
    " AND status IN ('confirmed', 'offered', 'held', 'waiting', 'applied')"
    " AND lesson_id IN ({marks})"
)
_SIBLINGS = (
    "SELECT o.id FROM lessons l JOIN series s ON s.id = l.series_id AND s.sign_up = 'all'"
    " JOIN lessons o ON o.series_id = s.id AND o.ends_at > ? WHERE l.id IN ({marks})"
)
# A pair of parts (l is cancelled, o is held or would be) and somebody who is in one of them and not so in the other,
# though that one was still to come when she signed up and she has not given it up since.
_HALVED = (
    "SELECT DISTINCT l.id FROM lessons l JOIN series s ON s.id = l.series_id AND s.sign_up = 'all'"
    " JOIN lessons o ON o.series_id = s.id AND o.id <> l.id AND o.ends_at > ?"
    " AND (o.status = 'published' OR o.id IN ({marks}))"
    " JOIN registrations a ON a.lesson_id IN (l.id, o.id)"
    " AND a.status IN ('confirmed', 'offered', 'held', 'waiting', 'applied')"
    " WHERE l.id IN ({marks}) AND l.status = 'cancelled'"
    " AND a.at < CASE WHEN a.lesson_id = l.id THEN o.intake_closes_at ELSE l.intake_closes_at END"
    " AND NOT EXISTS (SELECT 1 FROM registrations b LEFT JOIN withdrawals w ON w.registration_id = b.id"
    " WHERE b.participant_id = a.participant_id AND b.lesson_id IN (l.id, o.id) AND b.lesson_id <> a.lesson_id"
    " AND (b.status = a.status OR w.at >= a.at))"
)


def _in(query: str, ids: Sequence[int]) -> str:
    return query.format(marks=", ".join("?" * len(ids)))


async def together(lesson_id: int) -> list[int]:
    """The classes in which one sign-up for this one takes a seat, by id: itself, or every coming one of its series."""
    found = [row["id"] for row in await sql.rows(_TOGETHER, clock.now(), lesson_id)]
    return found if lesson_id in found else [lesson_id]


async def check_settled(lesson_id: int, ids: list[int]) -> None:
    """Called once all are held: raises Refusal where the series has changed meanwhile or is not all on offer yet."""
    if await together(lesson_id) != ids:
        raise Refusal(_("This series has just been changed. Please try again."), code="changed")
    if len(ids) > 1 and await sql.rows(_in(_DRAFTS, ids), *ids):
        raise Refusal(_("Sign-up opens when all classes of this series are on offer."), code="closed")


async def lacking(ids: list[int], participant_id: int) -> list[int]:
    """Those of these classes for which she is not signed up yet."""
    own = {row["lesson_id"] for row in await sql.rows(_in(_OWN, ids), participant_id, *ids)}
    return [one for one in ids if one not in own]


async def own_rows(registration: Registration, statuses: Sequence[str] = ("published",)) -> list[Registration]:
    """The registration and, of a series with one sign-up, her other active ones for classes to come, by class.

    ``statuses`` are those of the classes that count.
    """
    series_id = await _series_of(registration.lesson_id)
    if series_id is None:
        return [registration]
    rows = await Registration.filter(
        lesson__series_id=series_id,
        lesson__status__in=statuses,
        lesson__ends_at__gt=clock.now(),
        participant_id=registration.participant_id,
        status__in=ACTIVE,
    ).order_by("lesson_id")
    return rows if any(row.id == registration.id for row in rows) else [registration]


async def hold(lesson_id: int) -> None:
    """Hold the class and, with one sign-up for its series, each class of it that has not ended, by id."""
    for one in await with_siblings([lesson_id]):
        await seats.lock(one)


async def with_siblings(ids: Sequence[int]) -> list[int]:
    """These classes and, with one sign-up for their series, each class of it that has not ended, by id."""
    found = await sql.rows(_in(_SIBLINGS, ids), clock.now(), *ids) if ids else []
    return sorted({*ids, *(row["id"] for row in found)})


async def halved(ids: Sequence[int]) -> frozenset[int]:
    """Those of these cancelled classes that, held after all, would leave somebody with half a series.

    That is who signed up, or got a seat, for the coming classes of the series while this one was cancelled.
    """
    found = await sql.rows(_in(_HALVED, ids), clock.now(), *ids, *ids) if ids else []
    return frozenset(row["id"] for row in found)


async def _series_of(lesson_id: int) -> int | None:
    query = "SELECT s.id FROM lessons l JOIN series s ON s.id = l.series_id AND s.sign_up = 'all' WHERE l.id = ?"
    found = await sql.rows(query, lesson_id)
    return found[0]["id"] if found else None


async def same_series(registration: Registration) -> list[Registration]:
    """Her other active registrations for coming classes of the same series, by date, with their classes."""
    lesson = registration.lesson
    await note_parts([lesson])
    if lesson.series_id is None:
        return []
    others = Registration.filter(
        lesson__series_id=lesson.series_id,
        lesson__status="published",
        lesson__ends_at__gt=clock.now(),
        participant_id=registration.participant_id,
        status__in=ACTIVE,
    )
    return await whole(others.exclude(id=registration.id)).order_by("lesson__starts_at")
