"""Files on their way: made rows of what is due, taken by one worker, tried again with growing pauses, given up.

Many workers may do this at once. Each due day of a schedule is one row (for each address), so that no clock and no
second worker makes it twice; a row is taken by a conditional update with a lease.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach import audit, clock
from outreach.audit import SYSTEM, Actor
from outreach.db import sql, unit_of_work
from outreach.filing.kinds import KINDS
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.filing.schedules import rule_of
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

LEASE = timedelta(minutes=10)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
MOST_TRIES = len(PAUSES) + 1
# What is not there yet, such as a month that is not sealed, is looked for every hour, for so long.
LOOK_AGAIN, LONGEST_WAIT = timedelta(hours=1), timedelta(days=60)
MOST_MADE_UP = 12
_KEY = re.compile("[0-9a-f]{32}")
ENDS = ("done", "failed", "unsure", "dropped")
_MAKE = (
    "INSERT INTO file_deliveries (schedule_id, occasion, address, due, state, attempts, next_at, made_at, message_key,"
    " file_name, digest, size, trouble) VALUES (?, ?, ?, ?, 'queued', 0, ?, ?, ?, '', '', 0, '')"
    " ON CONFLICT (schedule_id, occasion, address) DO NOTHING"
)
_DUE = (
    "SELECT id FROM file_deliveries WHERE state = 'queued' AND next_at <= ?"
    " AND schedule_id IN (SELECT id FROM file_schedules WHERE state = 'active') ORDER BY due, id LIMIT 1"
)
_TAKE = (
    "UPDATE file_deliveries SET state = 'making', attempts = attempts + 1, next_at = ? WHERE id = ?"
    " AND state = 'queued' AND next_at <= ?"
)
_OUTDATED = (
    "UPDATE file_deliveries SET state = 'dropped', ended_at = ? WHERE schedule_id = ? AND state = 'queued'"
    " AND occasion NOT LIKE 'now%' AND due < ?"
)
_SOONER = "UPDATE file_deliveries SET next_at = ?, attempts = 0 WHERE schedule_id = ? AND state = 'queued'"
_HAND_OVER = (
    "UPDATE file_deliveries SET state = 'sending', next_at = ? WHERE id = ? AND state = 'making' AND next_at = ?"
)
_MADE_LOST = "UPDATE file_deliveries SET state = 'queued', trouble = 'lost' WHERE state = 'making' AND next_at <= ?"
_LOST = (
    "SELECT d.id, d.state, d.due, d.digest, s.city_id FROM file_deliveries d JOIN file_schedules s ON s.id ="
    " d.schedule_id WHERE d.next_at <= ? AND (d.state = 'sending' OR (d.state = 'making' AND d.attempts >= ?))"
)
_GIVE_UP = (
    "UPDATE file_deliveries SET state = ?, ended_at = ?, trouble = 'lost' WHERE id = ? AND state = ? AND next_at <= ?"
)
_LAST = (
    "SELECT schedule_id, max(due) AS last FROM file_deliveries WHERE occasion NOT LIKE 'now%' AND schedule_id IN"
    " (SELECT id FROM file_schedules WHERE state = 'active') GROUP BY schedule_id"
)
_AGAIN = (
    "UPDATE file_deliveries SET state = 'queued', attempts = 0, ended_at = NULL, next_at = ?, message_key = ?"
    " WHERE id = ? AND state IN ('failed', 'unsure')"
    " AND schedule_id IN (SELECT id FROM file_schedules WHERE state = 'active')"
)
_HOLD = "UPDATE file_schedules SET state = state WHERE id = ? AND state = 'active' AND since_at = ?"


@dataclass(frozen=True, slots=True)
class End:
    """What came of one try. ``state`` is done, later, not-yet, failed or unsure; ``away``: the mail server is."""

    state: str
    trouble: str = ""
    file_name: str = ""
    digest: str = ""
    size: int = 0
    away: bool = False


async def plan() -> int:
    """Make a row for every day that came due; safe to repeat. Returns how many are new.

    Of a file about a period (a month's report, a statement) each day that was missed is made up, the oldest first, 12
    at most; of one that tells how things are now (open data, the ledger's end) only the newest, and an older
    one that still waits is dropped.
    """
    now, made = clock.now(), 0
    last = {int(row["schedule_id"]): sql.day(row["last"]) for row in await sql.rows(_LAST)}
    for one in await FileSchedule.filter(state="active").order_by("id"):
        keep = MOST_MADE_UP if _is_each(one) else 1
        if days := rule_of(one).passed(one.since_at, last.get(one.id), now)[-keep:]:
            made += await _queued(one, days)
    return made


@unit_of_work
async def _queued(of: FileSchedule, days: list[date]) -> int:
    if not await sql.run(_HOLD, of.id, of.since_at):
        return 0
    made = sum([await _row(of, day.isoformat(), day, one) for day in days for one in of.addresses or [""]])
    if made and not _is_each(of):
        await sql.run(_OUTDATED, clock.now(), of.id, days[-1])
    return made


async def _row(of: FileSchedule, occasion: str, due: date, address: str) -> int:
    now = clock.now()
    return await sql.run(_MAKE, of.id, occasion, address, due, now, now, secrets.token_hex(16))


@unit_of_work
async def at_once(of: FileSchedule, *, by: Actor, key: str) -> None:
    """Have its file made now, beside those of its rule; asked again while it waits, or with the same key, it is one.

    Whatever of this schedule waits for its next try is tried now, too: somebody has repaired what was in the way.

    Raises Refusal for a schedule that is paused or removed.
    """
    if not await sql.run(_HOLD, of.id, of.since_at):
        raise Refusal(_("This schedule is paused. Please let it go on first."), code="paused")
    await sql.run(_SOONER, clock.now(), of.id)
    asked = FileDelivery.filter(
        schedule_id=of.id, occasion__startswith="now-", state__in=("queued", "making", "sending")
    )
    if await asked.exists():
        return
    occasion = f"now-{(key or secrets.token_hex(16))[:40]}"
    if sum([await _row(of, occasion, clock.today(), one) for one in of.addresses or [""]]):
        await audit.record(of.city_id, by, "files.asked", f"file_schedule:{of.id}")


@unit_of_work
async def again(of: FileDelivery, city_id: int, *, by: Actor) -> None:
    """Try once more what was given up, or what may not have arrived: then it may arrive twice. Safe to repeat."""
    if await sql.run(_AGAIN, clock.now(), secrets.token_hex(16), of.id):
        await audit.record(city_id, by, "files.again", f"file_delivery:{of.id}")


@unit_of_work
async def give_up_lost() -> int:
    """See to what a lost worker had: what was only being made is made again, what was being handed over never is."""
    now, given_up = clock.now(), 0
    for row in await sql.rows(_LOST, now, MOST_TRIES):
        number, before = int(row["id"]), str(row["state"])
        state = "unsure" if before == "sending" else "failed"
        if await sql.run(_GIVE_UP, state, now, number, before, now):
            given_up += 1
            await _told(number, int(row["city_id"]), state, "lost", str(row["digest"]), sql.day(row["due"]))
    return given_up + await sql.run(_MADE_LOST, now)


@unit_of_work
async def take() -> int | None:
    """Take the next due file for this worker; None where there is none, or another worker was faster."""
    while rows := await sql.rows(_DUE, clock.now()):
        number = int(rows[0]["id"])
        if await claim(number):
            return number
    return None


async def claim(number: int) -> bool:
    """Take this one; False where it is not due, or another worker was faster."""
    now = clock.now()
    return bool(await sql.run(_TAKE, now + LEASE, number, now))


@unit_of_work
async def hand_over(of: FileDelivery) -> bool:
    """From here on nobody makes this mail again; False where the lease ran out and another worker has it.

    The row is then held by its new ``next_at``.
    """
    until = clock.now() + LEASE
    if not await sql.run(_HAND_OVER, until, of.id, of.next_at):
        return False
    of.next_at = until
    return True


@unit_of_work
async def ended(of: FileDelivery, city_id: int, end: End) -> None:
    """Write down what came of a try, by who holds the row; whose lease ran out writes nothing but a certain end."""
    row = await FileDelivery.filter(id=of.id).select_for_update().first()
    is_removed = await FileSchedule.filter(id=of.schedule_id, state="removed").exists()
    if row is None or row.state in ("done", "dropped") or (row.next_at != of.next_at and end.state != "done"):
        return
    row.trouble = end.trouble[:60]
    if end.state == "not-yet":
        _wait(row)
    elif end.state == "later" and row.attempts < MOST_TRIES:
        row.state, row.next_at = "queued", clock.now() + PAUSES[row.attempts - 1]
    else:
        row.state, row.ended_at = "failed" if end.state == "later" else end.state, clock.now()
    if row.state == "queued" and is_removed:
        row.state, row.ended_at = "dropped", clock.now()
    if end.digest:
        row.file_name, row.digest, row.size = end.file_name, end.digest, end.size
    await row.save()
    if row.state in ENDS:
        await _told(row.id, city_id, row.state, row.trouble, row.digest, row.due)


async def _told(number: int, city_id: int, state: str, trouble: str, digest: str, due: date) -> None:
    told = {"state": state, "trouble": trouble, "digest": digest, "due": due.isoformat()}
    await audit.record(city_id, SYSTEM, "files.delivered", f"file_delivery:{number}", **told)


@unit_of_work
async def bounced(message_id: str, status: str) -> FileDelivery | None:
    """Note that a mail with a file came back for good; None for one that was not ours. Safe to repeat."""
    key = message_id.partition("@")[0]
    if not _KEY.fullmatch(key):
        return None
    row = await FileDelivery.filter(message_key=key).exclude(address="").select_related("schedule").first()
    if row is None:
        return None
    row.trouble = f"address bounced {status}".strip()[:60]
    changed = FileDelivery.filter(id=row.id, state__in=("sending", "done", "unsure"))
    if await changed.update(state="failed", trouble=row.trouble, ended_at=clock.now()):
        await _told(row.id, row.schedule.city_id, "failed", row.trouble, row.digest, row.due)
    return row


def _wait(row: FileDelivery) -> None:
    """It is no failure that something is not there yet, unless somebody asked for it at once, or for very long."""
    now = clock.now()
    if is_at_once(row) or now - row.made_at > LONGEST_WAIT:
        row.state, row.ended_at = "failed", now
    else:
        row.state, row.attempts, row.next_at = "queued", row.attempts - 1, now + LOOK_AGAIN


def is_at_once(row: FileDelivery) -> bool:
    """Whether somebody asked for it, beside the rule."""
    return row.occasion.startswith("now-")


async def find(city_id: int, delivery_id: int) -> FileDelivery | None:
    """A delivery of this city, with its schedule."""
    found = FileDelivery.get_or_none(schedule__city_id=city_id, id=delivery_id)
    return await found.select_related("schedule")


async def of_schedule(schedule_id: int, most: int) -> list[FileDelivery]:
    """The last files of a schedule, newest first."""
    return await FileDelivery.filter(schedule_id=schedule_id).order_by("-due", "-id").limit(most)


async def newest(city_id: int) -> dict[int, FileDelivery]:
    """The last file of each schedule of the city, by the schedule; two queries."""
    query = (
        "SELECT max(d.id) AS id FROM file_deliveries d JOIN file_schedules s ON s.id = d.schedule_id"
        " WHERE s.city_id = ? GROUP BY d.schedule_id"
    )
    ids = [int(row["id"]) for row in await sql.rows(query, city_id)]
    return {one.schedule_id: one for one in await FileDelivery.filter(id__in=ids)}


async def in_trouble(city_id: int, since: datetime) -> list[FileDelivery]:
    """What was given up or may not have arrived since then, of schedules that are not removed; newest first.

    Not what a newer file of the same schedule to the same place has made needless.
    """
    rows = FileDelivery.filter(schedule__city_id=city_id, state__in=("failed", "unsure"), ended_at__gte=since)
    found = await rows.exclude(schedule__state="removed").select_related("schedule").order_by("-due", "-id").limit(100)
    good = FileDelivery.filter(schedule_id__in={one.schedule_id for one in found}, state="done", made_at__gte=since)
    done = await good.only("id", "schedule_id", "address")
    later = {(one.schedule_id, one.address): one.id for one in sorted(done, key=lambda one: one.id)}
    return [one for one in found if _is_each(one.schedule) or later.get((one.schedule_id, one.address), 0) < one.id]


def _is_each(of: FileSchedule) -> bool:
    kind = KINDS.get(of.what)
    return kind is not None and kind.each
