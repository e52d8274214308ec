"""What somebody must be told that one look into the tables decides: her ticket, an offer, the draw, the day near."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from outreach import clock
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.db import sql

REMINDED_AT = time(9)  # nobody is reminded at midnight

_TOLD = (
    "EXISTS (SELECT 1 FROM told t WHERE t.registration_id = r.id AND t.topic = '{topic}' AND t.number = {number}"
    " AND t.outcome = 'told' AND NOT EXISTS (SELECT 1 FROM told f WHERE f.registration_id = r.id"
    " AND f.topic = t.topic AND f.number = t.number AND f.outcome = 'failed' AND f.id > t.id))"
)
# Who is offered a seat, or has one held for a call, is told of just that; her ticket says more once it is settled.
_SETTLED = "('confirmed', 'waiting', 'applied')"
# A new ticket in place of a lost one goes the same way as the first.
_REISSUED = "(SELECT count(*) FROM retired_tickets o WHERE o.registration_id = r.id)"
_DRAWN = "JOIN lotteries d ON d.lesson_id = r.lesson_id AND d.drawn_at IS NOT NULL"
_EXPIRED = "JOIN withdrawals w ON w.registration_id = r.id AND w.kind = 'expired'"


def _select(topic: str, number: str, due: str, where: str, also: str = "") -> str:
    told = _TOLD.format(topic=topic, number=number)
    return (
        f"SELECT r.id, '{topic}' AS topic, {number} AS number, {due} AS due FROM registrations r"  # noqa: S608 - fixed words
        f" JOIN lessons l ON l.id = r.lesson_id {also} WHERE l.city_id = ? AND l.status = 'published' AND l.day >= ?"
        f" AND l.starts_at > ? AND {where} AND NOT {told}"
    )


_SELECTS = (
    _select("ticket", _REISSUED, "r.at", f"r.status IN {_SETTLED} AND r.ticket_by IN ('post', 'mail')"),
    _select("offer", "r.offers", "r.at", "r.status = 'offered'"),
    # Written so that the classes to come are looked at first, and not everything that was ever cancelled.
    _select("expired", "0", "w.at", "coalesce(r.status, '') = 'cancelled'", _EXPIRED),
    _select("drawn", "0", "d.drawn_at", "r.status IN ('confirmed', 'waiting') AND r.number IS NOT NULL", _DRAWN),
    _select("reminder", "l.sequence", "r.at", "r.status = 'confirmed' AND l.starts_at < ?"),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """One thing to tell one person, since when; None for an offer, which keeps its end and not its beginning."""

    registration_id: int
    topic: str
    number: int
    due_at: datetime | None


async def plain(city: City, registration_id: int | None = None) -> list[Plain]:
    """What is owed to everybody of the city, or to this one, of classes to come; one query.

    A reminder is due ``city.reminder_days`` days before the class, as days are counted in Japan.
    """
    now = clock.now()
    near = datetime.combine(clock.today() + timedelta(days=city.reminder_days + 1), time(), tzinfo=TOKYO)
    only, ids = (" AND r.id = ?", [registration_id]) if registration_id else ("", [])
    query = " UNION ALL ".join(f"{one}{only}" for one in _SELECTS)
    coming = [city.id, clock.today(), now]
    values: list[object] = []
    for _topic in _SELECTS[:-1]:
        values += [*coming, *ids]
    values += [*coming, near if city.reminder_days else now, *ids]
    return [
        Plain(row["id"], row["topic"], row["number"], None if row["topic"] == "offer" else sql.moment(row["due"]))
        for row in await sql.rows(query, *values)
    ]


def reminder_due(starts_at: datetime, days: int) -> datetime:
    """When a reminder of this class becomes due."""
    return datetime.combine(starts_at.astimezone(TOKYO).date() - timedelta(days=days), REMINDED_AT, tzinfo=TOKYO)
