"""地域・年齢別人口: a published table of the people of each town by age, read whole or not at all."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from outreach.goal.population import BANDS, Town
from outreach.i18n.phrase import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.open_data.tables import Line, Table, spelled
from outreach.refusal import Refusal

# 推奨データセット, 地域・年齢別人口 (47 columns). Morioka's own file ends with 85-89 and 90 instead of 85.
_START = ("コード", "地域コード", "都道府県名", "市区町村名", "調査年月日", "地域名", "総人口", "男性", "女性")
_AGES = tuple(f"{age}-{age + 4}歳の" for age in range(0, 85, 5))
_ENDS = {"85": ("85歳以上の",), "90": ("85-89歳の", "90歳以上の")}
OLD = {
    end: (*_START, *(f"{age}{sex}" for age in (*_AGES, *last) for sex in ("男性", "女性")), "世帯数", "備考")
    for end, last in _ENDS.items()
}
MEANINGS = ("town", "day", "total", *BANDS)
MOST_TOWNS = 10_000
MOST_PEOPLE = 10_000_000
_TOWN = frozenset(map(spelled, ("地域名", "町名", "町丁名", "町丁目名", "町丁・字名", "大字・町名", "町丁字名")))
_DAY = frozenset(map(spelled, ("調査年月日", "調査日", "基準日", "年月日")))
_TOTAL = frozenset(map(spelled, ("総人口", "総数", "人口総数", "人口", "合計")))
_SUMS = frozenset(("総数", "合計", "計", "総計", "全市", "市計", "全域"))
# How offices write that nobody is there, and that a number is kept back because it is small.
_NOBODY = frozenset(("-", "－", "―", "‐", "−", "ー"))
_KEPT_BACK = frozenset(("x", "X", "*", "**", "***", "χ", "Ｘ"))
_RANGE = re.compile(r"([0-9]{1,3})歳?[-~〜―–]([0-9]{1,3})")
_FROM = re.compile(r"([0-9]{1,3})歳?以上")
_UNDER = re.compile(r"([0-9]{1,3})歳?未満")
_DECADE = re.compile(r"([0-9]{2})歳?代")
_ONE = re.compile(r"([0-9]{1,3})歳")
_OLDEST = 150
_SPANS = ((0, 59), (60, 69), (70, 79), (80, _OLDEST))  # of BANDS
_DATES = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?: 0+:00(?::00)?)?"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.0+)?")


@dataclass(slots=True)
class Found:
    """What a file would bring: its towns, the rows left out and why, and what must be mended first, by row and column.

    Nothing of it may be saved while ``refused`` holds anything.
    """

    layout: str
    day: date | None = None
    towns: list[Town] = field(default_factory=list)
    left_out: list[tuple[int, str, Phrase]] = field(default_factory=list)
    refused: list[tuple[int | None, str, Phrase]] = field(default_factory=list)

    @property
    def together(self) -> tuple[int, ...]:
        """How many people of each of BANDS, in all towns."""
        return tuple(sum(town.people[at] for town in self.towns) for at in range(len(BANDS)))


def suggested(headings: Sequence[str]) -> dict[str, str]:
    """What columns mean whose headings say so.

    Of an age, either the sum or its two halves are taken, never both; of a band all of it or nothing.
    """
    found: dict[str, str] = {}
    ages: dict[tuple[int, int], dict[str, list[str]]] = {}
    for heading in headings:
        plain = spelled(heading)
        for meaning, known in (("town", _TOWN), ("day", _DAY), ("total", _TOTAL)):
            if plain in known and meaning not in found.values():
                found[heading] = meaning
        if heading not in found and (age := _ages(plain)):
            halves = ages.setdefault(age, {"": [], "half": []})
            halves["half" if re.search("[男女]", plain) else ""].append(heading)
    return found | _whole_bands(ages)


def _whole_bands(ages: Mapping[tuple[int, int], Mapping[str, list[str]]]) -> dict[str, str]:
    """The columns of each band whose ages are all there, without a gap and none twice."""
    found: dict[str, str] = {}
    for band, (first, last) in zip(BANDS, _SPANS, strict=True):
        inside = sorted(age for age in ages if first <= age[0] <= age[1] <= last)
        taken = [ages[age][""][:1] or ages[age]["half"] for age in inside]
        follows = all(high + 1 == low for (_low, high), (low, _high) in pairwise(inside))
        whole = bool(inside) and (inside[0][0], inside[-1][1]) == (first, last) and follows
        if whole and all(len(of) == 1 + (of == ages[age]["half"]) for age, of in zip(inside, taken, strict=True)):
            found |= {heading: band for of in taken for heading in of}
    return found


def _ages(heading: str) -> tuple[int, int] | None:
    if match := _RANGE.search(heading):
        return int(match[1]), int(match[2])
    if match := _FROM.search(heading):
        return int(match[1]), _OLDEST
    if match := _UNDER.search(heading):
        return 0, int(match[1]) - 1
    if match := _DECADE.search(heading):
        return int(match[1]), int(match[1]) + 9
    return (int(match[1]), int(match[1])) if (match := _ONE.search(heading)) else None


def layout_of(headings: Sequence[str]) -> str:
    """``old`` where all columns of the published layout are there, with either of its two ends; else ``own``."""
    there = {spelled(heading) for heading in headings}
    return "old" if any({spelled(one) for one in known} <= there for known in OLD.values()) else "own"


def mark(content_hash: str, mapping: Mapping[str, Any]) -> str:
    """What a preview showed: whoever saves says it, so that nothing else is saved."""
    return hashlib.sha256((content_hash + json.dumps(mapping, sort_keys=True)).encode()).hexdigest()


def read(table: Table, meanings: Mapping[str, str], day: date | None = None) -> Found:
    """The towns of a table whose columns mean this. ``day`` is when it was counted, where no column tells."""
    found = Found(layout_of(table.headings), day)
    columns = _columns(table.headings, meanings)
    if missing := _missing(columns):
        found.refused.append((None, "", missing))
        return found
    lines = [line for line in table.lines if line.kind == "row"]
    if len(lines) > MOST_TOWNS:
        found.refused.append((None, "", _("The table has more than {most} rows.", most=MOST_TOWNS)))
        return found
    if "day" in columns:
        _read_days(lines, columns["day"][0], table.headings, found)
    seen: set[str] = set()
    for line in lines:
        _read_row(line, columns, table.headings, found, seen)
    if not found.towns and not found.refused:
        found.refused.append((None, "", _("No row of this table names a town with its people.")))
    return found


def _columns(headings: Sequence[str], meanings: Mapping[str, str]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        if (meaning := meanings.get(heading, "")) in MEANINGS:
            columns.setdefault(meaning, []).append(at)
    return columns


def _missing(columns: Mapping[str, Sequence[int]]) -> Phrase | None:
    if len(columns.get("town", ())) != 1:
        return _("Please say which one column holds the name of the town.")
    if len(columns.get("day", ())) > 1 or len(columns.get("total", ())) > 1:
        return _("Only one column can hold the date, and only one the total.")
    if any(band not in columns for band in BANDS[1:]) or not columns.keys() & {"under60", "total"}:
        return _("Please say which columns hold the people in their 60s, in their 70s, of 80 and more, and the others.")
    return None


def _read_days(lines: Sequence[Line], at: int, headings: Sequence[str], found: Found) -> None:
    """All rows must have been counted on one day."""
    days: dict[date, int] = {}
    for line in lines:
        text = unicodedata.normalize("NFKC", line.cells[at]).strip()
        if not text:
            continue
        day = _day(text)
        if day is None:
            found.refused.append((line.number, headings[at], _("“{text}” is no date.", text=text[:40])))
        else:
            days.setdefault(day, line.number)
    if len(days) > 1:
        sentence = _("The rows were counted on several days. Please bring in one day at a time.")
        found.refused.append((max(days.values()), headings[at], sentence))
    found.day = next(iter(days), found.day)


def _day(text: str) -> date | None:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _read_row(
    line: Line, columns: Mapping[str, list[int]], headings: Sequence[str], found: Found, seen: set[str]
) -> None:
    name = " ".join(line.cells[columns["town"][0]].split())
    numbers = [at for meaning in ("total", *BANDS) for at in columns.get(meaning, ())]
    if spelled(name) in _SUMS:
        found.left_out.append((line.number, name, _("a total of the other rows")))
    elif any(line.cells[at].strip() in _KEPT_BACK for at in numbers):
        found.left_out.append((line.number, name, _("the file keeps its numbers back")))
    elif not name or len(name) > 60 or spelled(name) in seen:
        found.refused.append((line.number, headings[columns["town"][0]], _wrong_name(name)))
    else:
        seen.add(spelled(name))
        _read_numbers(line, name, columns, headings, found)


def _wrong_name(name: str) -> Phrase:
    if not name:
        return _("The name of the town is missing.")
    return _("The name is too long.") if len(name) > 60 else _("This town stands in another row, too.")


def _read_numbers(
    line: Line, name: str, columns: Mapping[str, list[int]], headings: Sequence[str], found: Found
) -> None:
    counts: dict[str, int] = {}
    for meaning in ("total", *BANDS):
        for at in columns.get(meaning, ()):
            number = _number(line.cells[at])
            if number is None:
                shown = line.cells[at].strip()[:40]
                found.refused.append((line.number, headings[at], _("“{text}” is no number of people.", text=shown)))
                return
            counts[meaning] = counts.get(meaning, 0) + number
    known = sum(counts.get(band, 0) for band in BANDS)
    if "total" in counts and known > counts["total"]:
        sentence = _("The ages add up to {sum}, more than the total {total}.", sum=known, total=counts["total"])
        found.refused.append((line.number, headings[columns["total"][0]], sentence))
        return
    under = counts["under60"] if "under60" in counts else counts["total"] - known
    found.towns.append(Town(name, (under, counts["sixties"], counts["seventies"], counts["eighty_up"])))


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or plain in _NOBODY:
        return 0
    if not _NUMBER.fullmatch(plain):
        return None
    number = int(plain.replace(",", "").partition(".")[0])
    return number if number <= MOST_PEOPLE else None


def refuse_if_wrong(found: Found) -> None:
    """Raises Refusal for what may not be saved: all or nothing."""
    if found.refused:
        raise Refusal(
            _("Nothing was saved. Please mend the rows below in the file, or change the columns."), code="rows"
        )
    if found.day is None:
        raise Refusal(_("Please write on which day the people were counted."), "day", "day")


def sums(towns: Iterable[Town]) -> int:
    """How many people live in these towns together."""
    return sum(sum(town.people) for town in towns)
