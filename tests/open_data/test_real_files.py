"""The files that cities really publish: read, taken, taken again without a change, and written again without a loss."""

from collections.abc import Sequence

import pytest

from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.open_data import centres, exporting, layouts, reading, tables
from outreach.open_data.centres import Prepared
from outreach.refusal import Refusal
from outreach.venues import Centre
from tests import world
from tests.open_data import real

pytestmark = [pytest.mark.usefixtures("database"), real.there]
NONOICHI = "nonoichi_172120_public_facility_ODSnew_56cols_189rows.csv"
LISTS = [
    (NONOICHI, "172120", {"added": 189}, []),
    ("takamatsu_community_center.csv", "372013", {"added": 52}, ["#property"]),
    ("takamatsu_elderly_welfare_center.csv", "372013", {"added": 2}, ["#property"]),
    ("takamatsu_exchange_center.csv", "372013", {"added": 1, "numbered": 9}, ["#property"]),
    ("morioka_venues_compiled.csv", "032018", {"added": 12}, ["名称"]),
]


async def city(code: str) -> City:
    return await world._city(f"city-{code}", code, {"ja": "市"}, phone="019-600-0000", area_code="019")


async def looked_at(of: City, content: bytes, identity: Sequence[str], list_: str) -> Prepared:
    table = tables.read(content, "list.csv")
    columns = reading.published(table)
    if columns is None:
        columns = reading.mapped(table, layouts.suggested(table.headings), identity, list_)
    return await centres.prepare(of, table, columns)


@pytest.mark.parametrize(("name", "code", "counts", "identity"), LISTS, ids=[name for name, *_rest in LISTS])
async def test_a_real_list_comes_in_accounts_for_all_changes_nothing_twice_and_goes_out_whole(
    name: str, code: str, counts: dict[str, int], identity: list[str]
) -> None:
    of, content, list_ = await city(code), real.content(name), name[:40]

    first = await looked_at(of, content, identity, list_)
    assert dict(first.counts) == counts
    assert sum(first.counts.values()) == len(first.table.lines)
    assert first.cells.total() == len(first.table.lines) * len(first.table.headings)
    await centres.apply(of, first, by=SYSTEM)
    before = await Centre.all().order_by("key").values()

    again = await looked_at(of, content, identity, list_)
    assert again.counts["unchanged"] == counts["added"]
    await centres.apply(of, again, by=SYSTEM)

    out = await exporting.export(of, "as-came", first.columns.list)
    back = await looked_at(of, out, identity, list_)
    taken = [row.cells for row in first.rows if row.outcome == "row"]
    assert [row.cells for row in back.rows] == taken
    for layout in ("new", "old"):
        here = await looked_at(of, await exporting.export(of, layout), [], "")
        assert dict(here.counts) == {"unchanged": counts["added"]}
    assert await Centre.all().order_by("key").values() == before


@pytest.mark.parametrize(
    ("name", "told"),
    [("takamatsu_events.csv", "events"), ("towns_morioka.csv", "towns"), ("towns_tomi.csv", "towns")],
)
def test_a_list_of_something_else_is_refused_with_a_sentence(name: str, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading.published(tables.read(real.content(name), name))
    assert told in str(refused.value)


async def test_a_list_of_another_city_is_refused_row_by_row() -> None:
    preview = await looked_at(await world.morioka(), real.content(NONOICHI), [], "")
    assert len(preview.refused) == 189


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16", "utf-16-le"])
async def test_a_real_list_reads_alike_in_each_encoding_that_can_hold_it(encoding: str) -> None:
    text = real.content("takamatsu_community_center.csv").decode("utf-8-sig")
    content = text.encode(encoding)
    meant = tables.read(content.decode(encoding).encode())  # CP932 has but one of the many minus signs
    assert [line.cells for line in tables.read(content).lines] == [line.cells for line in meant.lines]
