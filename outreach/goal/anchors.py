"""What is kept elsewhere: the whole ledger as a file, and each day its end, so that no tail is cut off unseen."""

import asyncio
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from outreach import cities, clock
from outreach.cities import City
from outreach.goal import ledger, signing, statements, verifier
from outreach.goal.verifier import Fault

FORMAT = "outreach-anchor-1"
# One is written each day: where the newest is older, something is wrong with the folder or the server.
LATEST = timedelta(days=2)
_NAME = "anchor-"
BATCH = 1000


async def export(city: City) -> dict[str, Any]:
    """The city's ledger and statements as its verifier reads them."""
    entries = [entry async for some in _entries(city.id) for entry in some]
    months = sum(one["kind"] == "sealed" for one in entries)
    return {**_about(city), "entries": entries, "statements": await _statements(city.id, months)}


async def pieces(city: City) -> AsyncIterator[str]:
    """The same as the text of a file, piece by piece: a long ledger is never held whole."""
    yield json.dumps(_about(city), ensure_ascii=False)[:-1] + ', "entries": [\n'
    months, comma = 0, ""
    async for some in _entries(city.id):
        yield comma + ",\n".join(json.dumps(one, ensure_ascii=False) for one in some)
        months, comma = months + sum(one["kind"] == "sealed" for one in some), ",\n"
    sealed = await _statements(city.id, months)
    yield "], " + json.dumps({"statements": sealed}, ensure_ascii=False)[1:] + "\n"


def _about(city: City) -> dict[str, Any]:
    return {
        "format": verifier.FORMAT,
        "city": city.code,
        "name": city.name["ja"],
        "sample": bool(city.is_sample),
        "at": clock.now().isoformat(timespec="seconds"),
        "keys": signing.public_keys(city.code),
    }


async def _entries(city_id: int) -> AsyncIterator[list[dict[str, Any]]]:
    after = 0
    while rows := await ledger.lines(city_id, after=after, most=BATCH):
        yield [ledger.facts(one) | {"hash": one.hash} for one in rows]
        after = rows[-1].seq


async def _statements(city_id: int, months: int) -> list[dict[str, Any]]:
    """The statements of the first so many months: one that was sealed meanwhile is not in the lines."""
    return [statements.facts(one) for one in await statements.of_city(city_id)][::-1][:months]


async def anchor(city: City) -> dict[str, Any]:
    """The ends of the city's ledger and statements as they stand now, with the keys that check statements."""
    return {
        "format": FORMAT,
        "city": city.code,
        "name": city.name["ja"],
        "at": clock.now().isoformat(timespec="seconds"),
        "keys": signing.public_keys(city.code),
        **await _ends(city),
    }


async def _ends(city: City) -> dict[str, dict[str, Any]]:
    end, last = await ledger.head(city), await ledger.last_statement(city.id)
    start = verifier.start(city.code, statements.FORMAT)
    return {
        "ledger": {"seq": end.seq, "hash": end.hash},
        "statement": {"seq": last.number if last else 0, "hash": last.hash if last else start},
    }


async def heads() -> dict[str, dict[str, Any]]:
    """The anchor of every city, by its code, for the manifest of a backup: its ends only, which no clock changes."""
    return {city.code: {"city": city.code, **await _ends(city)} for city in await cities.every()}


async def public_keys() -> dict[str, dict[str, str]]:
    """The public keys of every city, by its code, for the manifest of a backup."""
    return {city.code: signing.public_keys(city.code) for city in await cities.every()}


async def write_daily(folder: Path | None) -> int:
    """Write today's anchor of each city into the folder, once a day; 0, for there is nothing more to do.

    The folder lies outside the database, best on another machine. What was written is never written over.
    """
    for city in await cities.every() if folder else []:
        path = _place(Path(str(folder)), city) / f"{_NAME}{clock.today().isoformat()}.json"
        if not await asyncio.to_thread(path.exists):
            text = json.dumps(await anchor(city), ensure_ascii=False, indent=2)
            await asyncio.to_thread(_write, path, f"{text}\n")
    return 0


def _place(folder: Path, city: City) -> Path:
    return folder / city.slug


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with part.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # a power cut leaves no empty anchor
    part.replace(path)


async def kept(folder: Path | None, city: City) -> list[dict[str, Any]]:
    """The anchors of a city that lie in the folder, oldest first; ValueError for one that cannot be read."""
    return await asyncio.to_thread(_read, _place(folder, city)) if folder else []


def _read(place: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(place.glob(f"{_NAME}*.json"))]


async def newest(folder: Path, city: City) -> date | None:
    """The day of the newest anchor of a city in the folder, none after today; None where there is none."""
    return await asyncio.to_thread(_newest, _place(folder, city))


def _newest(place: Path) -> date | None:
    days = []
    for path in place.glob(f"{_NAME}*.json"):
        with suppress(ValueError):  # another file that somebody laid there
            days.append(date.fromisoformat(path.stem.removeprefix(_NAME)))
    return max((day for day in days if day <= clock.today()), default=None)


def is_late(day: date | None) -> bool:
    """Whether anchors are no longer written: none at all, or the newest is days old."""
    return day is None or clock.today() - day > LATEST


async def verify(city: City, anchored: list[dict[str, Any]]) -> list[Fault]:
    """Everything that is wrong with the city's ledger, by the rows and by what was kept elsewhere.

    The server goes on answering meanwhile.
    """
    found = await export(city)
    return await asyncio.to_thread(verifier.check, found, anchored)
