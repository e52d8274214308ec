"""What is published: the columns of the definitions exactly, the facts of our rows, and nobody in any of it."""

import json
from datetime import date, timedelta

import pytest

from outreach import clock
from outreach.cities import City
from outreach.open_data import formats, publishing
from outreach.open_data.datasets import ABOUT, Dataset
from tests import world
from tests.open_data.reading import faults, made, table, terms

pytestmark = pytest.mark.usefixtures("database")
# From the definitions: 推奨データセット イベント一覧 (32), オープンデータ一覧 (15).
EVENTS = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,開始時間,"
    "終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,住所,方書,緯度,経度,"
    "アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考"
)
CATALOGUE = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,データ名称,データ概要,データ形式,分類,更新頻度,URL,API対応有無,"
    "ライセンス,登録日,最終更新日,備考"
)
DAY = date(2026, 12, 1)


async def test_events_have_the_32_columns_of_the_definition_in_its_order() -> None:
    await world.lesson()
    content = formats.as_csv(await made(await world.morioka(), "events"))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.splitlines(keepends=True)[0].endswith(b"\r\n")
    assert content.decode("utf-8-sig").splitlines()[0] == EVENTS
    assert len(EVENTS.split(",")) == 32


async def test_the_other_lists_have_the_columns_of_their_definitions() -> None:
    city = await world.morioka()
    await world.centre(city)

    assert ",".join((await made(city, "catalogue")).headings) == CATALOGUE
    assert len((await made(city, "centres")).headings) == 56
    assert (await made(city, "events-new")).headings[:4] == [
        "全国地方公共団体コード",
        "ID",
        "地方公共団体名",
        "イベント名",
    ]


async def test_an_event_says_when_where_and_how_to_sign_up() -> None:
    centre = await world.centre(latitude=39.7, longitude=141.1)
    lesson = await world.lesson(centre=centre, day=DAY)
    [row] = table(formats.as_csv(await made(await world.morioka(), "events")))

    told = {name: row[name] for name in ("開始日", "開始時間", "終了時間", "場所名称", "住所", "方書", "緯度", "定員")}
    assert told == {
        "開始日": "2026-12-01",
        "開始時間": "13:30",
        "終了時間": "15:00",
        "場所名称": "中央公民館",
        "住所": "岩手県盛岡市愛宕町14-1",
        "方書": "研修室",
        "緯度": "39.7",
        "定員": "10",
    }
    assert row["URL"].endswith(f"/classes/{lesson.id}")
    assert row["参加申込方法"] == "電話（019-600-0000）またはウェブサイト"
    assert row["備考"] == "見本のデータです。"


async def test_a_title_is_read_only_where_it_is_written_in_kana() -> None:
    await world.lesson(course=await world.course(slug="kana", title={"ja": "はじめてのスマホ"}), day=DAY)
    await world.lesson(course=await world.course(slug="kanji", title={"ja": "地図の使い方"}), day=DAY)
    rows = table(formats.as_csv(await made(await world.morioka(), "events")))

    assert {row["イベント名"]: row["イベント名_カナ"] for row in rows} == {
        "はじめてのスマホ": "ハジメテノスマホ",
        "地図の使い方": "",
    }


async def test_a_rough_position_says_so_in_every_form() -> None:
    city = await world.morioka()
    rough = await world.centre(key="rough", latitude=39.7, longitude=141.1, position_note="町の代表点")
    await world.lesson(centre=rough, is_sample=False)
    events, centres = await made(city, "events"), await made(city, "centres")
    [feature] = json.loads(formats.as_geojson(events, terms(city)))["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [141.1, 39.7]}
    assert feature["properties"]["座標の種別"] == "町の代表点"
    assert table(formats.as_csv(events))[0]["備考"] == "緯度・経度は建物ではなく、町の代表点です。"
    assert "町の代表点" in table(formats.as_csv(centres))[0]["備考"]


async def test_a_place_that_nobody_knows_has_no_geometry() -> None:
    await world.lesson()
    city = await world.morioka()
    [feature] = json.loads(formats.as_geojson(await made(city, "events"), terms(city)))["features"]

    assert (feature["geometry"], feature["properties"]["座標の種別"]) == (None, None)


async def test_a_cancelled_class_says_so_and_a_draft_or_staff_training_is_not_there() -> None:
    await world.lesson(status="cancelled")
    await world.lesson(status="draft")
    await world.lesson(course=await world.course(slug="staff", audience="staff"))
    await world.lesson(course=await world.course(slug="talk", kind="consultation"))
    city = await world.morioka()

    [old] = table(formats.as_csv(await made(city, "events")))
    [new] = table(formats.as_csv(await made(city, "events-new")))
    assert (old["開始日時特記事項"], new["状態"]) == ("中止", "中止")


async def test_every_dataset_keeps_its_own_schema_with_rows_and_without() -> None:
    city = await world.morioka()
    empty = [fault for name in ABOUT for fault in faults(await made(city, name), city)]
    await world.lesson(day=DAY)
    await world.counted(city, day=clock.today() - timedelta(days=70))
    full = [fault for name in ABOUT for fault in faults(await made(city, name), city)]

    assert (empty, full) == ([], [])
    assert len((await made(city, "results")).rows) > 0


async def test_a_row_that_breaks_its_schema_is_found() -> None:
    city = await world.morioka()
    await world.lesson()
    events = await made(city, "events")
    events.rows[0]["開始日"] = "12月1日"

    assert faults(events, city)


async def test_another_citys_rows_are_in_no_file() -> None:
    await world.lesson(await world.tomi())
    city = await world.morioka()

    assert [len((await made(city, name)).rows) for name in ("events", "centres", "results")] == [0, 0, 0]


async def test_the_catalogue_lists_every_dataset_with_licence_and_forms() -> None:
    await world.lesson()
    rows = table(formats.as_csv(await made(await world.morioka(), "catalogue")))

    assert len(rows) == len(ABOUT) == len(publishing.COLUMNS)
    assert {row["ライセンス"] for row in rows} == {"CC BY 4.0"}
    assert rows[0]["データ形式"] == "CSV;JSON;XLSX;GeoJSON"


async def test_nobody_who_signed_up_is_in_any_file() -> None:
    city = await world.morioka()
    lesson = await world.held_lesson()
    who = await world.person(
        name="見前 ツル", kana="ミルマエ ツル", phone="019-699-1234", needs="補聴器", town="見前町"
    )
    await world.seat(lesson, who)
    files = [form for name in ABOUT for form in _forms(await made(city, name), city)]

    for secret in ("見前", "ミルマエ", "699-1234", "補聴器", "見前町"):
        assert [secret for content in files if secret.encode() in content] == []


def _forms(of: Dataset, city: City) -> list[bytes]:
    return [formats.as_csv(of), formats.as_json(of, terms(city))]
