"""Centres, rooms, closures and moves as rows of the seeds' tables; `outreach.seeding.places` reads them again."""

import json
from typing import Any

from outreach.cities import City
from outreach.seeding.places import KEPT
from outreach.venues import Centre, Closure, FormerAddress, Room, notation, of_city
from outreach.venues.access import FACTS
from outreach.venues.rules import read

Row = dict[str, Any]
CENTRE = (
    *("key", "name_ja", "name_en", *KEPT[:4], "lat", "lon", *KEPT[4:9]),
    *("opening", "access", "ways", "closed_from", "note", "source", "published", "sample"),
)
ROOM = ("centre_key", "key", "name_ja", "name_en", "floor", "capacity", "equipment", "closed_from", "sample")
CLOSURE = ("centre_key", "room_key", "first_day", "last_day", "starts", "ends", "reason_ja", "reason_en")
MOVE = ("centre_key", "until", "address", "lat", "lon")


async def tables(city: City) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Each file with its headings and rows."""
    centres = await of_city(city.id)
    closures = await Closure.filter(centre__city_id=city.id).order_by("first_day", "id").select_related("centre")
    former = await FormerAddress.filter(centre__city_id=city.id).order_by("until", "id").select_related("centre")
    keys = {room.id: f"room-{number}" for centre in centres for number, room in _numbered(centre)}
    return {
        "venues.csv": (CENTRE, [_centre(centre) for centre in centres]),
        "rooms.csv": (ROOM, [_room(centre, room, keys) for centre in centres for _number, room in _numbered(centre)]),
        "closures.csv": (CLOSURE, [_closure(one, keys) for one in closures]),
        "moves.csv": (MOVE, [_move(one) for one in former]),
    }


def _numbered(centre: Centre) -> list[tuple[int, Room]]:
    return list(enumerate(sorted(centre.rooms, key=lambda room: room.id), 1))


def _by_language(name: str, texts: dict[str, str]) -> Row:
    return {f"{name}_{language}": texts.get(language, "") for language in ("ja", "en")}


def _centre(centre: Centre) -> Row:
    told = [f"{fact.name}={centre.access[fact.name]}" for fact in FACTS if centre.access.get(fact.name)]
    return {
        "key": centre.key,
        **_by_language("name", centre.name),
        **{name: getattr(centre, name) for name in KEPT},
        "lat": centre.latitude,
        "lon": centre.longitude,
        "opening": notation.written(read(centre.opening)),
        "access": "; ".join(told),
        "ways": json.dumps(centre.ways, ensure_ascii=False) if centre.ways else "",
        "closed_from": centre.closed_from,
        "published": json.dumps(centre.published, ensure_ascii=False) if centre.published else "",
        "sample": centre.is_sample,
    }


def _room(centre: Centre, room: Room, keys: dict[int, str]) -> Row:
    facts = {"floor": room.floor, "capacity": room.capacity, "closed_from": room.closed_from, "sample": room.is_sample}
    own = {"centre_key": centre.key, "key": keys[room.id], "equipment": " ".join(room.equipment)}
    return own | _by_language("name", room.name) | facts


def _closure(closure: Closure, keys: dict[int, str]) -> Row:
    facts = {name: getattr(closure, name) for name in ("first_day", "last_day", "starts", "ends")}
    room_key = keys[closure.room_id] if closure.room_id else ""
    return {"centre_key": closure.centre.key, "room_key": room_key, **facts, **_by_language("reason", closure.reason)}


def _move(former: FormerAddress) -> Row:
    place = {"address": former.address, "lat": former.latitude, "lon": former.longitude}
    return {"centre_key": former.centre.key, "until": former.until, **place}
