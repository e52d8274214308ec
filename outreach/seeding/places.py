"""Planting centres with their rooms, closures and moves; reading the cells that `outreach.upkeep.places` writes."""

import json
import re
from datetime import date

from outreach import clock
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.seeding.folder import Row, texts
from outreach.venues import EQUIPMENT, Centre, Closure, FormerAddress, Room, access, notation

_TEXTS = ("kana", "kind", "district", "address", "position_note", "phone", "opens", "closes", "closed_days")
KEPT = (*_TEXTS, "note", "source")
# "lift=no; parking=5台; 要予約" has two facts: a part begins where a known name stands before an equals sign.
_FACT = re.compile(rf"(?:^|; )(?=(?:{'|'.join(access.NAMES)})=)")


def access_of(cell: str) -> dict[str, str]:
    """The accessibility facts of a cell like ``lift=no; parking=5台``; ValueError for any other word."""
    parts = [part.partition("=") for part in _FACT.split(cell) if part]
    if any(name not in access.NAMES or not said for name, _equals, said in parts):
        raise ValueError(cell)
    return {name: said for name, _equals, said in parts}


def _number(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


async def plant_centres(city: City, rows: list[Row]) -> int:
    """Add the centres that are missing by their keys."""
    added = 0
    for row in rows:
        added += (await Centre.get_or_create(city=city, key=row["key"], defaults=_centre(row)))[1]
    return added


def _centre(row: Row) -> Row:
    return {
        **{name: row.get(name) or "" for name in KEPT},
        "name": texts(row, "name"),
        "latitude": _number(row["lat"]),
        "longitude": _number(row["lon"]),
        "opening": notation.opening_of(row.get("opening") or ""),
        "access": access_of(row.get("access") or ""),
        "ways": json.loads(row.get("ways") or "{}"),
        "published": json.loads(row.get("published") or "{}"),
        "closed_from": _day(row.get("closed_from") or ""),
        "is_sample": row["sample"] == "true",
    }


async def plant_rooms(city: City, rows: list[Row]) -> tuple[dict[tuple[str, str], Room], int]:
    """Add the rooms that are missing by centre and name; returns all by the centre's key and their own."""
    known = {(room.centre.key, room.name["ja"]): room for room in await _known_rooms(city)}
    centres = {centre.key: centre for centre in await Centre.filter(city=city)}
    rooms, added = {}, 0
    for row in rows:
        name, key = texts(row, "name"), row["centre_key"]
        room = known.get((key, name["ja"]))
        if room is None:
            room = await _new_room(centres[key], name, row)
            added += 1
        rooms[key, row["key"]] = room
    return rooms, added


async def _known_rooms(city: City) -> list[Room]:
    return await Room.filter(centre__city_id=city.id).select_related("centre")


async def _new_room(centre: Centre, name: dict[str, str], row: Row) -> Room:
    things = [one for one in EQUIPMENT if one in (row.get("equipment") or "").split()]
    return await Room.create(
        centre=centre,
        name=name,
        capacity=int(row["capacity"]) if row["capacity"] else None,
        floor=row.get("floor") or "",
        equipment=things,
        closed_from=_day(row.get("closed_from") or ""),
        is_sample=row["sample"] == "true",
    )


async def plant_closures(city: City, rows: list[Row], rooms: dict[tuple[str, str], Room]) -> int:
    """Add the closures that are missing, by all that they say."""
    centres = {centre.key: centre for centre in await Centre.filter(city=city)}
    added = 0
    for row in rows:
        room = rooms[row["centre_key"], row["room_key"]] if row["room_key"] else None
        facts: Row = {
            "centre_id": centres[row["centre_key"]].id,
            "room_id": room.id if room else None,
            "first_day": date.fromisoformat(row["first_day"]),
            "last_day": date.fromisoformat(row["last_day"]),
            "starts": row["starts"],
            "ends": row["ends"],
        }
        if not await Closure.exists(**facts):
            made: Row = {"added_by": SYSTEM.reference, "added_at": clock.now(), "reason": texts(row, "reason")}
            await Closure.create(**facts, **made)
            added += 1
    return added


async def plant_moves(city: City, rows: list[Row]) -> int:
    """Add the former addresses that are missing."""
    centres = {centre.key: centre for centre in await Centre.filter(city=city)}
    added = 0
    for row in rows:
        place = {"address": row["address"], "latitude": _number(row["lat"]), "longitude": _number(row["lon"])}
        until, centre = date.fromisoformat(row["until"]), centres[row["centre_key"]]
        added += (await FormerAddress.get_or_create(centre=centre, until=until, defaults=place))[1]
    return added
