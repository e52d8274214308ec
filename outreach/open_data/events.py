"""Classes as イベント一覧: in the old layout whole, in the new one as far as its headings are certain.

Old: 推奨データセット イベント一覧, 32 columns. New: the first three columns and the address columns of sheet 01 of
自治体標準オープンデータセット, and the names of GIF's event model (digital-go-jp/GIF 451-5-1); the definition of its
sheet 12 could not be read, so that no conformance is claimed.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from outreach import clock
from outreach.cities import City
from outreach.clock import TOKYO
from outreach.courses import Cohost, Course
from outreach.i18n.words import fiscal_year
from outreach.lessons import Brief, briefs
from outreach.open_data import codes
from outreach.open_data.datasets import ROUGH, SAMPLE, Column, Dataset, Links, Record
from outreach.refusal import Refusal
from outreach.spelling import clean_kana

OLD = (
    *(Column("都道府県コード又は市区町村コード"), Column("NO"), Column("都道府県名"), Column("市区町村名")),
    *(Column("イベント名", required=True), Column("イベント名_カナ"), Column("イベント名_英語")),
    *(Column("開始日", "date", required=True), Column("終了日", "date", required=True)),
    *(Column("開始時間", "time", required=True), Column("終了時間", "time", required=True)),
    *(Column("開始日時特記事項"), Column("説明", required=True), Column("料金(基本)", "integer"), Column("料金(詳細)")),
    *(Column("連絡先名称"), Column("連絡先電話番号"), Column("連絡先内線番号"), Column("主催者")),
    *(Column("場所名称", required=True), Column("住所"), Column("方書")),
    *(Column("緯度", "number"), Column("経度", "number"), Column("アクセス方法"), Column("駐車場情報")),
    *(Column("定員", "integer"), Column("参加申込終了日", "date"), Column("参加申込終了時間", "time")),
    *(Column("参加申込方法"), Column("URL", "url"), Column("備考")),
)
# What the headings of the new layout are called in the old one; those that it alone has are filled in `_Rows.new`.
_FROM_OLD = {
    "イベント名_英字": "イベント名_英語",
    "所在地_都道府県": "都道府県名",
    "所在地_市区町村": "市区町村名",
    "所在地_連結表記": "住所",
    "建物名等(方書)": "方書",
    "電話番号": "連絡先電話番号",
    "日時説明": "開始日時特記事項",
}
NEW = (
    *(Column("全国地方公共団体コード", required=True), Column("ID", required=True)),
    *(Column("地方公共団体名", required=True), Column("イベント名", required=True), Column("イベント名_カナ")),
    *(Column("イベント名_英字"), Column("説明"), Column("状態", words=("予定", "中止", "終了"))),
    *(Column("開始日", "date", required=True), Column("終了日", "date", required=True)),
    *(Column("開始時間", "time"), Column("終了時間", "time"), Column("日時説明")),
    *(Column("場所名称", required=True), Column("所在地_連結表記"), Column("所在地_都道府県")),
    *(Column("所在地_市区町村"), Column("建物名等(方書)"), Column("緯度", "number"), Column("経度", "number")),
    *(Column("主催者"), Column("連絡先名称"), Column("電話番号"), Column("定員", "integer")),
    *(Column("参加申込終了日", "date"), Column("参加申込終了時間", "time"), Column("参加申込方法")),
    *(Column("URL", "url"), Column("備考")),
)

# Where each cell of the new layout is found in the old one.
_BEFORE = {column.heading: _FROM_OLD.get(column.heading, column.heading) for column in NEW}


async def events(city: City, links: Links) -> Dataset:
    """The classes of this fiscal year and later, cancelled ones too, in the old layout. A fixed number of queries."""
    return await _dataset("events", OLD, _Rows.old, city, links)


async def events_new(city: City, links: Links) -> Dataset:
    """The same in the new layout, as far as it is certain."""
    return await _dataset("events-new", NEW, _Rows.new, city, links)


async def _dataset(
    name: str, columns: tuple[Column, ...], made: "Callable[[_Rows, Brief], Record]", city: City, links: Links
) -> Dataset:
    found = await briefs.shown(city.id, date(fiscal_year(clock.today()), 4, 1))
    rows = _Rows(city, await _hosts(found), links)
    written = await asyncio.to_thread(lambda: [made(rows, one) for one in found])
    newest = max((one.changed_at for one in found), default=None)
    rough = frozenset(at for at, one in enumerate(found) if one.centre.position_note)
    return Dataset(name, columns, written, newest, places=True, rough=rough)


async def _hosts(found: Iterable[Brief]) -> dict[int, list[str]]:
    hosts: dict[int, list[str]] = {}
    rows = Cohost.filter(course_id__in={one.course.id for one in found}).order_by("id").select_related("organisation")
    for row in await rows:
        hosts.setdefault(row.course_id, []).append(row.organisation.name.get("ja", ""))
    return hosts


class _Rows:
    """The rows of one city; what all classes of a course say is worked out once."""

    def __init__(self, city: City, hosts: Mapping[int, list[str]], links: Links) -> None:
        self.city, self.hosts, self.links = city, hosts, links
        self.everywhere: Record = dict.fromkeys((column.heading for column in OLD), None) | {
            "都道府県コード又は市区町村コード": city.code,
            "都道府県名": codes.prefecture(city.code),
            "市区町村名": city.name.get("ja", ""),
            "連絡先名称": city.department.get("ja") or None,
            "連絡先電話番号": city.phone or None,
            "参加申込方法": f"電話（{city.phone}）またはウェブサイト",
        }
        self.of_courses: dict[int, Record] = {}

    def old(self, lesson: Brief) -> Record:
        """A class in the old layout."""
        return self._of_course(lesson.course) | {
            "NO": str(lesson.id),
            "定員": lesson.capacity,
            "URL": self.links.lesson(lesson.id),
            "備考": _remarks(lesson),
            **_when(lesson),
            **_where(self.city, lesson),
        }

    def new(self, lesson: Brief) -> Record:
        """A class in the new one."""
        old = self.old(lesson)
        over = "終了" if lesson.ends_at <= clock.now() else "予定"
        return {heading: old.get(before) for heading, before in _BEFORE.items()} | {
            "全国地方公共団体コード": self.city.code,
            "ID": str(lesson.id),
            "地方公共団体名": codes.prefecture(self.city.code) + self.city.name.get("ja", ""),
            "状態": "中止" if lesson.status == "cancelled" else over,
        }

    def _of_course(self, course: Course) -> Record:
        if course.id not in self.of_courses:
            title = course.title.get("ja", "")
            self.of_courses[course.id] = self.everywhere | {
                "イベント名": title,
                "イベント名_カナ": _reading(title),
                "イベント名_英語": course.title.get("en") or None,
                "説明": course.description.get("ja", ""),
                "主催者": "、".join([self.city.name.get("ja", ""), *self.hosts.get(course.id, [])]),
            }
        return self.of_courses[course.id]


def _reading(title: str) -> str | None:
    """How a title is read that is written in kana; what others are read as, nobody has told us."""
    try:
        return clean_kana(title)
    except Refusal:
        return None


def _remarks(lesson: Brief) -> str | None:
    said = ["中止になりました。"] if lesson.status == "cancelled" else []
    said += [ROUGH] if lesson.centre.position_note else []
    said += [SAMPLE] if lesson.is_sample else []
    return "".join(said) or None


def _when(lesson: Brief) -> Record:
    starts, ends = lesson.starts_at.astimezone(TOKYO), lesson.ends_at.astimezone(TOKYO)
    closes = lesson.intake_closes_at.astimezone(TOKYO)
    return {
        "開始日": f"{starts:%Y-%m-%d}",
        "終了日": f"{ends:%Y-%m-%d}",
        "開始時間": f"{starts:%H:%M}",
        "終了時間": f"{ends:%H:%M}",
        "開始日時特記事項": "中止" if lesson.status == "cancelled" else None,
        "参加申込終了日": f"{closes:%Y-%m-%d}",
        "参加申込終了時間": f"{closes:%H:%M}",
    }


def _where(city: City, lesson: Brief) -> Record:
    here = lesson.place
    return {
        "場所名称": lesson.centre.name.get("ja", ""),
        "住所": whole_address(city, here.address) or None,
        "方書": lesson.room.name.get("ja") if lesson.room else None,
        "緯度": here.latitude,
        "経度": here.longitude,
    }


def whole_address(city: City, address: str) -> str:
    """The address with prefecture and municipality in front, where it does not begin with them; empty stays empty."""
    prefecture, name = codes.prefecture(city.code), city.name.get("ja", "")
    if not address or address.startswith(prefecture):
        return address
    return prefecture + (address if address.startswith(name) else name + address)
