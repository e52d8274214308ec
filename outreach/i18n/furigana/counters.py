"""How a number is read with its counter: dates, hours, ages, people, times (ふりがな of what is counted).

After common usage and the appendix of 常用漢字表 (2010), which lists 一人, 二人, 二十歳 and the days of the month.
What has two readings that mean different things, such as 1日, is read where its neighbours decide and else not at all.
"""

import re
import unicodedata
from typing import Final, NamedTuple

LARGEST: Final = 99
_DIGITS = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_SHORT = {4: "よ", 7: "しち", 9: "く"}
_CUT = {1: "いっ", 6: "ろっ", 8: "はっ", 0: "じゅっ"}
_DATES = ("ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか")


class Counter(NamedTuple):
    """A counter: its reading, which last digits are short (4 よ, 7 しち, 9 く) or cut (1 いっ), how it sounds then.

    ``own`` are numbers with a word of their own, ``unsure`` last digits that are said in more than one way.
    """

    reading: str
    short: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    sounds: dict[int, str] = {}
    own: dict[int, str] = {}
    unsure: frozenset[int] = frozenset()
    suffixes: str = ""


def _of(reading: str, short: str = "", cut: str = "", sounds: str = "", **more: object) -> Counter:
    heard = {int(pair[0]): pair[1:] for pair in sounds.split()}
    return Counter(reading, frozenset(map(int, short)), frozenset(map(int, cut)), heard, **more)  # type: ignore[arg-type]


_K, _S = "1680", "180"
_DAY_OWN = dict(enumerate(_DATES, start=1)) | {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}
_P = "1ぷん 3ぷん 4ぷん 6ぷん 8ぷん 0ぷん"
_HALF = frozenset((1, 2))
# What may stand behind a counter, where the counter says so.
SUFFIXES = {"目": "め", "前": "まえ", "後": "ご", "間": "かん", "分": "ぶん", "中": "ちゅう", "半": "はん"}
SUFFIXES |= {"末": "まつ", "頃": "ごろ"}
COUNTERS: dict[str, Counter] = {
    "月": _of("がつ", "79", own={4: "しがつ"}, suffixes="分中末頃"),
    "日": _of("にち", "79", own=_DAY_OWN, suffixes="目前後間分頃"),
    "時": _of("じ", "479", own={0: "れいじ"}, suffixes="前半頃"),
    "時間": _of("じかん", "479", suffixes="目前後半"),
    "分": _of("ふん", "", "1680", _P, suffixes="前後間半"),
    "秒": _of("びょう", suffixes="前後間"),
    "年": _of("ねん", "479", suffixes="目前後間半"),
    "年度": _of("ねんど", "479"),
    "年生": _of("ねんせい", "49"),
    "か月": _of("かげつ", "", _K, suffixes="目前後間分半"),
    "週間": _of("しゅうかん", "", _S, suffixes="目前後分"),
    "回": _of("かい", "", _K, suffixes="目分中"),
    "階": _of("かい", "", _K, "3がい"),
    "個": _of("こ", "", _K, suffixes="目"),
    "件": _of("けん", "", _K, suffixes="目中"),
    "校": _of("こう", "", _K),
    "席": _of("せき", "", _S, suffixes="分中"),
    "歳": _of("さい", "", _S, own={20: "はたち"}),
    "才": _of("さい", "", _S, own={20: "はたち"}),
    "冊": _of("さつ", "", _S, suffixes="目"),
    "種類": _of("しゅるい", "", _S),
    "通": _of("つう", "", _S, suffixes="目"),
    "点": _of("てん", "", _S),
    "丁目": _of("ちょうめ", "", _S),
    "本": _of("ほん", "", _K, "1ぽん 3ぼん 6ぽん 8ぽん 0ぽん", suffixes="目"),
    "人": _of("にん", "47", own={1: "ひとり", 2: "ふたり"}, suffixes="目分中"),
    "名": _of("めい", suffixes="分中"),
    "枚": _of("まい", suffixes="目分"),
    "台": _of("だい", suffixes="目分"),
    "番": _of("ばん", suffixes="目"),
    "番地": _of("ばんち"),
    "度": _of("ど", suffixes="目"),
    "円": _of("えん", unsure=frozenset((4,))),
    "号": _of("ごう"),
    "条": _of("じょう"),
    "号室": _of("ごうしつ"),
    "行": _of("ぎょう", suffixes="目"),
    "倍": _of("ばい"),
    "位": _of("い"),
    "代": _of("だい"),
    "文字": _of("もじ", unsure=_HALF),
    "会場": _of("かいじょう", unsure=_HALF),
    "教室": _of("きょうしつ", unsure=_HALF),
    "講座": _of("こうざ", unsure=_HALF),
}
WEEKDAYS: Final = dict(
    zip("月火水木金土日祝", ("げつ", "か", "すい", "もく", "きん", "ど", "にち", "しゅく"), strict=True)
)
_CEILING = {"月": (1, 12), "日": (1, 31), "時": (0, 24)}
# Longer numbers are none that anybody counts.
_NUMBER = r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3}){1,3}|[0-9０-９]{1,9}"
_WORD = "|".join(sorted((*COUNTERS, "[ヶヵカケ箇]月"), key=lambda word: -len(word)))
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})(?P<counter>{_WORD})(?P<suffix>[{''.join(SUFFIXES)}]?)")
# Signs before a number that make it part of something else: 2.5, 10:30, 3-1, 2、3日, A4.
_BEFORE = re.compile(r"(?:[0-9０-９][.,:：．，、・/／-]|[A-Za-zＡ-Ｚａ-ｚ.:/#-]|[0-9０-９])$")
_RANGE = re.compile(r"[〜～~–-]$")
# How far a number looks around itself.
_NEAR: Final = 12
_MONTH = re.compile("月の?$")
_DATED = re.compile("[0-9０-９]月$")
_WEEKDAY = re.compile("[（(][月火水木金土日](?:[）)]|・[祝休])")
# In one day, and not on the first: but 1日2回目 is the second time, on the first.
_IN_A_DAY = re.compile("(?:に?[0-9０-９]{1,3}回|[0-9０-９]{1,3}時間)(?!目)|以内|当たり|あたり")


class Counted(NamedTuple):
    """A number with its counter at the beginning of a text: how long each of its parts is, and their readings."""

    parts: tuple[tuple[str, str], ...]

    @property
    def length(self) -> int:
        """How many characters it takes."""
        return sum(len(text) for text, _reading in self.parts)


def counted_at(text: str, at: int) -> list[Counted]:
    """The ways in which a number with its counter stands at this place, longest first; empty where none is sure."""
    found = _TOKEN.match(text, at)
    if not found or _BEFORE.search(text[max(0, at - 2) : at]):
        return []
    number = int(unicodedata.normalize("NFKC", found["number"]).replace(",", ""))
    counter = re.sub("[ヶヵカケ箇]", "か", found["counter"])
    ways = []
    if found["suffix"] and found["suffix"] in COUNTERS[counter].suffixes:
        ways.append(_way(text, found, counter, number, found["suffix"]))
    ways.append(_way(text, found, counter, number, ""))
    return [way for way in ways if way]


def _way(text: str, found: re.Match[str], counter: str, number: int, suffix: str) -> Counted | None:
    end = found.end() if suffix else found.end("counter")
    before, after = text[max(0, found.start() - _NEAR) : found.start()], text[end : end + _NEAR]
    reading = _decided(before, counter, number, suffix, after)
    if reading is None:
        return None
    tail = SUFFIXES.get(suffix, "")
    if reading.startswith("*"):  # the number itself is left as it is
        return Counted(((found["number"], ""), (found["counter"] + suffix, reading[1:] + tail)))
    return Counted(((found["number"] + found["counter"] + suffix, reading + tail),))


def _decided(before: str, counter: str, number: int, suffix: str, after: str) -> str | None:
    """The reading, with * in front where only the counter's is given; None where it is not sure."""
    low, high = _CEILING.get(counter, (0, 10**9))
    if counter == "日" and number > high and number % 10 in (0, 1, 2, 3, 5, 6, 8):
        return f"*{COUNTERS['日'].reading}"
    if not low <= number <= high or _is_other(before, counter, number, suffix, after):
        return None
    if counter == "日" and number == 1:
        return _first(before, suffix, after)
    return spoken(number, COUNTERS[counter])


def _is_other(before: str, counter: str, number: int, suffix: str, after: str) -> bool:
    match counter:
        case "分":  # 3分の1 is a third
            return bool(re.match("の[0-9０-９一二三四五六七八九]", after))
        case "月":
            return suffix == "" and after.startswith("額")
        case "人":  # いち、ににん
            return number in _HALF and bool(_RANGE.search(before))
        case "時" | "日" | "年":  # 時間, 日間 are counters of their own; 日本, 年代 words
            return bool(re.match("[間本代刻]", after)) and not suffix
        case "番" | "号" | "台" | "本" | "通" | "点" | "度" | "位" | "行" | "代":
            return bool(re.match("[一-龥]", after)) and not re.match("以[上下内]|未満|程度|[、。]", after)
        case _:
            return False


def _first(before: str, suffix: str, after: str) -> str | None:
    if _DATED.search(before):
        return "ついたち" if suffix in ("", "頃", "分") else None
    if not suffix and _WEEKDAY.match(after):
        return "ついたち"
    if _MONTH.search(before):  # 毎月1日 is the first, or one day a month
        return None
    if suffix in ("目", "前", "後", "間") or (not suffix and _IN_A_DAY.match(after)):
        return "いちにち"
    return None


def spoken(number: int, counter: Counter) -> str | None:
    """The number with its counter as it is said; ``*`` and the counter alone above 99; None where it is not sure."""
    if number in counter.own:
        return counter.own[number]
    tens, ones = divmod(number, 10)
    if ones in counter.unsure and (ones == number or counter.unsure != _HALF):
        return None
    sound = counter.sounds.get(ones, counter.reading) if number else counter.reading
    if number > LARGEST or not number:
        return f"*{sound}" if ones or tens % 10 or not counter.sounds else None
    return _number(tens, ones, counter) + sound


def _number(tens: int, ones: int, counter: Counter) -> str:
    ten = ("" if tens == 1 else _DIGITS[tens]) + "じゅう" if tens else ""
    if not ones:
        return ten.removesuffix("じゅう") + "じゅっ" if 0 in counter.cut else ten
    if ones in counter.short:
        return ten + _SHORT[ones]
    return ten + (_CUT[ones] if ones in counter.cut else _DIGITS[ones])
