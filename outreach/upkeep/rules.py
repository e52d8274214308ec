"""What must always be true of the rows, asked of the database itself: each rule finds the rows that break it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from outreach import audit, cities
from outreach.audit import Fault
from outreach.cities import City
from outreach.db import dialect, sql
from outreach.goal import agreement, anchors, bound
from outreach.goal.ledger_rows import LedgerEntry
from outreach.upkeep import sealed

SEALING_ATTEMPTS = 3
_SEATED = "SELECT count(*) FROM registrations r WHERE r.lesson_id = l.id AND r.status"
RULES = {
    "a class's counter of taken seats equals its registrations that hold one": (
        f"SELECT 'lesson' AS kind, l.id FROM lessons l"  # noqa: S608 - fixed
        f" WHERE l.taken <> ({_SEATED} IN ('confirmed', 'offered', 'held'))"
    ),
    "a class's counter of waiting people equals its waiting registrations": (
        f"SELECT 'lesson' AS kind, l.id FROM lessons l WHERE l.waiting <> ({_SEATED} = 'waiting')"  # noqa: S608 - fixed
    ),
    "no class has more people than seats, but where a coordinator allowed it": (
        "SELECT 'lesson' AS kind, l.id FROM lessons l WHERE l.taken > l.capacity AND NOT EXISTS"
        " (SELECT 1 FROM changes c WHERE c.lesson_id = l.id AND c.kind = 'resized' AND c.reason <> '')"
    ),
    "only people who came together share a place on a waiting list": (
        "SELECT 'lesson' AS kind, lesson_id AS id FROM registrations WHERE place IS NOT NULL"
        " GROUP BY lesson_id, place HAVING count(*) > 1"
        " AND (min(party) = '' OR count(DISTINCT substr(party, 1, 12)) > 1)"
    ),
    "a seat is offered or held until a certain time, and no other is": (
        "SELECT 'registration' AS kind, id FROM registrations"
        " WHERE (status IN ('offered', 'held')) <> (until IS NOT NULL)"
    ),
    "who waits has a place": (
        "SELECT 'registration' AS kind, id FROM registrations WHERE status = 'waiting' AND place IS NULL"
    ),
    "people who come together have seats together or wait together": (
        "SELECT 'lesson' AS kind, lesson_id AS id FROM registrations WHERE party <> '' AND status <> 'cancelled'"
        " GROUP BY lesson_id, party HAVING count(DISTINCT status) > 1"
    ),
    "who was offered a seat was on the waiting list": (
        "SELECT 'registration' AS kind, id FROM registrations"
        " WHERE status = 'offered' AND (place IS NULL OR offers = 0)"
    ),
    "who wants to be drawn has a number, in a class that draws lots": (
        "SELECT 'registration' AS kind, r.id FROM registrations r LEFT JOIN lotteries o ON o.lesson_id = r.lesson_id"
        " WHERE r.status = 'applied' AND (r.number IS NULL OR o.id IS NULL OR r.number > o.last_number)"
    ),
    "lots that were drawn are on record, and nobody waits to be drawn": (
        "SELECT 'lesson' AS kind, o.lesson_id AS id FROM lotteries o WHERE (o.drawn_at IS NULL) <> (o.record IS NULL)"
        " OR (o.drawn_at IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM registrations r WHERE r.lesson_id = o.lesson_id AND r.status = 'applied'))"
    ),
    "nobody waits under a record that was merged": (
        "SELECT 'participant' AS kind, p.id FROM participants p JOIN merges m ON m.gone_id = p.id"
        " WHERE p.merged_into_id IS NOT NULL AND m.undone_at IS NULL AND EXISTS (SELECT 1 FROM registrations r"
        " JOIN lessons l ON l.id = r.lesson_id WHERE r.participant_id = p.id AND l.starts_at > m.at"
        " AND r.status IN ('offered', 'held', 'waiting', 'applied'))"
    ),
    "a person has one active registration for a class": (
        "SELECT 'participant' AS kind, participant_id AS id FROM registrations"
        " WHERE status <> 'cancelled' GROUP BY lesson_id, participant_id HAVING count(*) > 1"
    ),
    "a registration is given up exactly when somebody gave it up": (
        "SELECT 'registration' AS kind, r.id FROM registrations r LEFT JOIN withdrawals w ON w.registration_id = r.id"
        " WHERE (r.status = 'cancelled') <> (w.id IS NOT NULL)"
    ),
    "a person arrives once": (
        "SELECT 'registration' AS kind, registration_id AS id FROM arrivals WHERE standing"
        " GROUP BY registration_id HAVING count(*) > 1"
    ),
    "an arrival belongs to its registration's class": (
        "SELECT 'arrival' AS kind, a.id FROM arrivals a JOIN registrations r ON r.id = a.registration_id"
        " WHERE a.lesson_id <> r.lesson_id OR a.city_id <> r.city_id"
    ),
    "whom a phone at the door noted, a record of that phone says so that stands": (
        "SELECT 'arrival' AS kind, a.id FROM arrivals a WHERE a.standing AND a.by LIKE 'phone:%' AND NOT EXISTS"
        " (SELECT 1 FROM door_events e WHERE e.registration_id = a.registration_id AND a.by = 'phone:' || e.phone_id"
        " AND e.kind = 'entry' AND e.quarantine = '' AND e.voided_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM door_events v WHERE v.phone_id = e.phone_id AND v.kind = 'void' AND v.quarantine = ''"
        " AND v.target = e.event_id))"
    ),
    "no goal counts a consultation": (
        "SELECT 'goal' AS kind, gc.goal_id AS id FROM goal_courses gc JOIN courses c ON c.id = gc.course_id"
        " WHERE c.kind = 'consultation'"
    ),
    "a goal counts classes for residents or training for staff, never both": (
        "SELECT 'goal' AS kind, gc.goal_id AS id FROM goal_courses gc JOIN courses c ON c.id = gc.course_id"
        " GROUP BY gc.goal_id HAVING count(DISTINCT c.audience) > 1"
    ),
    "a consultation is for one person": (
        "SELECT 'lesson' AS kind, l.id FROM lessons l JOIN courses c ON c.id = l.course_id"
        " WHERE c.kind = 'consultation' AND l.capacity <> 1"
    ),
    "a series is of one course and one city": (
        "SELECT 'lesson' AS kind, l.id FROM lessons l JOIN series s ON s.id = l.series_id"
        " WHERE l.course_id <> s.course_id OR l.city_id <> s.city_id"
    ),
    "a class has one standing report": (
        "SELECT 'lesson' AS kind, lesson_id AS id FROM reports WHERE standing GROUP BY lesson_id HAVING count(*) > 1"
    ),
    "nobody confirms her own report": (
        "SELECT 'report' AS kind, r.id FROM reports r JOIN confirmations c ON c.report_id = r.id"
        " WHERE c.by_account_id = r.by_account_id AND NOT c.alone"
    ),
    "class, registration and participant are of one city": (
        "SELECT 'registration' AS kind, r.id FROM registrations r JOIN lessons l ON l.id = r.lesson_id"
        " JOIN participants p ON p.id = r.participant_id WHERE r.city_id <> l.city_id OR r.city_id <> p.city_id"
    ),
    "records are merged into one of the same city, never in a chain": (
        "SELECT 'participant' AS kind, p.id FROM participants p JOIN participants k ON k.id = p.merged_into_id"
        " WHERE k.merged_into_id IS NOT NULL OR k.city_id <> p.city_id"
    ),
    "a record that was merged is signed up only where the other one is, too": (
        "SELECT 'registration' AS kind, r.id FROM registrations r JOIN participants p ON p.id = r.participant_id"
        " WHERE p.merged_into_id IS NOT NULL AND r.status <> 'cancelled'"
        " AND NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.registration_id = r.id AND a.standing)"
        " AND NOT EXISTS (SELECT 1 FROM registrations k WHERE k.lesson_id = r.lesson_id"
        " AND k.participant_id = p.merged_into_id AND k.status <> 'cancelled')"
    ),
    "of who was erased no detail is left, and she is signed up for nothing after that": (
        "SELECT 'participant' AS kind, p.id FROM participants p WHERE p.erased_at IS NOT NULL AND"
        " (p.kana <> '' OR p.kana_key <> '' OR p.phone <> '' OR p.phone_e164 <> '' OR p.phone_last4 <> ''"
        " OR p.town <> '' OR p.needs_sealed <> '' OR p.email <> '' OR p.postcode <> '' OR p.address <> ''"
        " OR EXISTS (SELECT 1 FROM registrations r JOIN lessons l ON l.id = r.lesson_id"
        " WHERE r.participant_id = p.id AND r.status <> 'cancelled' AND l.ends_at > p.erased_at))"
    ),
}
CHAIN = "the audit trail is whole"
FILE = "the database file is whole"
SEALED = "every sealed text opens"
LEDGER = "the ledger of each city is whole, also by what was kept elsewhere"
TEXTS = "notes and reasons are those that the ledger binds"
COUNTS = "ledger, reports and sealed months count the same"
RESTORED = "a backup that was put back is known outside the database"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, and the row that breaks it, such as ``lesson:7``.

    ``known``: it is told, and no fault, for whoever runs this server named this very restore.
    """

    rule: str
    subject: str
    known: bool = False


async def verify(*, sealing: bool = True, anchored: Path | None = None, restored: Collection[str] = ()) -> list[Broken]:
    """Every rule that does not hold now; an empty list is good news.

    Seals the audit trail first; without ``sealing`` (a copy must stay a copy) open entries are no fault. ``anchored``
    is the folder where the ends of the ledgers are kept day by day, ``restored`` are the hashes of the lines about
    restores that are known outside.
    """
    broken = [Broken(FILE, said) for said in await _file_faults()]
    for rule, query in RULES.items():
        broken += [Broken(rule, f"{row['kind']}:{row['id']}") for row in await sql.rows(query)]
    broken += [Broken(SEALED, row) for row in await sealed.shut()]
    for city in await cities.every():
        broken += await _ledger(city, anchored)
        broken += await _restores(city, restored)
    return broken + await _chain(sealing=sealing)


async def _ledger(city: City, anchored: Path | None) -> list[Broken]:
    try:
        kept = await anchors.kept(anchored, city)
    except (ValueError, OSError) as trouble:
        return [Broken(LEDGER, f"{city.slug}: an anchor cannot be read: {trouble}")]
    found = await anchors.verify(city, kept)
    faults = [Broken(LEDGER, f"{city.slug}: {one.kind} {one.number}") for one in found if one.kind != "restored"]
    faults += [Broken(TEXTS, f"{city.slug}: {seq}") for seq in await bound.rewritten(city.id)]
    faults += [Broken(COUNTS, f"{city.slug}: lesson:{one}") for one in await bound.mismatched(city.id)]
    if anchored and await LedgerEntry.exists(city_id=city.id):
        faults += await _late(city, anchored)
    differing = (await agreement(city.id)).differing
    return faults + [Broken(COUNTS, f"{city.slug}: course:{course}, {year}") for course, year in differing]


async def _late(city: City, anchored: Path) -> list[Broken]:
    newest = await anchors.newest(anchored, city)
    if newest is None:
        return [Broken(LEDGER, f"{city.slug}: no anchor is kept in {anchored}")]
    return [Broken(LEDGER, f"{city.slug}: the newest anchor is of {newest}")] if anchors.is_late(newest) else []


async def _restores(city: City, restored: Collection[str]) -> list[Broken]:
    rows = await LedgerEntry.filter(city_id=city.id, kind="restored").order_by("seq")
    return [Broken(RESTORED, f"{city.slug}: line {row.seq} {row.hash}", row.hash in restored) for row in rows]


async def _file_faults() -> list[str]:
    if dialect() != "sqlite":
        return []
    checked = [row["integrity_check"] for row in await sql.rows("PRAGMA integrity_check")]
    orphans = [f"{row['table']}:{row['rowid']}" for row in await sql.rows("PRAGMA foreign_key_check")]
    return [said for said in checked if said != "ok"] + orphans


async def _chain(*, sealing: bool) -> list[Broken]:
    faults = await _sealed_faults() if sealing else [fault for fault in await audit.verify() if not _open(fault)]
    return [Broken(CHAIN, f"{fault.kind}: {fault.number}") for fault in faults]


async def _sealed_faults() -> list[Fault]:
    faults: list[Fault] = []
    for _attempt in range(SEALING_ATTEMPTS):  # while the server goes on writing, a new entry may still be open
        while await audit.seal(everything=True):
            pass
        faults = await audit.verify()
        if not any(map(_open, faults)):
            break
    return faults


def _open(fault: Fault) -> bool:
    return fault.kind == "entry not sealed"
