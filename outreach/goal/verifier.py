"""Does the count hold? Checks a ledger by itself: no database, no network, nothing but Python 3.11 or later.

    python3 verify_ledger.py ledger.json --anchor anchor-2027-05-31.json --statement statement-2027-04.json

A ledger is a list of entries, each sealed with SHA-256 over the one before it and its own text. An anchor is the end of
the ledger as it was on some day, kept elsewhere: whoever changes, deletes, inserts, swaps or cuts off what was there
that day, or puts an older copy in its place, gets another end. Statements are signed with Ed25519 (RFC 8032).
Who had to restore a backup writes that down as an entry that names the ends that were lost. It is always told; give
its hash (--restored) where you know of that restore, else it counts as wrong.

記録台帳の検査です。データベースもネットワークも要りません。Python 3.11 以上だけで動きます。
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]
Totals = dict[tuple[int, int], tuple[int, int]]
FORMAT = "outreach-ledger-1"
COUNTING = ("confirmed", "reversed", "corrected")
FIELDS = (
    *("seq", "at", "kind", "by", "lesson", "course", "day", "year", "booked"),
    *("classes", "attendances", "detail", "pledge"),
)
LINE = ("seq", "kind", "lesson", "course", "day", "year", "classes", "attendances", "detail")
SIGNED = b"outreach-statement-1\n"
WORDS = {
    "unreadable": ("this part cannot be read", "読み取れない部分があります"),
    "entry missing": ("an entry is missing", "記録が欠けています"),
    "entry changed": ("this entry was changed, swapped or inserted", "記録が書き換え・入れ替え・挿入されています"),
    "tail cut": ("the ledger ends before the anchor", "控えより前で台帳が終わっています"),
    "anchor differs": ("the ledger is not the one that was anchored", "控えと台帳が一致しません"),
    "counted wrongly": ("a class counts other than once or not at all", "1つの教室が2回以上数えられています"),
    "booked wrongly": ("an entry stands in the wrong month or year", "記録の月または年度が誤っています"),
    "signed alone": ("one person signed where two must", "2人の署名が必要なところに1人の署名しかありません"),
    "statement missing": ("a statement is missing", "月の確定書が欠けています"),
    "statement changed": ("this statement was changed", "月の確定書が書き換えられています"),
    "statement forged": ("this statement is not signed by the city", "月の確定書の署名が市のものではありません"),
    "statement wrong": ("this statement is not what the ledger says", "月の確定書と台帳が一致しません"),
    "statement differs": ("the statement in hand is another one", "手元の確定書と一致しません"),
    "restored": ("a backup was put back before it; entries were lost", "復元により、この前後の記録が失われています"),
    "restored wrongly": ("this entry tells of a restore that cannot have been so", "復元の記録が台帳と合いません"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and with which entry or statement."""

    kind: str
    number: int


def canonical(thing: Any) -> str:
    """JSON with sorted keys and no spaces, so that equal things are equal texts."""
    return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def start(code: str, what: str = FORMAT) -> str:
    """What stands before the first entry of the city with this code; and before its first statement."""
    return digest(f"{what}|{code}")


def link(previous: str, entry: Facts) -> str:
    """The hash of an entry after this one."""
    return digest(f"{previous}\n{canonical([entry[name] for name in FIELDS])}")


def fiscal_year(day: date) -> int:
    """The year from 1 April to 31 March."""
    return day.year - (day.month < 4)


def month_after(month: str) -> str:
    """The month after one such as ``2027-03``."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


def line(entry: Facts) -> dict[str, Any]:
    """An entry as it stands in a statement."""
    return {name: entry[name] for name in LINE}


def summed(lines: Iterable[Facts], carried: Iterable[Sequence[int]] = ()) -> list[list[int]]:
    """Classes and attendances by course and fiscal year, on top of what was carried over."""
    totals: Totals = {(row[0], row[1]): (row[2], row[3]) for row in carried}
    for one in lines:
        key = (one["course"], one["year"])
        classes, attendances = totals.get(key, (0, 0))
        totals[key] = (classes + one["classes"], attendances + one["attendances"])
    return [[*key, *totals[key]] for key in sorted(totals)]


def check(ledger: Facts, anchors: Sequence[Facts] = (), statements: Sequence[Facts] = ()) -> list[Fault]:
    """Everything that is wrong with a ledger, given what was kept elsewhere; an empty list is good news.

    A restore that was written down is told as ``restored``, whether anybody knows of it or not.
    """
    try:
        entries, sealed = list(ledger["entries"]), list(ledger["statements"])
        kept = [of_city(one, ledger["city"]) for one in anchors]
        keys = [ledger["keys"], *(one.get("keys", {}) for one in kept)]
        faults = _chained(ledger["city"], entries)
        faults += _counted(entries) if not faults else []
        faults += _sealed(ledger["city"], entries, sealed, keys)
        faults += _restores(entries)
        faults += [fault for one in kept for fault in _anchored(one, ledger["city"], entries, sealed)]
        faults += [fault for one in statements for fault in _in_hand(one, sealed)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return [Fault("unreadable", 0)]
    return faults


def of_city(anchor: Facts, code: str) -> Facts:
    """The anchor of this city, also out of the manifest of a backup."""
    if "contents" not in anchor:
        return anchor
    held = anchor["contents"]
    return {**held["ledgers"][code], "at": anchor.get("at"), "keys": held.get("public_keys", {}).get(code, {})}


def _chained(code: str, entries: list[Facts]) -> list[Fault]:
    previous = start(code)
    faults: list[Fault] = []
    for number, entry in enumerate(entries, 1):
        if entry["seq"] != number:
            return [*faults, Fault("entry missing", number)]
        if link(previous, entry) != entry["hash"]:
            faults.append(Fault("entry changed", number))
        previous = entry["hash"]
    return faults


class _Count:
    """The count as it grows, entry by entry."""

    def __init__(self) -> None:
        self.lessons: dict[int, tuple[int, int]] = {}
        self.standing: dict[int, Facts] = {}
        self.due: tuple[Any, ...] = ()
        self.first_open = ""
        self.signatures = 2

    def take(self, entry: Facts) -> str:
        """What is wrong with the next entry; empty where nothing is."""
        detail, due, self.due = json.loads(entry["detail"]), self.due, ()
        if (entry["kind"] == "corrected" or due) and due != (entry["kind"], entry["lesson"], entry["by"]):
            return "counted wrongly"  # what is taken back is counted anew by the very next entry, and only so
        if entry["kind"] == "rule":
            self.signatures = detail["signatures"]
        elif entry["kind"] == "sealed":
            self.first_open = month_after(detail["month"])
        elif entry["kind"] in COUNTING:
            return self._class(entry, detail)
        return "counted wrongly" if entry["classes"] or entry["attendances"] else ""

    def _class(self, entry: Facts, detail: Facts) -> str:
        classes, attendances = self.lessons.get(entry["lesson"], (0, 0))
        now = classes + entry["classes"], attendances + entry["attendances"]
        self.lessons[entry["lesson"]] = now
        if now[0] not in (0, 1) or now[1] < 0 or (now[1] and not now[0]):
            return "counted wrongly"
        day = date.fromisoformat(entry["day"])
        if (entry["year"], entry["booked"]) != (fiscal_year(day), max(entry["day"][:7], self.first_open)):
            return "booked wrongly"
        if not self._as_told(entry, detail):
            return "counted wrongly"
        people = {one for one in (detail.get("reporter", ""), entry["by"]) if one.startswith("account:")}
        return "signed alone" if entry["kind"] != "reversed" and len(people) < self.signatures else ""

    def _as_told(self, entry: Facts, detail: Facts) -> bool:
        """Whether it counts what its own facts say, and takes back the line that stood."""
        standing = self.standing.pop(entry["lesson"], None)
        if entry["kind"] == "reversed":
            self.due = ("corrected", entry["lesson"], entry["by"])
            back = standing and (standing["seq"], -standing["classes"], -standing["attendances"])
            return back == (detail["of"], entry["classes"], entry["attendances"])
        self.standing[entry["lesson"]] = entry
        if standing:
            return False
        counted = (1, detail["attendance"]) if detail["held"] else (0, 0)
        return (entry["classes"], entry["attendances"]) in (counted, (0, 0))


def _counted(entries: list[Facts]) -> list[Fault]:
    count = _Count()
    found = [(count.take(entry), entry["seq"]) for entry in entries]
    found += [("counted wrongly", len(entries))] if count.due else []
    return [Fault(kind, number) for kind, number in found if kind]


def _sealed(code: str, entries: list[Facts], statements: list[Facts], keys: list[Facts]) -> list[Fault]:
    told = [json.loads(entry["detail"]) | {"seq": entry["seq"]} for entry in entries if entry["kind"] == "sealed"]
    faults = [Fault("statement missing", one["number"]) for one in told[len(statements) :]]
    previous = start(code, "outreach-statement-1")
    carried: list[list[int]] = []
    for number, one in enumerate(statements, 1):
        body = json.loads(one["body"])
        in_ledger = told[number - 1] if number <= len(told) else {}
        if (one["number"], body["number"]) != (number, number):
            return [*faults, Fault("statement missing", number)]
        if digest(f"{previous}\n{one['body']}") != one["hash"] or in_ledger.get("hash") != one["hash"]:
            faults.append(Fault("statement changed", number))
        key = in_ledger.get("key", "")
        if (
            not signed(key, one["hash"], one["signature"])
            or in_ledger["ring"] != one["key"]
            or any(ring.get(str(one["key"]), key) != key for ring in keys)
        ):
            faults.append(Fault("statement forged", number))
        if _wrong(body, entries, carried) or _too_soon(body, in_ledger, told[number - 2] if number > 1 else {}):
            faults.append(Fault("statement wrong", number))
        if len({signer["by"] for signer in body["signatures"]}) < _rule_at(entries, body["ledger"]["seq"]):
            faults.append(Fault("signed alone", number))
        previous, carried = one["hash"], body["carried"]
    return faults


def _rule_at(entries: list[Facts], seq: int) -> int:
    """How many people had to sign when the ledger had so many entries."""
    rules = [json.loads(one["detail"])["signatures"] for one in entries[:seq] if one["kind"] == "rule"]
    return int(rules[-1]) if rules else 2


def _too_soon(body: Facts, in_ledger: Facts, before: Facts) -> bool:
    """Whether a month was sealed before it was over, out of its turn, or elsewhere than where its line stands."""
    month, first = body["month"], f"{month_after(body['month'])}-01T00:00:00+09:00"
    turn = month_after(before["month"]) if before else month
    over = datetime.fromisoformat(body["at"]) >= datetime.fromisoformat(first)
    return not over or (month, in_ledger.get("month")) != (turn, turn) or in_ledger["seq"] != body["ledger"]["seq"] + 1


def _wrong(body: Facts, entries: list[Facts], carried: list[list[int]]) -> bool:
    end = body["ledger"]["seq"]
    of_month = [one for one in entries[:end] if one["kind"] in COUNTING and one["booked"] == body["month"]]
    lines = [line(one) for one in of_month]
    last = entries[end - 1]["hash"] if 0 < end <= len(entries) else ""
    told = (body["lines"], body["totals"], body["carried"], body["ledger"]["hash"])
    return told != (lines, summed(lines), summed(lines, carried), last)


def ends(anchor: Facts) -> dict[str, Any]:
    """What an anchor fixes, as an entry about a restore names it: the ends of the ledger and of the statements."""
    return {name: {"seq": anchor[name]["seq"], "hash": anchor[name]["hash"]} for name in ("ledger", "statement")}


def _restores(entries: list[Facts]) -> list[Fault]:
    told = [(entry, json.loads(entry["detail"])) for entry in entries if entry["kind"] == "restored"]
    return [
        Fault("restored" if _can_be(entry, one, entries) else "restored wrongly", entry["seq"]) for entry, one in told
    ]


def _can_be(entry: Facts, told: Facts, entries: list[Facts]) -> bool:
    """Whether what was kept is in this ledger, and all that was lost came after it."""
    kept = told["kept"]["ledger"]
    here = kept["seq"] == 0 or (kept["seq"] < entry["seq"] and entries[kept["seq"] - 1]["hash"] == kept["hash"])
    return here and bool(told["lost"]) and all(one["ledger"]["seq"] > kept["seq"] for one in told["lost"])


def _anchored(anchor: Facts, code: str, entries: list[Facts], statements: list[Facts]) -> list[Fault]:
    faults = [] if anchor["city"] == code else [Fault("anchor differs", 0)]
    told = [json.loads(entry["detail"]) for entry in entries if entry["kind"] == "restored"]
    if any(ends(anchor) in one["lost"] for one in told):
        return faults
    for end, rows, before in (
        (anchor["ledger"], entries, start(code)),
        (anchor["statement"], statements, start(code, "outreach-statement-1")),
    ):
        if end["seq"] > len(rows):
            faults.append(Fault("tail cut", len(rows)))
        elif (rows[end["seq"] - 1]["hash"] if end["seq"] else before) != end["hash"]:
            faults.append(Fault("anchor differs", end["seq"]))
    return faults


def _in_hand(mine: Facts, statements: list[Facts]) -> list[Fault]:
    number = mine["number"]
    theirs = statements[number - 1] if 0 < number <= len(statements) else {}
    names = ("body", "hash")
    return [] if all(theirs.get(name) == mine[name] for name in names) else [Fault("statement differs", number)]


# Ed25519, RFC 8032, section 5.1: plain numbers, so that no other program has to be trusted.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


@lru_cache(maxsize=4096)
def signed(key: str, hash_: str, signature: str) -> bool:
    """Whether this key (hex) signed this hash."""
    try:
        public, raw = bytes.fromhex(key), bytes.fromhex(signature)
    except ValueError:
        return False
    if (len(public), len(raw)) != (32, 64):
        return False
    own, half = _unpacked(public), _unpacked(raw[:32])
    s = int.from_bytes(raw[32:], "little")
    if own is None or half is None or s >= _ORDER:
        return False
    told = hashlib.sha512(raw[:32] + public + SIGNED + hash_.encode()).digest()
    h = int.from_bytes(told, "little") % _ORDER
    return _same(_times(s, _BASE), _plus(half, _times(h, own)))


def _plus(one: _Point, other: _Point) -> _Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    made: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            made = _plus(made, point)
        point, factor = _plus(point, point), factor >> 1
    return made


def _same(one: _Point, other: _Point) -> bool:
    return not any((one[at] * other[2] - other[at] * one[2]) % _P for at in (0, 1))


def _unpacked(raw: bytes) -> _Point | None:
    y, sign = int.from_bytes(raw, "little") & ((1 << 255) - 1), raw[31] >> 7
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (not x and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE = _unpacked((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def main(words: Sequence[str]) -> int:
    """Check files; 0 where nothing is wrong, 1 where something is, 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description="Check a ledger of classes. 記録台帳を検査します。")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--anchor", type=Path, action="append", default=[], help="kept elsewhere 控え")
    parser.add_argument("--statement", type=Path, action="append", default=[], help="in hand 手元の確定書")
    parser.add_argument("--restored", action="append", default=[], help="the hash of a restore you know of 復元の記録")
    given = parser.parse_args(words)
    try:
        ledger, *rest = [json.loads(path.read_text("utf-8-sig")) for path in (given.ledger, *given.anchor)]
        in_hand = [json.loads(path.read_text("utf-8-sig")) for path in given.statement]
    except (OSError, ValueError, RecursionError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2
    return _told(ledger, check(ledger, rest, in_hand), rest, given.restored)


def unknown(ledger: Facts, faults: Sequence[Fault], restored: Iterable[str]) -> list[Fault]:
    """The faults without the restores whose entries have one of these hashes: whoever gives them knows of them."""
    if not any(one.kind == "restored" for one in faults):
        return [*faults]
    known = {one["seq"] for one in ledger["entries"] if one["hash"] in {*restored}}
    return [one for one in faults if one.kind != "restored" or one.number not in known]


def _told(ledger: Facts, faults: list[Fault], anchors: list[Facts], restored: list[str]) -> int:
    for fault in faults:
        english, japanese = WORDS[fault.kind]
        sys.stdout.write(f"{fault.number}: {english} / {japanese}\n")
    if not anchors:
        sys.stdout.write("No anchor given: a cut tail is not seen. / 控えなしでは末尾の欠けが分かりません。\n")
    wrong = unknown(ledger, faults, restored)
    if not wrong:
        count = len(ledger["entries"])
        sys.stdout.write(f"{count} entries hold. / {count}件の記録に誤りはありません。\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
