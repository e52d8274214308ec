"""Erasing what is due: whole people at a time, with the counts of what they took part in before and after."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from outreach import audit, clock, drafts, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import dialect, sql, unit_of_work
from outreach.retention import columns, sweeping
from outreach.retention.columns import Blank
from outreach.retention.deadlines import DAYS, days_of, due_of
from outreach.retention.finding import due, traces_of
from outreach.retention.rows import Erasure

BATCH = 200
_GROUP = "SELECT id FROM participants WHERE city_id = ? AND COALESCE(merged_into_id, id) IN ({marks}) ORDER BY id"
# Nobody can be signed up while her row is held so: see people.hold.
_GROUPS = {"postgres": f"{_GROUP} FOR UPDATE", "sqlite": _GROUP}
_COUNTED = (
    "SELECT r.lesson_id AS lesson, r.status, r.channel, p.age_band, count(r.id) AS people, count(a.id) AS came"
    " FROM registrations r JOIN participants p ON p.id = r.participant_id"
    " LEFT JOIN arrivals a ON a.registration_id = r.id AND a.standing"
    " WHERE r.participant_id IN ({marks}) GROUP BY r.lesson_id, r.status, r.channel, p.age_band ORDER BY 1, 2, 3, 4"
)
_OLD_TEXTS = {
    "withdrawals": (
        "UPDATE withdrawals SET reason = '' WHERE reason <> '' AND registration_id IN (SELECT r.id FROM registrations r"
        " JOIN lessons l ON l.id = r.lesson_id WHERE r.city_id = ? AND l.day < ?)"
    ),
    "arrivals": (
        "UPDATE arrivals SET undone_reason = '' WHERE undone_reason <> '' AND city_id = ?"
        " AND lesson_id IN (SELECT id FROM lessons WHERE day < ?)"
    ),
    "door_passes": (
        "UPDATE door_passes SET label = '' WHERE label <> '' AND city_id = ?"
        " AND lesson_id IN (SELECT id FROM lessons WHERE day < ?)"
    ),
    "door_events": (
        "UPDATE door_events SET body = '', signature = '' WHERE body <> ''"
        " AND phone_id IN (SELECT id FROM door_phones WHERE city_id = ? AND day < ?)"
    ),
    # Without its salt nobody can say any more which ticket a hash in its records was made of.
    "door_phones": (
        "UPDATE door_phones SET salt = '', lost_reason = '' WHERE (salt <> '' OR lost_reason <> '')"
        " AND city_id = ? AND day < ?"
    ),
    "walk_ins": "DELETE FROM walk_ins WHERE lesson_id IN (SELECT id FROM lessons WHERE city_id = ? AND day < ?)",
}
# Phones may send for two days after their day, and some send later still: it must be known of whom they tell.
_AT_LEAST = {"door_events": 7, "door_phones": 7}
# Forms that were sent by whoever belongs to no city (residents, the server itself) are kept for the usual days.
_OLD_OPERATIONS = (
    "DELETE FROM operations WHERE (scope LIKE ? AND at < ?)"
    " OR (at < ? AND NOT EXISTS (SELECT 1 FROM cities c WHERE scope LIKE c.id || ':%'))"
)
_OLD_SIGN_INS = "DELETE FROM sign_ins WHERE seen_at < ? AND account_id IN (SELECT id FROM accounts WHERE city_id = ?)"


class CountsChanged(RuntimeError):
    """Erasing would have changed what the city counts; nothing of this batch was erased."""


async def erase(city_id: int, *, by: Actor, on: date | None = None, key: str = "") -> list[Erasure]:
    """Erase what is due in this city by that day (today); returns a proof for each batch, and at least one.

    A batch is erased whole or not at all, with its proof. Afterwards nothing of it stands in SQLite's file, nor in
    what PostgreSQL noted about the columns for its planner. Sent again with the same key it does nothing more.
    A batch whose counts would change is left, and the others are erased; afterwards that raises CountsChanged.
    """
    on = on or clock.today()
    found = await due(city_id, on)
    made: list[Erasure] = []
    wrong: CountsChanged | None = None
    everybody = sorted({one.id for one in found.due})
    for start in range(0, len(everybody), BATCH):
        people = everybody[start : start + BATCH]
        try:
            made += await _erase_people(city_id, people, on, by)
        except CountsChanged as trouble:
            wrong = trouble
    made.append(await _erase_old(city_id, on, by, key))
    await sweeping.sweep_out()
    if wrong is not None:
        raise wrong
    return made


@unit_of_work
async def _erase_people(city_id: int, people: Sequence[int], on: date, by: Actor) -> list[Erasure]:
    rows = await sql.rows(_marked(_GROUPS[dialect()], people), city_id, *people)
    held = [row["id"] for row in rows]
    # Asked again now that they are held: somebody may have called meanwhile.
    days = days_of((await City.get(id=city_id)).retention)
    now_due = [one for traces in await traces_of(city_id, people) for one in due_of(traces, days) if one.on <= on]
    whole = await _with_merged(city_id, [one.id for one in now_due if one.kind != "needs"])
    needs = await _with_merged(city_id, [one.id for one in now_due if one.kind == "needs"])
    needs = [one for one in needs if one not in whole]
    if not whole and not needs:
        return []
    before = await _counts(held)
    for participant_id in whole:
        await _erase_person(participant_id)
    for participant_id in needs:
        await sql.run("UPDATE participants SET needs_sealed = '' WHERE id = ?", participant_id)
    after = await _counts(held)
    return [await _proven(city_id, by, {"people": whole, "needs": needs}, before, after)]


async def _with_merged(city_id: int, people: Sequence[int]) -> list[int]:
    if not people:
        return []
    return [row["id"] for row in await sql.rows(_marked(_GROUP, people), city_id, *people)]


async def _erase_person(participant_id: int) -> None:
    await _blank("participants", participant_id, columns.PARTICIPANT)
    await sql.run("UPDATE participants SET erased_at = ? WHERE id = ?", clock.now(), participant_id)
    for table, blanks in columns.OF_REGISTRATIONS.items():
        own = "id" if table == "registrations" else "registration_id"
        query = f"SELECT id FROM {table} WHERE {own} IN (SELECT id FROM registrations WHERE participant_id = ?)"  # noqa: S608 - our own names
        for row in await sql.rows(query, participant_id):
            await _blank(table, row["id"], blanks)


async def _blank(table: str, row_id: int, blanks: dict[str, Blank]) -> None:
    values = {name: columns.value_of(blank, row_id) for name, blank in blanks.items()}
    named = ", ".join(f"{name} = ?" for name in values)
    await sql.run(f"UPDATE {table} SET {named} WHERE id = ?", *values.values(), row_id)  # noqa: S608 - our own names


@unit_of_work
async def _erase_old(city_id: int, on: date, by: Actor, key: str) -> Erasure:
    """What belongs to nobody's record any more: typed reasons, unsent calls, marks of forms, sign-ins."""
    if (before := await once.claim(by, key, once.fingerprint("erase", city_id))) is not None:
        return await Erasure.get(id=before)
    days = days_of((await City.get(id=city_id)).retention)
    ended = {table: on - timedelta(days=max(days["texts"], _AT_LEAST.get(table, 0))) for table in _OLD_TEXTS}
    done = {table: await sql.run(query, city_id, ended[table]) for table, query in _OLD_TEXTS.items()}
    now = clock.now()
    done["drafts"] = await drafts.drop_old()
    sent, usual = (now - timedelta(days=one) for one in (days["sent"], DAYS["sent"]))
    done["operations"] = await sql.run(_OLD_OPERATIONS, f"{city_id}:%", sent, usual)
    done["sign_ins"] = await sql.run(_OLD_SIGN_INS, now - timedelta(days=days["sign_ins"]), city_id)
    counts = await _counts([])
    proof = await _proven(city_id, by, {"rows": done}, counts, counts)
    await once.keep(by, key, proof.id)
    return proof


async def _proven(
    city_id: int, by: Actor, erased: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> Erasure:
    if before != after:
        message = "erasing would have changed the counts of what people took part in"
        raise CountsChanged(message)
    proof = await Erasure.create(
        city_id=city_id, at=clock.now(), by=by.reference, erased=erased, counts={"before": before, "after": after}
    )
    facts = {"people": len(erased.get("people", [])), "needs": len(erased.get("needs", []))}
    await audit.record(city_id, by, "data.erased", f"erasure:{proof.id}", **facts)
    return proof


async def _counts(people: Sequence[int]) -> dict[str, Any]:
    """What these people took part in, in numbers, and the fingerprint of the whole table of them by class."""
    rows = await sql.rows(_marked(_COUNTED, people), *people) if people else []
    table = [[row[name] for name in ("lesson", "status", "channel", "age_band", "people", "came")] for row in rows]
    sums: dict[str, Counter[str]] = {name: Counter() for name in ("status", "channel", "age_band")}
    for row in rows:
        for name, counted in sums.items():
            counted[row[name]] += row["people"]
    return {
        "registrations": sum(row["people"] for row in rows),
        "arrivals": sum(row["came"] for row in rows),
        "classes": len({row["lesson"] for row in rows}),
        **{name: dict(counted) for name, counted in sums.items()},
        "fingerprint": hashlib.sha256(json.dumps(table, ensure_ascii=False).encode()).hexdigest(),
    }


def _marked(query: str, values: Sequence[object]) -> str:
    return query.format(marks=", ".join("?" * len(values)))
