"""A backup was put back: which ends of the ledger were lost is written down as a line, so that it is told for ever."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from outreach import audit, cities
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.goal import ledger, statements, verifier
from outreach.goal.ledger_rows import LedgerEntry, Statement
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.spelling import clean_line

Ends = dict[str, Any]


@unit_of_work
async def restored(city: City, kept: Sequence[Ends], reason: str, *, by: Actor) -> LedgerEntry | None:
    """Write down which of these ends, kept elsewhere, a restore has lost; None where none was, or all are written.

    Verification then tells of a restore, always, and no longer of these ends. Raises Refusal without a reason, for ends
    of another city, and where an end that differs is older than one that holds and was kept no later. Lines written
    since the restore change nothing of it.
    """
    reason = clean_line(reason, 200, field="reason", required=True)
    await cities.hold(city.id)
    if any(one["city"] != city.code for one in kept):
        raise Refusal(_("An end that was kept elsewhere is of another city."), code="other-city")
    written = await _written(city.id)
    fixed = [(datetime.fromisoformat(one["at"]), verifier.ends(one)) for one in kept]
    holding = [(at, one) for at, one in fixed if await _holds(city, one)]
    gone = [(at, one) for at, one in fixed if (at, one) not in holding and one not in written]
    if not gone:
        return None
    lost = {verifier.canonical(one): one for _at, one in gone}
    first, newest = min(map(_length, lost.values())), max(at for at, _one in gone)
    start = {"ledger": {"seq": 0, "hash": verifier.start(city.code)}, "statement": _no_statement(city)}
    last = max((one for _at, one in holding if _length(one) < first), key=_length, default=start)
    # What holds and is longer was written after the restore, so after everything that was lost.
    if any(_length(one) >= first and at <= newest for at, one in holding):
        raise Refusal(_("An end that differs is older than one that holds. No restore does that."), code="no-restore")
    detail = {"kept": last, "lost": sorted(lost.values(), key=_length)}
    await audit.record(city.id, by, "ledger.restored", f"city:{city.id}", reason=reason, lost=len(lost))
    await ledger.book(city.id, [ledger.Draft("restored", detail=detail, text=reason)], by=by)
    return await LedgerEntry.filter(city_id=city.id).order_by("-seq").first()


async def _written(city_id: int) -> list[Ends]:
    rows = await LedgerEntry.filter(city_id=city_id, kind="restored")
    return [one for row in rows for one in statements.detail_of({"detail": row.detail})["lost"]]


def _length(end: Ends) -> int:
    seq: int = end["ledger"]["seq"]
    return seq


async def _holds(city: City, end: Ends) -> bool:
    """Whether the ledger and the statements still lead through this end."""
    of, sealed = end["ledger"], end["statement"]
    if of["seq"] and not await LedgerEntry.exists(city_id=city.id, seq=of["seq"], hash=of["hash"]):
        return False
    if sealed["seq"] and not await Statement.exists(city_id=city.id, number=sealed["seq"], hash=sealed["hash"]):
        return False
    begins = (of["seq"] or of["hash"] == verifier.start(city.code), sealed["seq"] or sealed == _no_statement(city))
    return all(begins)


def _no_statement(city: City) -> dict[str, Any]:
    return {"seq": 0, "hash": verifier.start(city.code, statements.FORMAT)}
