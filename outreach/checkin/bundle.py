"""What a phone at the door knows: today's classes there and hashes of their tickets. No name, no phone, no need."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from outreach import tickets
from outreach.checkin.rows import DoorPhone
from outreach.db import sql
from outreach.i18n.eras import fiscal_year
from outreach.tickets import tokens

VERSION = 1
HASH_LENGTH = 32
PARTY_LENGTH = 8
# What the phone is told of a registration's state; it lets in who is ``in``.
STATES = {"confirmed": "in", "cancelled": "cancelled"}
_PLACE = (
    "SELECT c.id, c.slug, c.phone, e.name FROM centres e JOIN cities c ON c.id = e.city_id WHERE e.id = ? AND c.id = ?"
)
_HERE = "l.city_id = ? AND l.centre_id = ? AND l.day = ? AND l.status <> 'draft'"
_LESSONS = (
    "SELECT l.id, l.starts_at, l.ends_at, l.status, c.title, m.name AS room,"  # noqa: S608 - fixed words
    " (SELECT max(o.id) FROM rosters o WHERE o.lesson_id = l.id) AS list FROM lessons l"
    f" JOIN courses c ON c.id = l.course_id LEFT JOIN rooms m ON m.id = l.room_id WHERE {_HERE} ORDER BY l.id"
)
_PEOPLE = (
    "SELECT r.id, r.lesson_id, r.status, r.party, r.code, r.token, a.at,"  # noqa: S608 - fixed words
    " CASE WHEN p.needs_sealed <> '' THEN 1 ELSE 0 END AS help FROM lessons l"
    " JOIN registrations r ON r.lesson_id = l.id JOIN participants p ON p.id = r.participant_id"
    f" LEFT JOIN arrivals a ON a.registration_id = r.id AND a.standing WHERE {_HERE} ORDER BY r.id"
)
_RETIRED = (
    "SELECT o.registration_id, o.code, o.token FROM lessons l JOIN registrations r ON r.lesson_id = l.id"  # noqa: S608
    f" JOIN retired_tickets o ON o.registration_id = r.id WHERE {_HERE} ORDER BY o.id"
)
_LINES = (
    "SELECT o.items FROM lessons l JOIN rosters o ON o.lesson_id = l.id"  # noqa: S608 - fixed words
    f" WHERE {_HERE} AND o.id = (SELECT max(n.id) FROM rosters n WHERE n.lesson_id = l.id)"
)


def mark(salt: str, token: str) -> str:
    """What stands for a ticket in what this phone knows and writes: a hash of its reference with the phone's salt."""
    return hashlib.sha256(bytes.fromhex(salt) + _reference(token)).hexdigest()[:HASH_LENGTH]


@lru_cache(maxsize=8192)
def _reference(token: str) -> bytes:
    """The bytes that a token spells; kept, as spelling takes longer than hashing, and every phone of a door asks."""
    return tokens.read(token, tokens.BYTES) or b""


def code_mark(salt: str, code: str) -> str:
    """The same for the eight digits."""
    return hashlib.sha256(bytes.fromhex(salt) + code.encode()).hexdigest()[:HASH_LENGTH]


async def of_phone(phone: DoorPhone) -> dict[str, Any]:
    """What this phone is to know now; the same content has the same ``version``."""
    door = phone.city_id, phone.centre_id, phone.day
    place = (await sql.rows(_PLACE, phone.centre_id, phone.city_id))[0]
    year = fiscal_year(phone.day)
    told = {
        "v": VERSION,
        "city": {"id": place["id"], "slug": place["slug"], "phone": place["phone"]},
        "day": phone.day.isoformat(),
        "number": phone.number,
        "salt": phone.salt,
        "keys": tickets.public_keys(phone.city_id, (year - 1, year, year + 1)),
        "centre": sql.document(place["name"]),
        "ends": milliseconds(phone.expires_at),
        "lessons": [_lesson(row) for row in await sql.rows(_LESSONS, *door)],
        "people": await _people(phone.salt, door),
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {**told, "version": hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]}


def milliseconds(moment: datetime) -> int:
    """A moment as JavaScript writes it."""
    return round(moment.timestamp() * 1000)


def _lesson(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "title": sql.document(row["title"]),
        "room": sql.document(row["room"]),
        "starts": milliseconds(sql.moment(row["starts_at"])),
        "ends": milliseconds(sql.moment(row["ends_at"])),
        "status": row["status"],
        "list": row["list"],
    }


async def _people(salt: str, door: tuple[object, ...]) -> list[dict[str, Any]]:
    lines = {
        id_: number for row in await sql.rows(_LINES, *door) for number, id_ in enumerate(sql.document(row["items"]), 1)
    }
    rows = {row["id"]: row for row in await sql.rows(_PEOPLE, *door)}
    now = [_person(salt, row, row, STATES.get(row["status"], "waiting"), lines.get(row["id"])) for row in rows.values()]
    before = [
        _person(salt, rows[old["registration_id"]], old, "replaced", None)
        for old in await sql.rows(_RETIRED, *door)
        if old["registration_id"] in rows
    ]
    return now + before


def _person(salt: str, row: dict[str, Any], ticket: dict[str, Any], state: str, line: int | None) -> dict[str, Any]:
    party = row["party"]
    return {
        "l": row["lesson_id"],
        "t": mark(salt, ticket["token"]),
        "c": code_mark(salt, ticket["code"]),
        "n": line,
        "s": state,
        "h": row["help"],
        "p": code_mark(salt, party)[:PARTY_LENGTH] if party else "",
        "a": milliseconds(sql.moment(row["at"])) if row["at"] else 0,
    }
