"""The layouts of 公共施設一覧, and what each column means to us; any other table is mapped by a person."""

from collections.abc import Sequence
from typing import Literal

from outreach.i18n.phrase import phrase as _
from outreach.open_data.tables import spelled
from outreach.refusal import Refusal
from outreach.venues.access import BY_HEADING

Name = Literal["new", "old", "own"]

# 自治体標準オープンデータセット, 01 公共施設一覧: the headings of the files that Itabashi and Nonoichi publish.
NEW = (
    *("全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字", "名称_通称", "POIコード"),
    *("外部識別子", "外部識別子の値", "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県"),
    *("所在地_市区町村", "所在地_町字", "所在地_番地以下", "建物名等(方書)", "緯度", "経度", "高度の種別", "高度の値"),
    *("電話番号", "内線番号", "連絡先メールアドレス", "連絡先FormURL", "連絡先備考（その他、SNSなど）", "郵便番号"),
    *("法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間", "利用可能時間特記事項", "説明", "車椅子可"),
    *("車椅子貸出", "ツエ貸出", "バリアフリートイレ", "スロープ、エレベータ、エスカレータ"),
    *("点字ブロック等の移動支援", "点字や読上による支援", "盲導犬・介助犬、聴導犬同伴", "字幕", "筆談対応"),
    *("優先駐車場", "オストメイト対応トイレ", "授乳室", "おむつ替えコーナー", "飲食可否", "ベビーカー貸出"),
    *("ベビーカー利用", "URL", "画像", "画像_ライセンス", "備考"),
)
# 推奨データセット, 公共施設一覧.
OLD = (
    *("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ", "名称_通称"),
    *("POIコード", "住所", "方書", "緯度", "経度", "電話番号", "内線番号", "法人番号", "団体名", "利用可能曜日"),
    *("開始時間", "終了時間", "利用可能日時特記事項", "説明", "バリアフリー情報", "URL", "備考"),
)
HEADINGS: dict[str, tuple[str, ...]] = {"new": NEW, "old": OLD}
# What a heading of the old layout is called in the new one.
RENAMED = {
    "都道府県コード又は市区町村コード": "全国地方公共団体コード",
    "NO": "ID",
    "都道府県名": "所在地_都道府県",
    "市区町村名": "所在地_市区町村",
    "住所": "所在地_連結表記",
    "方書": "建物名等(方書)",
    "利用可能日時特記事項": "利用可能時間特記事項",
}
_ALIKE = {spelled("利用可能時間特記事項"): spelled("利用可能日時特記事項")}

ACCESS = BY_HEADING
# What a column may mean: our word, by the headings that say so in so many words.
_MEANINGS: dict[str, tuple[str, ...]] = {
    "code": ("全国地方公共団体コード", "都道府県コード又は市区町村コード"),
    "id": ("ID", "NO"),
    "name": ("名称", "name"),
    "kana": ("名称_カナ",),
    "name_en": ("名称_英字",),
    "kind": ("種別",),
    "district": (),
    "address": ("所在地_連結表記", "住所", "address"),
    "latitude": ("緯度", "latitude"),
    "longitude": ("経度", "longitude"),
    "phone": ("電話番号", "telephoneNumber"),
    "days": ("利用可能曜日", "availableDate"),
    "opens": ("開始時間", "startTime"),
    "closes": ("終了時間", "endTime"),
    "hours_note": ("利用可能時間特記事項", "利用可能日時特記事項", "availableDateNote"),
    "closed_days": ("休館日",),
    "note": (),
    "way": ("アクセス方法", "アクセス"),
    "access_list": ("バリアフリー情報",),
    "corporate": ("法人番号",),
    "place_code": ("所在地_全国地方公共団体コード",),
    **{f"access:{flag}": (heading,) for heading, flag in ACCESS.items()},
}
MEANINGS = tuple(_MEANINGS)
_BY_HEADING = {spelled(heading): meaning for meaning, headings in _MEANINGS.items() for heading in headings}
_EVENTS = frozenset(map(spelled, ("イベント名", "行事名", "イベントタイトル")))
_NAMES = frozenset(map(spelled, ("名称", "name", "施設名", "施設名称", "会場名", "場所名称")))
_TOWNS = (frozenset({"town", "koaza"}), frozenset(map(spelled, ("町字ID", "大字・町名"))))


def detect(headings: Sequence[str]) -> Name:
    """Which layout these headings are: one of the two with all its columns, else a city's own.

    Raises Refusal for lists that are plainly of something else.
    """
    there = {_alike(spelled(heading)) for heading in headings}
    for name in ("new", "old"):
        if {_alike(spelled(heading)) for heading in HEADINGS[name]} <= there:
            return "new" if name == "new" else "old"
    _refuse_other_lists({spelled(heading) for heading in headings})
    return "own"


def _alike(heading: str) -> str:
    return _ALIKE.get(heading, heading)


def _refuse_other_lists(there: set[str]) -> None:
    if there & _EVENTS:
        sentence = _("This is a list of events, not of centres. Only lists of centres can be brought in here.")
        raise Refusal(sentence, "file", "events")
    if not there & _NAMES and any(towns <= there for towns in _TOWNS):
        sentence = _("This is a list of towns, not of centres. Only lists of centres can be brought in here.")
        raise Refusal(sentence, "file", "towns")


def standard(layout: str, headings: Sequence[str]) -> dict[str, str]:
    """Each heading of the file that belongs to the layout, with the layout's own spelling of it."""
    own = {_alike(spelled(heading)): heading for heading in HEADINGS.get(layout, ())}
    return {h: own[_alike(spelled(h))] for h in headings if _alike(spelled(h)) in own}


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """What columns mean whose headings say so in so many words; each meaning once."""
    found: dict[str, str] = {}
    for heading in headings:
        meaning = _BY_HEADING.get(spelled(heading))
        if meaning and meaning not in found.values():
            found[heading] = meaning
    return found


def meanings(layout: str, headings: Sequence[str]) -> dict[str, str]:
    """What the columns of a file in one of the two layouts mean to us, by heading."""
    known = standard(layout, headings)
    return {heading: _BY_HEADING[spelled(own)] for heading, own in known.items() if spelled(own) in _BY_HEADING}
