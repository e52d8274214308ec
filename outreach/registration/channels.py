"""Who took each registration and by which channel: phone, counter and web compete by the same clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.db import sql
from outreach.registration.rows import CHANNELS

# A registration that was moved or merged goes on in another one, which is counted.
_COUNT = (
    "SELECT r.taken_by, r.channel, count(*) AS n, sum(CASE WHEN r.status = 'cancelled' THEN 1 ELSE 0 END) AS ended"
    " FROM lessons l JOIN registrations r ON r.lesson_id = l.id LEFT JOIN withdrawals w ON w.registration_id = r.id"
    " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? AND (w.kind IS NULL OR w.kind NOT IN ('moved', 'merged'))"
    " GROUP BY r.taken_by, r.channel"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many sign-ups somebody (as audit rows name her) took by one channel, and how many of them have ended."""

    by: str
    channel: str
    count: int
    ended: int


async def taken(city_id: int, first: date, last: date) -> list[Taken]:
    """The sign-ups for the classes of these days, by who took them and by channel; one query."""
    rows = await sql.rows(_COUNT, city_id, first, last)
    return [Taken(row["taken_by"], row["channel"], row["n"], row["ended"]) for row in rows]


def by_channel(found: Sequence[Taken]) -> dict[str, tuple[int, int]]:
    """For each channel how many sign-ups there were, and how many of them have ended."""
    return {
        channel: (
            sum(one.count for one in found if one.channel == channel),
            sum(one.ended for one in found if one.channel == channel),
        )
        for channel in CHANNELS
    }


def by_taker(found: Sequence[Taken]) -> dict[str, dict[str, int]]:
    """For each who took any, how many by each channel; most first."""
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        counts.setdefault(one.by, dict.fromkeys(CHANNELS, 0))[one.channel] = one.count
    return dict(sorted(counts.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])))
