"""A list is looked at first, then taken whole or not at all; the same list twice changes nothing."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import clock, venues
from outreach.audit import SYSTEM, AuditEntry
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.open_data import centres, exporting, facilities, layouts, reading, tables
from outreach.open_data.centres import Prepared
from outreach.open_data.layouts import NEW, OLD
from outreach.refusal import Refusal
from outreach.venues import Centre
from outreach.venues.facts import RoomFacts
from tests import world

pytestmark = pytest.mark.usefixtures("database")
CODE = "032018"


def new(*rows: dict[str, str], extra: tuple[str, ...] = ()) -> bytes:
    return table_of((*NEW, *extra), [{"全国地方公共団体コード": CODE, **row} for row in rows])


def old(*rows: dict[str, str]) -> bytes:
    return table_of(OLD, [{"都道府県コード又は市区町村コード": CODE, **row} for row in rows])


def table_of(headings: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


async def seen(content: bytes, city: City | None = None) -> Prepared:
    table = tables.read(content, "list.csv")
    columns = reading.published(table)
    assert columns is not None
    return await centres.prepare(city or await world.morioka(), table, columns)


async def brought_in(content: bytes, city: City | None = None) -> Prepared:
    city = city or await world.morioka()
    preview = await seen(content, city)
    await centres.apply(city, preview, by=SYSTEM)
    return preview


EAST = {"ID": "NN01", "名称": "東会館", "電話番号": "019-600-0101", "緯度": "39.7", "経度": "141.1"}
WEST = {
    "ID": "NN02",
    "名称": "西会館",
    "車椅子可": "可",
    "利用可能曜日": "月火",
    "開始時間": "9:00",
    "終了時間": "17:00",
}


async def test_a_preview_writes_nothing() -> None:
    preview = await seen(new(EAST, WEST))

    assert dict(preview.counts) == {"added": 2}
    assert await Centre.all().count() == 0


async def test_the_facts_of_a_row_become_the_centres() -> None:
    await brought_in(new(EAST, WEST))

    east, west = await Centre.all().order_by("key")
    assert (east.key, east.name, east.phone, east.latitude) == ("NN01", {"ja": "東会館"}, "019-600-0101", 39.7)
    assert (west.access, west.opens, west.closes) == ({"wheelchair": "yes"}, "09:00", "17:00")
    assert west.opening == {"week": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}}


async def test_the_same_list_twice_changes_nothing() -> None:
    await brought_in(new(EAST, WEST))
    before = await Centre.all().order_by("id").values()

    again = await brought_in(new(EAST, WEST))

    assert dict(again.counts) == {"unchanged": 2}
    assert await Centre.all().order_by("id").values() == before


async def test_a_list_that_renames_a_centre_tells_the_calendars_of_its_classes_alone() -> None:
    await brought_in(new(EAST, WEST))
    east, west = await Centre.all().order_by("key")
    long_ago = clock.now() - timedelta(days=100)
    here, there = [await world.lesson(centre=one, changed_at=long_ago) for one in (east, west)]

    await brought_in(new(EAST | {"名称": "東公民館"}, WEST | {"電話番号": "019-600-0102"}))

    now = [await Lesson.get(id=one.id) for one in (here, there)]
    assert [one.changed_at > long_ago for one in now] == [True, False]


async def test_the_published_list_is_as_new_as_the_last_import_change_or_room() -> None:
    centre = await world.centre()
    room, seen = await world.room(centre), []

    async def by_hand() -> None:
        await venues.change_centre(centre, venues.clean_centre({"name_ja": "中央会館"}, "019"), by=SYSTEM)

    async def by_list() -> None:
        await brought_in(new(EAST))

    async def in_a_room() -> None:
        await venues.change_room(centre, room, RoomFacts(room.name, 40, "", ()), by=SYSTEM)

    for day, act in enumerate((by_hand, by_list, in_a_room), 1):
        with time_machine.travel(f"2026-06-0{day}T03:00:00Z", tick=False):
            await act()
            updated = (await facilities.centres(await world.morioka())).updated
            seen.append(updated.day if updated else 0)
    assert seen == [1, 2, 3]


async def test_a_centre_is_found_again_by_its_id_and_never_by_its_name() -> None:
    await brought_in(new(EAST))

    preview = await brought_in(new(EAST | {"名称": "東交流館"}, EAST | {"ID": "NN09"}))

    assert dict(preview.counts) == {"changed": 1, "added": 1}
    assert preview.compared[2].differences == [("名称", "東会館", "東交流館")]
    assert [one.name["ja"] for one in await Centre.all().order_by("key")] == ["東交流館", "東会館"]


async def test_a_centre_with_the_same_name_that_came_from_elsewhere_is_told_and_left_alone() -> None:
    here = await world.centre(name={"ja": "東会館"})

    preview = await brought_in(new(EAST))

    assert preview.same_name == {2: "chuo"}
    await here.refresh_from_db()
    assert here.published == {}


async def test_what_is_no_longer_in_the_list_is_told_and_left_alone() -> None:
    await brought_in(new(EAST, WEST))

    preview = await brought_in(new(EAST))

    assert preview.missing == [("NN02", "西会館")]
    assert await Centre.all().count() == 2


async def test_a_fact_that_the_staff_corrected_stays_until_the_list_says_something_new() -> None:
    await brought_in(new(EAST))
    await Centre.filter(key="NN01").update(phone="019-600-9999")

    assert dict((await brought_in(new(EAST))).counts) == {"unchanged": 1}
    assert (await Centre.get(key="NN01")).phone == "019-600-9999"

    preview = await brought_in(new(EAST | {"電話番号": "019-600-0777"}))

    assert ("=phone", "019-600-9999", "019-600-0777") in preview.compared[2].differences
    assert (await Centre.get(key="NN01")).phone == "019-600-0777"


async def test_an_empty_cell_takes_away_what_the_list_told_before_and_nothing_else() -> None:
    await world.centre(key="NN01", phone="019-600-0001", address="愛宕町14-1")
    await brought_in(new(EAST))
    await brought_in(new({"ID": "NN01", "名称": "東会館"}))

    here = await Centre.get(key="NN01")
    assert (here.phone, here.latitude, here.address) == ("", None, "愛宕町14-1")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"全国地方公共団体コード": "202193"}, ("other-city", "202193")),
        ({"全国地方公共団体コード": ""}, ("no-code", "")),
        ({"全国地方公共団体コード": "盛岡"}, ("no-code", "盛岡")),
        ({"名称": ""}, ("no-name", "")),
        ({"ID": ""}, ("no-id", "")),
        ({"ID": "x" * 101}, ("no-id", "")),
        ({"ID": "NN02"}, ("twin", "3")),
    ],
)
async def test_a_row_that_cannot_be_taken_stops_everything_unless_it_is_left_out(
    row: dict[str, str], why: tuple[str, str]
) -> None:
    city = await world.morioka()
    preview = await seen(new(EAST | row, WEST))
    assert preview.reason(preview.rows[0])[0] == why[0] or len(row.get("ID", "")) > 100
    assert 2 in preview.refused

    with pytest.raises(Refusal):
        await centres.apply(city, preview, by=SYSTEM)
    assert await Centre.all().count() == 0

    await centres.apply(city, preview, by=SYSTEM, left_out=preview.refused)
    assert await Centre.all().count() == 2 - len(preview.refused)


async def test_a_preview_that_is_out_of_date_is_refused_and_nothing_is_written() -> None:
    city = await world.morioka()
    await brought_in(new(EAST))
    preview = await seen(new(EAST | {"電話番号": "019-600-0777"}, WEST))
    await Centre.filter(key="NN01").update(phone="019-600-9999")

    with pytest.raises(Refusal) as refused:
        await centres.apply(city, preview, by=SYSTEM)

    assert refused.value.code == "changed"
    assert await Centre.all().count() == 1


async def test_another_citys_centres_are_neither_seen_nor_touched() -> None:
    tomi = await world.tomi()
    await Centre.create(city=tomi, key="NN01", name={"ja": "東御会館"})

    await brought_in(new(EAST))

    assert (await Centre.get(city_id=tomi.id)).name == {"ja": "東御会館"}


async def test_the_import_is_on_record_in_numbers() -> None:
    await brought_in(new(EAST, WEST))
    entry = await AuditEntry.get(action="centres.imported")
    assert entry.detail == '{"added":2,"changed":0,"refused":0,"unchanged":0}'


async def test_every_row_and_every_cell_is_accounted_for() -> None:
    content = new(
        EAST,
        {},
        WEST | {"法人番号": "5.00002E+12", "説明": "公民館", "独自": "x"},
        {"説明": "y", "備考": "z"},
        extra=("独自",),
    )
    preview = await seen(content.replace(f"{CODE},,".encode(), b",,") + b"\r\nVer1\r\n")

    assert sum(preview.counts.values()) == len(preview.rows) == 6
    assert preview.cells.total() == 6 * 57
    assert dict(preview.counts) == {"added": 2, "blank": 2, "refused": 1, "footer": 1}
    assert (preview.cells["unread"], preview.cells["extra"]) == (1, 1)


MEANT = {"番号": "id", "名称": "name", "電話": "phone"}


async def mapped(content: str, identity: list[str], list_: str = "会館") -> Prepared:
    table = tables.read(content.encode(), "list.csv")
    meanings = {heading: meaning for heading, meaning in MEANT.items() if meaning != "id"}
    return await centres.prepare(await world.morioka(), table, reading.mapped(table, meanings, identity, list_))


async def test_a_table_of_ones_own_is_taken_by_the_columns_that_a_person_chose() -> None:
    city, preview = await world.morioka(), await mapped(world.HALLS, ["番号"])
    await centres.apply(city, preview, by=SYSTEM)

    assert {one.key: one.phone for one in await Centre.all()} == {"会館: 1": "019-600-0101", "会館: 2": "019-600-0102"}
    assert dict((await mapped(world.HALLS, ["番号"])).counts) == {"unchanged": 2}
    assert dict((await mapped(world.HALLS, ["番号"], "体育館")).counts) == {"added": 2}


async def test_several_columns_or_the_name_may_tell_rows_apart() -> None:
    preview = await mapped(world.HALLS, ["番号", "名称"])
    assert [row.key for row in preview.rows] == ["会館: 1 / 東会館", "会館: 2 / 西会館"]


@pytest.mark.parametrize(
    ("meanings", "identity", "list_", "code"),
    [
        ({"電話": "phone"}, ["番号"], "会館", "no-name"),
        ({"名称": "name"}, [], "会館", "no-identity"),
        ({"名称": "name"}, ["番号"], " ", "no-list"),
        ({"名称": "name", "電話": "name"}, ["番号"], "会館", "twice"),
        ({"名称": "nonsense"}, ["番号"], "会館", "mapping"),
        ({"名称": "name"}, ["住所"], "会館", "mapping"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused(
    meanings: dict[str, str], identity: list[str], list_: str, code: str
) -> None:
    table = tables.read(world.HALLS.encode(), "list.csv")
    with pytest.raises(Exception) as refused:  # noqa: PT011 - Refusals, read below
        reading.mapped(table, meanings, identity, list_)
    assert code in [one.code for one in refused.value]  # type: ignore[attr-defined]  # Refusals are iterable


async def exported(layout: str, list_: str = "") -> bytes:
    return await exporting.export(await world.morioka(), layout, list_)


CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12)
KNOWN = {
    "利用可能曜日": ["月火", "随時"],
    "開始時間": ["9:00", "日の出"],
    "車椅子可": ["有", "1階"],
    "緯度": ["3707321", "x"],
}


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(1, 4))):
        row = {heading: draw(CELL) for heading in draw(st.lists(st.sampled_from(NEW[7:]), max_size=8))}
        row |= {h: draw(st.sampled_from(texts)) for h, texts in KNOWN.items() if draw(st.booleans())}
        rows.append({**row, "独自 列": draw(CELL), "ID": f"NN{number}", "名称": f"会館{number}"})
    return new(*rows, extra=("独自 列",))


@settings(max_examples=10)
@given(lists())
async def test_in_out_and_in_again_changes_nothing_and_loses_no_cell(content: bytes) -> None:
    await Centre.all().delete()
    first = await brought_in(content)
    before = await Centre.all().order_by("key").values()

    for layout in ("as-came", "new", "old"):
        out = await exported(layout)
        again = await brought_in(out)
        assert dict(again.counts) == {"unchanged": len(first.rows)}
        if layout != "old":
            assert [row.cells for row in again.rows] == [row.cells for row in first.rows]
    assert await Centre.all().order_by("key").values() == before


async def test_a_fact_that_was_edited_here_goes_out_as_it_stands_now() -> None:
    await brought_in(new(EAST | {"説明": "公民館"}))
    await Centre.filter(key="NN01").update(phone="019-600-9999", latitude=39.5, access={"wheelchair": "yes"})

    table = tables.read(await exported("as-came"))
    row = dict(zip(table.headings, table.lines[0].cells, strict=True))

    assert (row["電話番号"], row["緯度"], row["経度"], row["車椅子可"]) == ("019-600-9999", "39.5", "141.1", "有")
    assert row["説明"] == "公民館"


async def test_a_centre_that_came_from_no_list_goes_out_with_what_is_known() -> None:
    await world.centre()

    for layout, headings in (("new", NEW), ("old", OLD)):
        table = tables.read(await exported(layout))
        row = dict(zip(table.headings, table.lines[0].cells, strict=True))
        assert tuple(table.headings) == headings
        assert row["名称"] == "中央公民館"
        assert CODE in row.values()
    with pytest.raises(Refusal):
        await exported("as-came")


async def test_a_published_file_has_a_bom_and_crlf_and_no_bare_formula() -> None:
    await brought_in(new(EAST | {"説明": "=HYPERLINK(A1)", "郵便番号": "-"}))
    out = await exported("new")
    assert out.startswith(b"\xef\xbb\xbf")
    assert out.count(b"\r\n") == out.count(b"\n") == 2
    assert b",'=HYPERLINK(A1)," in out
    assert b",-," in out
    assert dict((await brought_in(out)).counts) == {"unchanged": 1}


async def test_the_old_layout_does_not_take_cells_away_that_only_the_new_one_has() -> None:
    await brought_in(new(EAST))
    preview = await seen(old({"NO": "NN01", "名称": "東交流館"}))
    assert preview.reason(preview.rows[0])[0] == "other-list"


async def test_a_city_may_go_over_from_the_old_layout_to_the_new_one() -> None:
    await brought_in(old({"NO": "NN01", "名称": "東会館", "バリアフリー情報": "車椅子可;授乳室"}))
    assert (await Centre.get(key="NN01")).access == {"wheelchair": "yes", "nursing_room": "yes"}

    assert dict((await brought_in(new(EAST))).counts) == {"changed": 1}
    assert dict((await brought_in(new(EAST))).counts) == {"unchanged": 1}


def test_the_layouts_have_as_many_columns_as_they_are_known_for() -> None:
    assert (len(set(NEW)), len(set(OLD))) == (56, 24)


def test_headings_are_compared_without_width_and_breaks() -> None:
    wide: list[Any] = [heading.replace("ID", "ＩＤ").replace("コード", "コー\nド") for heading in NEW]
    assert layouts.detect(wide) == "new"
    assert layouts.detect([h.replace("日時特記", "時間特記") for h in OLD]) == "old"
    assert layouts.detect(NEW[:40]) == "own"
