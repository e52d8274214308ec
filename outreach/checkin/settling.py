"""Making arrivals of what phones wrote: for the registrations that new records are about, in the caller's transaction.

The caller holds the classes (``hold``), so that nobody else notes or takes back an arrival of theirs meanwhile.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from outreach import audit, clock
from outreach.audit import Actor
from outreach.checkin import merging
from outreach.checkin.merging import Event, Standing
from outreach.db import dialect, sql

COLUMNS = (
    "e.id, e.phone_id, e.seq, e.event_id, e.kind, e.at, e.received_at, e.lesson_id, e.registration_id, e.target,"
    " e.number, e.quarantine, e.voided_at"
)
_HELD = (
    "SELECT id, status FROM lessons WHERE city_id = ? AND centre_id = ? AND day = ? AND status <> 'draft' ORDER BY id"
)
# On PostgreSQL the classes are held in one order, as everywhere; SQLite has one writer at a time.
_HOLD = {"postgres": f"{_HELD} FOR NO KEY UPDATE", "sqlite": _HELD}
_ENTRIES = (
    f"SELECT {COLUMNS}, e.body FROM door_events e WHERE e.kind = 'entry' AND e.registration_id IN ({{marks}})"  # noqa: S608
    f" UNION ALL SELECT {COLUMNS}, '' FROM door_events t JOIN door_events e ON e.phone_id = t.phone_id"
    " AND e.target = t.event_id AND e.kind = 'void' WHERE t.registration_id IN ({marks})"
)
_STANDING = "SELECT id, registration_id, by FROM arrivals WHERE standing AND registration_id IN ({marks})"
_TAKE_BACK = (
    "UPDATE arrivals SET standing = ?, undone_at = ?, undone_by = ? WHERE standing AND city_id = ? AND id IN ({marks})"
)
_NOTE = (
    "INSERT INTO arrivals (city_id, lesson_id, registration_id, at, by, method, standing, undone_by, undone_reason)"
    " VALUES {rows} ON CONFLICT DO NOTHING RETURNING id, registration_id, method"
)
_OWED = (
    "SELECT DISTINCT e.registration_id AS id FROM door_phones p JOIN door_events e ON e.phone_id = p.id"
    " JOIN lessons l ON l.id = e.lesson_id WHERE p.city_id = ? AND p.centre_id = ? AND p.day = ?"
    " AND l.status = 'published' AND e.kind = 'entry' AND e.registration_id IS NOT NULL AND e.quarantine = ''"
    " AND e.voided_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM arrivals a WHERE a.registration_id = e.registration_id AND a.standing)"
    " AND NOT EXISTS (SELECT 1 FROM door_events v WHERE v.phone_id = e.phone_id AND v.kind = 'void'"
    " AND v.quarantine = '' AND v.target = e.event_id) ORDER BY 1 LIMIT 200"
)
_PHONE = "phone:"
# How a record says that it was done, in the words of arrivals.
METHODS = {"camera": "qr", "scanner": "qr"}


async def hold(city_id: int, centre_id: int, day: date) -> dict[int, str]:
    """Hold the classes of a door until the transaction ends; returns their status by id."""
    return {row["id"]: row["status"] for row in await sql.rows(_HOLD[dialect()], city_id, centre_id, day)}


def event_of(row: dict[str, Any]) -> Event:
    """A row with these COLUMNS as the fold sees it."""
    return Event(
        row["id"],
        row["phone_id"],
        row["seq"],
        row["event_id"],
        row["kind"],
        sql.moment(row["at"]),
        sql.moment(row["received_at"]),
        row["lesson_id"],
        row["registration_id"],
        row["target"],
        row["number"],
        row["quarantine"],
        row["voided_at"] is not None,
    )


def marked(query: str, *lists: Iterable[object]) -> tuple[str, list[object]]:
    """The query with a question mark for each value, and the values as often as they are asked for."""
    values = [value for one in lists for value in one]
    size = len(values)
    return query.format(marks=", ".join("?" * size)), values * query.count("{marks}")


async def owed(city_id: int, centre_id: int, day: date) -> list[int]:
    """Registrations that came by the records and have no arrival: their class had been cancelled, and is held again."""
    return [row["id"] for row in await sql.rows(_OWED, city_id, centre_id, day)]


async def settle(city_id: int, registrations: Iterable[int], lessons: dict[int, str], *, by: Actor) -> dict[str, int]:
    """Let arrivals say what the records say of these registrations; returns how many were noted and taken back.

    ``lessons`` are the classes that are held, with their status: nobody comes to one that was cancelled.
    """
    ids = sorted(set(registrations))
    if not ids:
        return {"noted": 0, "undone": 0}
    query, values = marked(_ENTRIES, ids)
    rows = await sql.rows(query, *values)
    came = {
        id_: entries
        for id_, entries in merging.fold(map(event_of, rows)).came.items()
        if lessons.get(entries[0].lesson or 0) == "published"
    }
    note, take_back = merging.settle(ids, came, await _standing(ids))
    await _take_back(city_id, take_back, by)
    bodies = {row["id"]: row["body"] for row in rows}
    await _note(city_id, note, bodies, by)
    return {"noted": len(note), "undone": len(take_back)}


async def _standing(ids: list[int]) -> dict[int, Standing]:
    query, values = marked(_STANDING, ids)
    return {
        row["registration_id"]: Standing(row["id"], row["registration_id"], _phone_of(row["by"]))
        for row in await sql.rows(query, *values)
    }


def _phone_of(reference: str) -> int | None:
    return int(reference.removeprefix(_PHONE)) if reference.startswith(_PHONE) else None


async def _take_back(city_id: int, arrivals: list[int], by: Actor) -> None:
    if not arrivals:
        return
    query, values = marked(_TAKE_BACK, arrivals)
    await sql.run(query, False, clock.now(), by.reference, city_id, *values)  # noqa: FBT003 - a column
    await audit.record_all(city_id, by, "arrival.undone", [(f"arrival:{id_}", {}) for id_ in arrivals])


async def _note(city_id: int, entries: list[Event], bodies: dict[int, str], by: Actor) -> None:
    if not entries:
        return
    values: list[object] = []
    for one in entries:
        values += [city_id, one.lesson, one.registration, one.at, f"{_PHONE}{one.phone}"]
        values += [method_of(bodies[one.row]), True, "", ""]
    rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(entries))
    made = await sql.rows(_NOTE.format(rows=rows), *values)
    deeds = [
        (f"arrival:{row['id']}", {"registration": row["registration_id"], "method": row["method"]}) for row in made
    ]
    await audit.record_all(city_id, by, "arrival.noted", deeds)


def method_of(body: str) -> str:
    """The word of an arrival for how this record was made."""
    how = str(json.loads(body)["how"])[:8] if body else ""
    return METHODS.get(how, how)
