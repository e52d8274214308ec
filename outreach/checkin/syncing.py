"""What a phone sends: every well-formed record is kept, whatever it says; then arrivals follow from all of them.

Signatures are checked before the transaction, which has as many statements for two hundred records as for one.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from outreach import audit, clock
from outreach.checkin import bundle, merging, messages, phones, resolving, settling
from outreach.checkin.merging import Event
from outreach.checkin.messages import Message, No, Sent
from outreach.checkin.records import Record
from outreach.checkin.resolving import Tickets
from outreach.checkin.rows import DoorEvent, DoorPhone
from outreach.db import sql, unit_of_work

EARLY = timedelta(minutes=10)  # a clock that was measured a moment ago may still be a little off
_HEARD = (
    "UPDATE door_phones SET seen_at = ?, offset_ms = ?, last_seq = CASE WHEN last_seq < ? THEN ? ELSE last_seq END"
    " WHERE id = ?"
)
_THERE = (
    f"SELECT {settling.COLUMNS}, e.body FROM door_events e"  # noqa: S608 - fixed words
    " WHERE e.phone_id = ? AND (e.event_id IN ({ids}) OR e.seq IN ({seqs}))"
)
# More than anybody's hands can write; what is over stays on the phone, which sends it again.
MOST_KEPT = 20_000
MOST_LATE = 2_000  # that wait for an answer of the office
_KEPT = (
    "SELECT count(*) AS every, count(CASE WHEN quarantine IN ('revoked', 'ended') THEN 1 END) AS late"
    " FROM door_events WHERE phone_id = ?"
)
_FORK = "UPDATE door_events SET quarantine = 'fork' WHERE id IN ({marks})"
_ABOUT = "SELECT registration_id FROM door_events WHERE phone_id = ? AND event_id IN ({marks})"
_UNSENT = (
    "SELECT p.last_seq - count(DISTINCT e.seq) AS unsent FROM door_phones p"
    " LEFT JOIN door_events e ON e.phone_id = p.id WHERE p.id = ? GROUP BY p.id, p.last_seq"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The records that one message brought, when that was, and by how much the phone's clock is behind ours."""

    sent: Sequence[Sent]
    at: datetime
    offset: int
    last: int
    done: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a message led to: the records that are safe now, those that are not, and the phone as it stands."""

    stored: list[str]
    refused: list[No]
    phone: DoorPhone


async def sync(phone: DoorPhone, message: str) -> dict[str, Any]:
    """Keep what a phone sends, and tell it what was kept, how its door stands now and what time it is.

    Raises Refusal ``unreadable`` for a message that is none. A record that cannot be kept is refused alone; of more
    than two hundred the others are to be sent again.
    """
    said = messages.read(message)
    now = clock.now()
    sent, refused = await _checked(phone, said)
    last = max(said.last, *(one.record.seq for one in sent)) if sent else said.last
    batch = Batch(sent, now, bundle.milliseconds(now) - said.at, last, said.done)
    owed = await settling.owed(phone.city_id, phone.centre_id, phone.day)
    kept = await _keep(phone, batch, await resolving.tickets_of(phone) if sent else None, owed)
    state = phones.state_of(kept.phone)
    told = await bundle.of_phone(kept.phone) if state == "open" else {"version": said.have}
    return {
        "stored": kept.stored,
        "refused": [asdict(one) for one in [*refused, *kept.refused]],
        "bundle": told if told["version"] != said.have else None,
        "now": bundle.milliseconds(clock.now()),
        "state": state,
    }


async def _checked(phone: DoorPhone, said: Message) -> tuple[list[Sent], list[No]]:
    events = said.events[: messages.MOST]
    if not events:
        return [], []
    return await asyncio.to_thread(messages.checked, phone.id, phone.public_key, events)


@unit_of_work
async def _keep(phone: DoorPhone, batch: Batch, tickets: Tickets | None, owed: Collection[int]) -> Kept:
    await sql.run(_HEARD, batch.at, batch.offset, batch.last, batch.last, phone.id)
    held = await DoorPhone.get(id=phone.id)  # nobody sends it away from here on
    lessons = await settling.hold(phone.city_id, phone.centre_id, phone.day) if tickets or owed else {}
    refused, about = await _store(held, batch, tickets, lessons) if tickets else ([], set[int]())
    await settling.settle(held.city_id, {*about, *owed}, lessons, by=phones.actor_of(held))
    if batch.done and phones.state_of(held) == "open" and not (await sql.rows(_UNSENT, held.id))[0]["unsent"]:
        held.expires_at = batch.at
        await DoorPhone.filter(id=held.id).update(expires_at=batch.at)
        await audit.record(held.city_id, phones.actor_of(held), "phone.ended", f"phone:{held.id}")
    wrong = {one.id for one in refused}
    return Kept([one.record.id for one in batch.sent if one.record.id not in wrong], refused, held)


async def _store(
    phone: DoorPhone, batch: Batch, tickets: Tickets, lessons: Mapping[int, str]
) -> tuple[list[No], set[int]]:
    """Keep what is new; returns what is not kept, and the registrations that it is about."""
    there, bodies = await _there(phone.id, [one.record for one in batch.sent])
    known = {one.id: one for one in there}
    new = [one for one in batch.sent if one.record.id not in known]
    other = [one for one in batch.sent if bodies.get(one.record.id) not in {None, "", one.body}]
    refused = [No(one.index, one.record.id, "changed") for one in other]
    room = await _room(phone) if new else 0
    refused += [No(one.index, one.record.id, "full") for one in new[room:]]
    rows = [_row(phone, one, batch, tickets, lessons) for one in new[:room]]
    if not rows:
        return refused, set()
    forked = await _fork(there, rows)
    await DoorEvent.bulk_create(rows)
    taken_back = [known[row.target].registration for row in rows if row.target in known]
    about = {row.registration_id for row in rows} | {one.registration for one in forked} | {*taken_back}
    about |= await _taken_back(phone.id, forked)
    return refused, {one for one in about if one is not None}


async def _room(phone: DoorPhone) -> int:
    """How many more records of this phone are kept."""
    kept: dict[str, int] = (await sql.rows(_KEPT, phone.id))[0]
    late = MOST_KEPT if phones.state_of(phone) == "open" else MOST_LATE - kept["late"]
    return max(0, min(MOST_KEPT - kept["every"], late))


async def _taken_back(phone_id: int, forked: Iterable[Event]) -> set[int | None]:
    """Whom those records had taken back that have no effect any more."""
    targets = [one.target for one in forked if one.target]
    if not targets:
        return set()
    query, values = settling.marked(_ABOUT, targets)
    return {row["registration_id"] for row in await sql.rows(query, phone_id, *values)}


async def _there(phone_id: int, sent: Iterable[Record]) -> tuple[list[Event], dict[str, str]]:
    """What is stored already of these records, of what they take back, and under their numbers."""
    sent = list(sent)
    ids = sorted({one.id for one in sent} | {one.target for one in sent if one.target})
    seqs = sorted({one.seq for one in sent})
    query = _THERE.format(ids=", ".join("?" * len(ids)), seqs=", ".join("?" * len(seqs)))
    rows = await sql.rows(query, phone_id, *ids, *seqs)
    return [settling.event_of(row) for row in rows], {row["event_id"]: row["body"] for row in rows}


def _row(phone: DoorPhone, one: Sent, batch: Batch, tickets: Tickets, lessons: Mapping[int, str]) -> DoorEvent:
    record = one.record
    holder = tickets.holder(record) if record.kind in {"entry", "seen"} else None
    if holder and holder.lesson not in lessons:
        holder = None
    lesson = holder.lesson if holder else record.lesson
    return DoorEvent(
        phone_id=phone.id,
        seq=record.seq,
        event_id=record.id,
        kind=record.kind,
        lesson_id=lesson if lesson in lessons else None,
        registration_id=holder.registration if holder else None,
        target=record.target,
        number=record.number,
        quarantine=resolving.reason_apart(record, holder, lessons, phones.state_of(phone)),
        body=one.body,
        signature=one.signature,
        at=_moment(record, phone, batch),
        received_at=batch.at,
    )


def _moment(record: Record, phone: DoorPhone, batch: Batch) -> datetime:
    """When it was, by our clock; when it came, where the phone's clock cannot be believed."""
    ahead = batch.offset if record.offset is None else record.offset
    at = record.at + ahead
    earliest = bundle.milliseconds(phone.enrolled_at - EARLY)
    if not earliest <= at <= bundle.milliseconds(batch.at):
        return batch.at
    return datetime.fromtimestamp(at / 1000, UTC)


async def _fork(there: Sequence[Event], rows: Sequence[DoorEvent]) -> list[Event]:
    """Keep apart what shares its number with another record of this phone; returns which of the old ones.

    What came too late is apart already, and has no effect on what came in time.
    """
    in_time = [one for one in there if one.quarantine not in merging.LATE]
    new = [row for row in rows if row.quarantine not in merging.LATE]
    forked = merging.forked([*in_time, *(_event(row) for row in new)])
    own = [row for row in new if (row.phone_id, row.event_id) in forked]
    for row in own:
        row.quarantine = "fork"
    seqs = {row.seq for row in own}
    old = [one for one in in_time if one.seq in seqs and one.quarantine != merging.REJECTED]
    if old:
        query, values = settling.marked(_FORK, [one.row for one in old])
        await sql.run(query, *values)
    return old


def _event(row: DoorEvent) -> Event:
    return Event(0, row.phone_id, row.seq, row.event_id, row.kind, row.at, row.received_at)
