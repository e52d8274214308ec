"""Reading the trail: newest deeds first, page by page, with the mark of the seal."""

from collections.abc import AsyncIterator

from outreach.audit.entries import AuditEntry, AuditSeal
from outreach.db import sql

PAGE = 50


async def newest(city_id: int, action: str = "", page: int = 1) -> tuple[list[AuditEntry], int]:
    """One page of a city's deeds, newest first, of one kind where one is asked for; and how many pages there are."""
    rows = AuditEntry.filter(city_id=city_id)
    rows = rows.filter(action=action) if action else rows
    last = max(1, -(-await rows.count() // PAGE))
    return await rows.order_by("-id").offset((min(page, last) - 1) * PAGE).limit(PAGE), last


async def actions(city_id: int) -> list[str]:
    """The kinds of deeds that this city's trail holds."""
    found = await sql.rows("SELECT DISTINCT action FROM audit_entries WHERE city_id = ? ORDER BY action", city_id)
    return [row["action"] for row in found]


async def sealed(ids: list[int]) -> frozenset[int]:
    """Which of these entries hang in the chain."""
    return frozenset(await AuditSeal.filter(entry_id__in=ids).values_list("entry_id", flat=True))  # type: ignore[arg-type]  # flat gives plain numbers


async def oldest_first(city_id: int, action: str = "") -> AsyncIterator[AuditEntry]:
    """All deeds of a city in order, a batch at a time."""
    after = 0
    while True:
        rows = AuditEntry.filter(city_id=city_id, id__gt=after)
        batch = await (rows.filter(action=action) if action else rows).order_by("id").limit(1000)
        for row in batch:
            yield row
        if not batch:
            return
        after = batch[-1].id
