"""How dates and hours are read in Japanese, for the small kana above them (ふりがな)."""

import re
from collections.abc import Iterator

DIGITS = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
MONTHS = {4: "しがつ", 7: "しちがつ", 9: "くがつ"}
# Days that have names of their own; the others are counted.
DAYS = dict(
    enumerate(
        ("ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか"),
        start=1,
    )
)
DAYS |= {14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか"}
DAYS |= {17: "じゅうしちにち", 19: "じゅうくにち", 27: "にじゅうしちにち", 29: "にじゅうくにち"}
HOURS = {0: "れいじ", 4: "よじ", 7: "しちじ", 9: "くじ", 14: "じゅうよじ", 17: "じゅうしちじ", 19: "じゅうくじ"}
# The last digit changes its sound before 分 (ふん, ぷん).
MINUTES = {1: "いっぷん", 3: "さんぷん", 4: "よんぷん", 6: "ろっぷん", 8: "はっぷん", 0: "じゅっぷん"}
YEARS = {1: "いちねん", 4: "よねん", 7: "しちねん", 9: "くねん"}
WEEKDAYS = {"月": "げつ", "火": "か", "水": "すい", "木": "もく", "金": "きん", "土": "ど", "日": "にち"}
WORDS = {"午前": "ごぜん", "午後": "ごご", "正午": "しょうご", "令和": "れいわ", "元年": "がんねん"}

# A number is read with its word only: 25日 but neither 2025 nor 25日間, and no month above 12.
_NUMBER = r"(?<![0-9.:-])"
_FOUND = re.compile(
    rf"{_NUMBER}(?P<month>1[0-2]|[1-9])月(?=[1-9末の、。）]|$|\s)"
    rf"|{_NUMBER}(?P<day>[12][0-9]|3[01]|[1-9])日(?![間目前後])"
    rf"|{_NUMBER}(?P<hour>1[0-9]|2[0-4]|[0-9])時(?!間)"
    rf"|{_NUMBER}(?P<minute>[1-5][0-9]|[1-9])分(?![の間])"
    r"|(?<=令和)(?P<year>[1-9][0-9]?)年"
    r"|(?P<weekday>[月火水木金土日])曜日?"
    r"|(?<=（)(?P<short>[月火水木金土日])(?=）)"
    r"|(?P<word>午前|午後|正午|令和|元年)"
)


def readings(text: str) -> list[tuple[str, str]]:
    """Cut a Japanese text into parts with their readings, empty for what is no date or hour.

    ``11月25日（水）`` gives ``11月`` じゅういちがつ, ``25日`` にじゅうごにち, ``（``, ``水`` すい, ``）``.
    """
    return list(_parts(text))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _FOUND.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], ""
        yield found[0], _reading(found)
        at = found.end()
    if at < len(text):
        yield text[at:], ""


def _reading(found: re.Match[str]) -> str:
    kind, part = found.lastgroup, found[found.lastgroup or 0]
    match kind:
        case "month":
            return MONTHS.get(int(part)) or f"{counted(int(part))}がつ"
        case "day":
            return DAYS.get(int(part)) or f"{counted(int(part))}にち"
        case "hour":
            return _hour(int(part))
        case "minute":
            return _minute(int(part))
        case "year":
            return _ended(int(part), YEARS, "ねん")
        case "weekday":
            return f"{WEEKDAYS[part]}{'ようび' if found[0].endswith('日') else 'よう'}"
        case "short":
            return WEEKDAYS[part]
        case _:
            return WORDS[part]


def counted(number: int) -> str:
    """A number from 1 to 99 as it is counted: にじゅうご."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else DIGITS[tens]) + "じゅう" if tens else ""
    return ten + DIGITS[ones]


def _hour(number: int) -> str:
    return HOURS.get(number) or (f"にじゅう{HOURS[4]}" if number == 24 else f"{counted(number)}じ")


def _minute(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not ones:
        return f"{'' if tens == 1 else DIGITS[tens]}{MINUTES[0]}"
    return _ended(number, MINUTES, "ふん")


def _ended(number: int, changed: dict[int, str], word: str) -> str:
    tens, ones = divmod(number, 10)
    before = counted(tens * 10) if tens else ""
    return before + changed[ones] if ones in changed else f"{counted(number)}{word}"
