"""The datasets as オープンデータ一覧 (推奨データセット, 15 columns): what there is, in which forms, which licence."""

from collections.abc import Iterable

from outreach.cities import City
from outreach.clock import TOKYO
from outreach.open_data import codes
from outreach.open_data.datasets import SAMPLE, Column, Dataset, Links, Record
from outreach.open_data.licences import Licence

COLUMNS = (
    *(Column("都道府県コード又は市区町村コード"), Column("NO"), Column("都道府県名"), Column("市区町村名")),
    *(Column("データ名称", required=True), Column("データ概要"), Column("データ形式", required=True)),
    *(
        Column("分類", required=True),
        Column("更新頻度"),
        Column("URL", "url"),
        Column("API対応有無", words=("有", "無")),
    ),
    *(Column("ライセンス"), Column("登録日", "date"), Column("最終更新日", "date"), Column("備考")),
)
FIELD = "教育・文化・スポーツ・生活"  # one of the 17 of the definition


def catalogue(city: City, found: Iterable[Dataset], licence: Licence, links: Links) -> Dataset:
    """These datasets and the list itself."""
    listed = [*found, Dataset("catalogue", COLUMNS, [])]
    newest = max((one.updated for one in listed if one.updated), default=None)
    listed[-1] = Dataset("catalogue", COLUMNS, [], newest)
    rows = [_row(city, one, number, licence, links) for number, one in enumerate(listed, 1)]
    return Dataset("catalogue", COLUMNS, rows, newest)


def _row(city: City, one: Dataset, number: int, licence: Licence, links: Links) -> Record:
    remarks = ["新しい様式に一部準拠"] * one.about.partial + [SAMPLE.rstrip("。")] * city.is_sample
    return {
        "都道府県コード又は市区町村コード": city.code,
        "NO": str(number),
        "都道府県名": codes.prefecture(city.code),
        "市区町村名": city.name.get("ja", ""),
        "データ名称": one.about.title.text("ja"),
        "データ概要": one.about.holds.text("ja"),
        "データ形式": "CSV;JSON;XLSX" + (";GeoJSON" if one.places else ""),
        "分類": FIELD,
        "更新頻度": "随時",
        "URL": links.page,
        "API対応有無": "有" if one.name in ("events", "centres", "results") else "無",
        "ライセンス": licence.name,
        "登録日": None,
        "最終更新日": f"{one.updated.astimezone(TOKYO):%Y-%m-%d}" if one.updated else None,
        "備考": "。".join(remarks) or None,
    }
