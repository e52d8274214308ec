"""When a hall opens, from the columns of a list: read only where every word of them is understood."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from outreach.open_data.cells import Cell
from outreach.venues.rules import WEEK
from outreach.venues.rules import read as read_opening

_DAYS = "月火水木金土日"
_EVERY = frozenset({"毎日", "年中無休", "全日", "無休"})
_SEPARATORS = "・,、;/ \n"
Rule = dict[str, Any]


def weekdays(text: str) -> list[int] | None:
    """The weekdays (0 is Monday) on which a hall may be used, or None where the words say more or less than that.

    月火水木金土日, 月・火・水, 月;火, 月曜日、火曜日, 月~金, 火水木祝 and the like; holidays are named, not ruled.
    """
    words = unicodedata.normalize("NFKC", text).strip()
    if words in _EVERY:
        return list(range(7))
    bare = re.sub("曜日?", "", re.sub(f"[{_SEPARATORS}]?(?:国民の)?祝日?$", "", words))
    if span := re.fullmatch(f"([{_DAYS}])(?:[~〜-]|から)([{_DAYS}])(?:まで)?", bare):
        first, last = (_DAYS.index(day) for day in span.groups())
        return list(range(first, last + 1)) if first < last else None
    if not re.fullmatch(f"[{_DAYS}](?:[{_SEPARATORS}]*[{_DAYS}])*", bare):
        return None
    days = [_DAYS.index(sign) for sign in bare if sign in _DAYS]
    return days if len(set(days)) == len(days) else None


@lru_cache(maxsize=4096)  # a list says the same words in thousands of rows
def days(text: str) -> Cell:
    """A cell of 利用可能曜日; its fact is a list of weekdays."""
    found = weekdays(text)
    return Cell(text, found) if found else Cell(text, trouble="days")


_CLOSED = re.compile(r"(?:は|とも)?、?(?:終日)?(?:利用不可|休業|休館|休み|お休み|閉館)(?:日)?(?:です)?$")
_HEAD = re.compile(r"^(?:休館日?|定休日?|休業日?)(?:は|[::])")
_RANGE = re.compile(
    r"(?:毎年)?(?:年末年始)?\(?(1?[0-9])(?:月|/)([1-3]?[0-9])日?(?:から|[~〜-])"
    r"(?:翌年の|翌年|翌)?(1?[0-9])(?:月|/)([1-3]?[0-9])日?(?:まで)?\)?"
)
_HOLIDAY = frozenset({"祝日", "国民の祝日", "祝"})
_AFTER = frozenset({"祝日の翌日", "国民の祝日の翌日"})
_WEEKLY = re.compile(f"(?:毎週)?([{_DAYS}])曜日?")
_NTH = re.compile(f"(?:毎月)?第([1-5](?:[・,]第?[1-5])*)([{_DAYS}])曜日?")
_LAST = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def closed_rules(text: str, *, said_closed: bool = False) -> list[Rule] | None:
    """The rules that a remark states, as `Centre.opening` keeps them; None where a word of it is not understood.

    ``said_closed``: the heading says already that these days are closed (休館日).
    """
    rules: list[Rule] = []
    for sentence in filter(None, re.split("[。\n]", unicodedata.normalize("NFKC", text).replace(" ", ""))):
        days_named = _HEAD.sub("", sentence.strip())
        bare = _CLOSED.sub("", days_named)
        if not (said_closed or bare != days_named or days_named != sentence):
            return None
        found = _rules(bare)
        if found is None:
            return None
        rules += found
    return rules or None


def _rules(days_named: str) -> list[Rule] | None:
    rules = [
        _rule(word) for word in re.split(r"、|,(?!第?[1-5])|および|及び|と(?=[第祝月火水木金土日年1-9])", days_named)
    ]
    return [rule for rule in rules if rule] if all(rules) else None


def _rule(word: str) -> Rule | None:
    if word in _HOLIDAY | _AFTER:
        return {"kind": "holidays" if word in _HOLIDAY else "after_holiday"}
    if found := _WEEKLY.fullmatch(word):
        return {"kind": "weekly", "weekday": _DAYS.index(found[1])}
    if found := _NTH.fullmatch(word):
        return {
            "kind": "nth",
            "weekday": _DAYS.index(found[2]),
            "nths": [int(one) for one in re.findall("[1-5]", found[1])],
        }
    if found := _RANGE.fullmatch(word):
        first, last = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
        if all(1 <= day <= _LAST.get(month, 0) for month, day in (first, last)):
            return {"kind": "yearly", "from": _day(first), "to": _day(last)}
    return None


def _day(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


@lru_cache(maxsize=4096)
def remark(text: str) -> Cell:
    """A cell of 利用可能時間特記事項; its fact are closing rules."""
    found = closed_rules(text)
    return Cell(text, found) if found else Cell(text, trouble="closed")


@lru_cache(maxsize=4096)
def closed(text: str) -> Cell:
    """A cell of 休館日; its fact are closing rules."""
    found = closed_rules(text, said_closed=True)
    return Cell(text, found) if found else Cell(text, trouble="closed")


def opening(read: dict[str, Cell]) -> dict[str, Any]:
    """`Centre.opening` from the cells of a row by their meaning; {} where one of them leaves it open."""
    remarks = [read[name] for name in ("hours_note", "closed_days") if name in read and read[name].text.strip()]
    told = [read[name] for name in ("days", "opens", "closes") if name in read and read[name].text.strip()]
    if any(cell.trouble for cell in [*remarks, *told]):
        return {}
    rules = [rule for cell in remarks for rule in cell.fact]
    found: dict[str, Any] = {"rules": rules} if rules else {}
    if len(told) == 3:
        span = [read["opens"].fact, read["closes"].fact]
        found["week"] = {WEEK[day]: [span] for day in sorted(read["days"].fact)}
    return found if _sound(found) else {}


def _sound(found: dict[str, Any]) -> bool:
    try:
        read_opening(found)
    except ValueError:
        return False
    return True
