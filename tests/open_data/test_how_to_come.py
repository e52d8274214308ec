"""A list may say under アクセス方法 how one comes to its centres."""

import pytest

from outreach import venues
from outreach.audit import SYSTEM
from outreach.open_data import centres, exporting, layouts, reading, tables
from outreach.open_data.centres import Prepared
from outreach.venues import Centre
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def test_how_to_come_is_taken_from_its_column_beside_what_the_city_wrote_itself() -> None:
    city = await world.morioka()
    lines = "番号,名称,アクセス方法\n1,東会館,{}\n"
    suggested = layouts.suggested(["番号", "名称", "アクセス方法"])

    async def brought(way: str) -> Prepared:
        table = tables.read(lines.format(way).encode(), "list.csv")
        return await centres.prepare(city, table, reading.mapped(table, suggested, ["番号"], "会館"))

    await centres.apply(city, await brought("駅から歩いて10分"), by=SYSTEM)
    await venues.set_ways(await Centre.get(), "en", {"bus": "stop Higashi"}, by=SYSTEM)
    await centres.apply(city, await brought("駅から歩いて9分"), by=SYSTEM)

    assert (await Centre.get()).ways == {"any": {"ja": "駅から歩いて9分"}, "bus": {"en": "stop Higashi"}}
    assert "駅から歩いて9分" in (await exporting.export(city, "as-came", "会館")).decode("utf-8-sig")
