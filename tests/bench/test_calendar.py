"""Month and list with 5,000 classes in 200 centres beside 50 in 10: as many queries, at most three times the time."""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from outreach import clock, db
from outreach.app import create_app
from outreach.db import Dialect
from outreach.lessons import Lesson
from outreach.settings import Settings
from outreach.venues import Centre, Room
from tests import world
from tests.browser import Browser
from tests.conftest import fresh
from tests.queries import counted

FEW, MANY = (50, 10), (5000, 200)
YEARS_OF_DAYS = 730
ROUNDS, MOST_TIMES = 15, 3
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")


async def _town(classes: int, centres: int) -> tuple[str, date]:
    """A coordinator's secret, and the first day: the few fill one month, the many two years."""
    city = await world.morioka()
    like = await world.lesson(city)
    halls = [
        Centre(city=city, key=f"hall-{n}", name={"ja": f"第{n}会館"}, kana=f"ダイ{n:03}カイカン")
        for n in range(centres)
    ]
    await Centre.bulk_create(halls)
    places = await Centre.filter(city_id=city.id, key__startswith="hall-").order_by("id")
    await Room.bulk_create([Room(centre=one, name={"ja": "研修室"}, capacity=30) for one in places])
    rooms = await Room.filter(centre_id__in=[one.id for one in places]).order_by("id")
    first = (clock.today() + timedelta(days=40)).replace(day=1)
    days = 28 if classes == FEW[0] else YEARS_OF_DAYS
    kept = {name: getattr(like, name) for name in Lesson._meta.db_fields if name != "id"}
    await Lesson.bulk_create([_row(kept, n, first, days, rooms) for n in range(classes)], batch_size=500)
    return await world.sign_in(await world.account(city, "coordinator")), first


def _row(kept: dict[str, object], number: int, first: date, days: int, rooms: list[Room]) -> Lesson:
    day, room = first + timedelta(days=number % days), rooms[number % len(rooms)]
    starts = world.moment(day) + timedelta(minutes=30 * (number % 5))
    return Lesson(
        **kept
        | {"uid": secrets.token_hex(16), "day": day, "starts_at": starts, "ends_at": starts + timedelta(minutes=90)}
        | {"centre_id": room.centre_id, "room_id": room.id}
    )


async def _measured(url: str, size: tuple[int, int]) -> dict[str, tuple[int, float]]:
    async with db.connected(url):
        secret, first = await _town(*size)
        browser = Browser(create_app(Settings(mode="test", database_url=url, stored_seconds=0)), inspecting=False)
        browser.client.cookies.set("outreach", secret)
        office = "/morioka/office/classes"
        pages = {
            "month": f"{office}?month={first:%Y-%m}",
            "week": f"{office}/week?day={first}",
            "rooms": f"{office}/rooms?day={first}",
            "list": f"{office}/list?first={first}",
        }
        found = {name: await _page(browser, path) for name, path in pages.items()}
        await browser.close()
        return found


async def _page(browser: Browser, path: str) -> tuple[int, float]:
    times = []
    await browser.open(path)
    with counted() as queries:
        assert (await browser.open(path)).status == 200
    for _round in range(ROUNDS):
        began = perf_counter()
        await browser.open(path)
        times.append(perf_counter() - began)
    return len(queries), median(times)


def _urls(dialect: Dialect, folder: Path) -> Iterator[str]:
    for name in ("few", "many"):
        yield from fresh(dialect, folder / f"{name}.db", migrated=True)


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_calendar_of_a_large_town_beside_a_small_one(dialect: Dialect, tmp_path: Path) -> None:
    sizes = zip(_urls(dialect, tmp_path), (FEW, MANY), strict=True)
    few, many = (asyncio.run(_measured(url, size)) for url, size in sizes)
    print(f"\n{dialect}: {FEW[0]} classes in {FEW[1]} centres beside {MANY[0]} in {MANY[1]}")  # noqa: T201 - its purpose
    for name, (queries, seconds) in few.items():
        more, longer = many[name]
        print(f"  {name}: {queries} and {more} queries, {seconds * 1000:.0f} and {longer * 1000:.0f} ms")  # noqa: T201
        assert more == queries, name
        # A week of the large town has four times the classes of the small one's: those two are reported only.
        assert name in {"week", "rooms"} or longer <= seconds * MOST_TIMES, name
