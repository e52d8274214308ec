"""Who is calling? The search over 20,000 people, beside a bare query that an index answers, on both databases."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

import pytest

from outreach import clock, db, people
from outreach.db import Dialect, sql
from outreach.people import Participant
from outreach.spelling import kana_key
from tests import world
from tests.bench.test_calendar import DIALECTS
from tests.conftest import fresh
from tests.queries import counted

PEOPLE, ROUNDS, MOST_QUERIES = 20_000, 300, 2
BARE = "SELECT id, name FROM participants WHERE city_id = ? AND phone_last4 = ? LIMIT 20"
# The commonest family names of Japan with their readings; given names are made of syllables.
FAMILY = (
    *(("佐藤", "サトウ"), ("鈴木", "スズキ"), ("高橋", "タカハシ"), ("田中", "タナカ"), ("伊藤", "イトウ")),
    *(("渡辺", "ワタナベ"), ("山本", "ヤマモト"), ("中村", "ナカムラ"), ("小林", "コバヤシ"), ("加藤", "カトウ")),
    *(("菊池", "キクチ"), ("阿部", "アベ"), ("工藤", "クドウ"), ("及川", "オイカワ"), ("千葉", "チバ")),
)
GIVEN = tuple(map("".join, itertools.product("アキサタナハマヤ", "イチヨルミエコノ", ("", "コ", "オ"))))
ROMAJI = {"サトウ": "satou", "スズキ": "suzuki", "タカハシ": "takahashi", "タナカ": "tanaka", "キクチ": "kikuchi"}
Ask = Callable[[], Awaitable[object]]


async def _town(dice: random.Random) -> int:
    city = await world.morioka()
    now, rows = clock.now(), []
    for number in range(PEOPLE):
        (family, reading), given = dice.choice(FAMILY), dice.choice(GIVEN)
        phone = f"+8119{6_000_000 + number * 7919 % 1_000_000:07d}"
        kana = f"{reading} {given}"
        facts = {"name": f"{family} {given}", "kana": kana, "kana_key": kana_key(kana), "town": "松園"}
        phones = {"phone": phone, "phone_e164": phone, "phone_last4": phone[-4:]}
        kept = {"city_id": city.id, "purpose_version": "1", "purpose_at": now, "created_at": now}
        rows.append(Participant(**facts, **phones, **kept))
    await Participant.bulk_create(rows, batch_size=1000)
    if db.dialect() == "postgres":
        await sql.run("ANALYZE participants")
    city_id: int = city.id
    return city_id


def _typed(dice: random.Random) -> dict[str, list[str]]:
    """What a clerk types, by kind; the beginnings are as long as somebody's patience."""
    readings = [reading for _name, reading in FAMILY]
    return {
        "last four digits": [f"{dice.randrange(10_000):04d}" for _round in range(ROUNDS)],
        "whole phone": [f"019{6_000_000 + dice.randrange(PEOPLE) * 7919 % 1_000_000:07d}" for _round in range(ROUNDS)],
        "kana, family name": [dice.choice(readings) for _round in range(ROUNDS)],
        "kana, both names": [f"{dice.choice(readings)} {dice.choice(GIVEN)[:2]}" for _round in range(ROUNDS)],
        "romaji": [dice.choice(list(ROMAJI.values())) for _round in range(ROUNDS)],
        "name in kanji": [dice.choice(FAMILY)[0] for _round in range(ROUNDS)],
        "nobody": [f"ぬぬ{dice.choice(readings)}" for _round in range(ROUNDS)],
    }


async def _timed(asks: list[Ask]) -> list[float]:
    times = []
    for ask in asks:
        began = perf_counter()
        await ask()
        times.append((perf_counter() - began) * 1000)
    return sorted(times)


def _at(times: list[float], share: float) -> float:
    return times[int(len(times) * share)]


def _bare(city_id: int, last4: str) -> Ask:
    return lambda: sql.rows(BARE, city_id, last4)


def _search(city_id: int, typed: str) -> Ask:
    return lambda: people.look_up(city_id, typed)


async def _measured(url: str) -> list[str]:
    dice = random.Random(130)
    async with db.connected(url):
        city_id, typed = await _town(dice), _typed(dice)
        bare = await _timed([_bare(city_id, one) for one in typed["last four digits"]])
        lines = [f"bare indexed query: p50 {_at(bare, 0.5):.2f} ms, p95 {_at(bare, 0.95):.2f} ms"]
        for kind, texts in typed.items():
            with counted() as queries:
                await people.look_up(city_id, texts[0])
            assert len(queries) <= MOST_QUERIES, kind
            times = await _timed([_search(city_id, text) for text in texts])
            half, late = _at(times, 0.5), _at(times, 0.95)
            ratio = half / _at(bare, 0.5)
            lines.append(f"{kind}: p50 {half:.2f} ms, p95 {late:.2f} ms, {ratio:.1f} times the bare query")
        return lines


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_search_over_twenty_thousand_people(dialect: Dialect, tmp_path: Path) -> None:
    for url in fresh(dialect, tmp_path / "town.db", migrated=True):
        lines = asyncio.run(_measured(url))
        print(f"\n{dialect}, {PEOPLE:,} people:", *lines, sep="\n  ")  # noqa: T201 - its purpose
