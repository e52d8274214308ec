"""Forty phones that send at once, and one that sends a whole day: beside one bare transaction for each record."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest
from tortoise.transactions import in_transaction

from outreach import clock, db, tickets
from outreach.checkin import Arrival, DoorEvent, DoorPhone, syncing
from outreach.db import Dialect, sql
from outreach.lessons import Lesson
from outreach.people import Participant
from outreach.registration import Registration
from tests import world
from tests.bench.test_calendar import DIALECTS
from tests.checkin.phone import Json, Phone, at_door
from tests.conftest import fresh

PHONES, EACH, LONG, AT_ONCE = 40, 30, 1000, 200
CLASSES, SEATS = 4, 250
FLOOR = (
    "INSERT INTO door_events (phone_id, seq, event_id, kind, lesson_id, registration_id, target, number, quarantine,"
    " body, signature, at, received_at) VALUES (?, ?, ?, 'entry', ?, NULL, '', 0, '', ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Sending:
    """One request of a phone, signed beforehand."""

    row: DoorPhone
    message: str


async def _seats() -> list[Registration]:
    """A thousand people in four classes of today."""
    city = await world.morioka()
    lessons = [await world.held_lesson(capacity=SEATS, taken=SEATS) for _ in range(CLASSES)]
    now, count = clock.now(), CLASSES * SEATS
    facts = {"kana": "ヒト", "kana_key": "ヒト", "purpose_version": "1", "purpose_at": now, "created_at": now}
    people = [Participant(city_id=city.id, name=f"人{n}", **facts) for n in range(count)]
    await Participant.bulk_create(people, batch_size=500)
    ids = await Participant.all().order_by("id").values_list("id", flat=True)
    kept = {"city_id": city.id, "status": "confirmed", "channel": "phone", "taken_by": "system", "at": now}
    rows = [
        Registration(
            **kept,
            lesson_id=lessons[n % CLASSES].id,
            participant_id=id_,
            code=f"{n:08}",
            token=tickets.new_token(),
        )
        for n, id_ in enumerate(ids)
    ]
    await Registration.bulk_create(rows, batch_size=500)
    if db.dialect() == "postgres":
        await sql.run("ANALYZE")
    return await Registration.all().order_by("id")


async def _sendings(phone: Phone, events: list[Json]) -> list[Sending]:
    row = await phone.row()
    parts = [events[start : start + AT_ONCE] for start in range(0, len(events), AT_ONCE)]
    return [Sending(row, phone.message(*part)) for part in parts]


async def _sent(sendings: list[Sending]) -> int:
    return sum([len((await syncing.sync(one.row, one.message))["stored"]) for one in sendings])


async def _floor(lesson: Lesson, row: DoorPhone, events: list[Json], offset: int) -> float:
    """The bare rows of so many records, each in a transaction of its own, one after another."""
    now, began = clock.now(), perf_counter()
    for number, one in enumerate(events):
        async with in_transaction(db.dialect()):
            seq = offset + number
            await sql.run(FLOOR, row.id, seq, f"{seq:032x}", lesson.id, one["body"], one["signature"], now, now)
    return perf_counter() - began


async def _whole(came: int, events: int) -> None:
    """Nothing is lost and nothing double."""
    assert await DoorEvent.all().count() == events
    assert await Arrival.all().count() == await Arrival.filter(standing=True).count() == came


async def _measured(url: str) -> list[str]:
    async with db.connected(url):
        seats = await _seats()
        lesson = await Lesson.get(id=seats[0].lesson_id)
        phones = [await at_door(lesson) for _ in range(PHONES)]
        for number, phone in enumerate(phones):
            for at in range(EACH):  # each ticket is shown to two phones
                phone.scan(seats[(number * EACH + at) % (PHONES * EACH // 2)])
        many = [await _sendings(phone, phone.log) for phone in phones]
        began = perf_counter()
        stored = await asyncio.gather(*map(_sent, many))
        at_once = perf_counter() - began
        assert stored == [EACH] * PHONES
        await _whole(PHONES * EACH // 2, PHONES * EACH)

        one = await at_door(lesson)
        for at in range(LONG):
            one.scan(seats[at])
        long = await _sendings(one, one.log)
        began = perf_counter()
        assert await _sent(long) == LONG
        alone = perf_counter() - began
        assert await asyncio.gather(*map(_sent, [*many, long])) == [EACH] * PHONES + [LONG]
        await _whole(LONG, PHONES * EACH + LONG)

        idle = await at_door(lesson)
        floor = await _floor(lesson, await idle.row(), one.log, 1)
        bare = floor / LONG
        times = at_once / (bare * PHONES * EACH), alone / floor
        return [
            f"one bare transaction per record: {bare * 1000:.2f} ms",
            f"{PHONES} phones, {EACH} records each, at once: {at_once:.2f} s, {times[0]:.2f} times the floor",
            f"one phone with {LONG} records: {alone:.2f} s, {times[1]:.2f} times the floor",
        ]


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_phones_that_send_at_once(dialect: Dialect, tmp_path: Path) -> None:
    for url in fresh(dialect, tmp_path / "door.db", migrated=True):
        lines = asyncio.run(_measured(url))
        print(f"\n{dialect}, a door with {CLASSES * SEATS:,} tickets:", *lines, sep="\n  ")  # noqa: T201 - its purpose
