"""Loan phones: counted, and never fewer than the classes to come need at one time."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock, kits
from outreach.audit import SYSTEM
from outreach.kits import Kit
from outreach.refusal import Refusal
from tests import world

NOON = datetime(2026, 12, 1, 12, tzinfo=clock.TOKYO)
database = pytest.mark.usefixtures("database")


async def ten() -> Kit:
    return await kits.add(await world.morioka(), {"ja": "らくらくホン"}, "android", 10, by=SYSTEM)


@database
async def test_fewer_than_the_busiest_moment_needs_is_refused() -> None:
    kit = await ten()
    await world.lesson(kit=kit, kits=6)
    await world.lesson(kit=kit, kits=3, at=time(14, 30))
    await world.lesson(kit=kit, kits=9, day=clock.today() + timedelta(days=2), status="cancelled")
    await world.held_lesson(kit=kit, kits=1)
    assert await kits.promised(kit.id) == 9
    with pytest.raises(Refusal) as refused:
        await kits.change(kit, kit.name, "android", 8, by=SYSTEM)
    assert (refused.value.field, refused.value.code) == ("count", "promised")
    assert "9" in str(refused.value)
    await kits.change(kit, kit.name, "android", 9, by=SYSTEM)
    assert (await Kit.get(id=kit.id)).count == 9


@database
async def test_phones_that_come_back_at_a_moment_are_free_at_that_moment() -> None:
    kit = await ten()
    await world.lesson(kit=kit, kits=6)
    await world.lesson(kit=kit, kits=6, at=time(15))
    assert await kits.promised(kit.id) == 6


@database
@pytest.mark.parametrize("count", [-1, 1001])
async def test_an_impossible_count_is_refused(count: int) -> None:
    with pytest.raises(Refusal) as refused:
        await kits.add(await world.morioka(), {"ja": "電話"}, "any", count, by=SYSTEM)
    assert refused.value.field == "count"


@database
async def test_a_name_stands_in_the_list_once_even_when_two_add_it_at_once() -> None:
    city = await world.morioka()
    done = await asyncio.gather(
        *(kits.add(city, {"ja": "電話"}, "any", 5, by=SYSTEM) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Kit", "Refusal", "Refusal"]


loans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8), st.integers(1, 5)).map(
        lambda row: (NOON + timedelta(hours=row[0]), NOON + timedelta(hours=row[0] + row[1]), row[2])
    ),
    max_size=12,
)


@given(loans)
def test_the_peak_is_that_of_every_hour_looked_at(lent: list[tuple[datetime, datetime, int]]) -> None:
    hours = [NOON + timedelta(minutes=30 + 60 * hour) for hour in range(30)]
    assert kits.peak(lent) == max(sum(count for start, end, count in lent if start <= at < end) for at in hours)
