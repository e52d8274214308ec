"""A draw that anybody can run again: from a seed and a list of numbers to an order, and nothing else.

Each entry (one person, or people who come together) has a score of HMAC-SHA-256 under the seed; the highest comes
first. The highest of ``weight`` scores is the weighted draw without replacement of Efraimidis and Spirakis (2006) in
whole numbers. Seats are given in that order to whoever's whole party still fits; the others wait in that order.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

VERSION = "outreach-lots-1"
_TIMES = ("committed_at", "intake_opens_at", "draws_at")
_TEXTS = ("version", "class", "seed_hash", "seed", "fingerprint", *_TIMES)
_LISTS = ("entries", "order", "result")


@dataclass(frozen=True, slots=True)
class Entry:
    """What takes part: a number, how many people come together under it, and its weight."""

    number: int
    size: int
    weight: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an entry drew: a seat for each of its people, or a numbered place on the waiting list."""

    number: int
    outcome: str
    place: int | None


def fingerprint(entries: Iterable[Entry]) -> str:
    """SHA-256 of the list in canonical JSON, by number."""
    listed = [[one.number, one.size, one.weight] for one in _by_number(entries)]
    return hashlib.sha256(json.dumps(listed, separators=(",", ":")).encode()).hexdigest()


def score(seed: str, uid: str, list_: str, entry: Entry) -> int:
    """The highest of as many chances as the entry's weight; ``list_`` is the fingerprint of all entries."""
    key = bytes.fromhex(seed)
    asked = (f"{VERSION}\n{uid}\n{list_}\n{entry.number}\n{chance}" for chance in range(entry.weight))
    return max(int.from_bytes(hmac.digest(key, text.encode(), "sha256")) for text in asked)


def order(seed: str, uid: str, entries: Sequence[Entry]) -> list[int]:
    """The numbers as they are drawn."""
    list_ = fingerprint(entries)
    return [one.number for one in sorted(entries, key=lambda one: score(seed, uid, list_, one), reverse=True)]


def outcomes(drawn: Sequence[int], entries: Iterable[Entry], seats: int) -> list[Outcome]:
    """Who has a seat and who waits, in drawn order; nobody's party is split."""
    size = {one.number: one.size for one in entries}
    left, places, made = seats, 0, []
    for number in drawn:
        if size[number] <= left:
            left -= size[number]
            made.append(Outcome(number, "seat", None))
        else:
            places += 1
            made.append(Outcome(number, "waiting", places))
    return made


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when the lots are drawn: the class, its free seats, its times, its seed."""

    uid: str
    seats: int
    committed_at: datetime
    intake_opens_at: datetime
    draws_at: datetime
    seed_hash: str
    seed: str


def record(facts: Facts, entries: Sequence[Entry]) -> dict[str, Any]:
    """The draw as it is published; no person is in it."""
    listed = _by_number(entries)
    drawn = order(facts.seed, facts.uid, listed)
    return {
        "version": VERSION,
        "class": facts.uid,
        "seats": facts.seats,
        **{name: getattr(facts, name).isoformat() for name in _TIMES},
        "seed_hash": facts.seed_hash,
        "seed": facts.seed,
        "entries": [asdict(one) for one in listed],
        "fingerprint": fingerprint(listed),
        "order": drawn,
        "result": [asdict(one) for one in outcomes(drawn, listed, facts.seats)],
    }


def verify(record: object) -> list[str]:
    """Everything that is wrong with a published draw, in English; nothing where it holds.

    What it cannot know is the hash that stood there before sign-up opened: whoever noted it compares the two.
    """
    if not isinstance(record, Mapping) or (wrong := _shape(record)):
        return wrong if isinstance(record, Mapping) else ["this is not the record of a draw"]
    entries = [Entry(**one) for one in record["entries"]]
    faults = _promise(record) + _list(record, entries)
    return faults or _rerun(record, entries)


def _shape(record: Mapping[str, Any]) -> list[str]:
    """Whether each part is there and of its kind, so that everything else may rely on it."""
    if record.get("version") != VERSION:
        return [f"this is not a record of {VERSION}"]
    faults = [f"{name}: missing or not a text" for name in _TEXTS if not isinstance(record.get(name), str)]
    faults += [f"{name}: missing or not a list" for name in _LISTS if not isinstance(record.get(name), list)]
    if not _whole(record.get("seats"), 0):
        faults.append("seats: missing or not a number of seats")
    if faults:
        return faults
    faults += [f"{name}: not a moment with its zone" for name in _TIMES if not _is_moment(record[name])]
    if not all(_is_entry(one) for one in record["entries"]):
        faults.append("entries: each needs a number, a size and a weight, from 1 on")
    if not _is_seed(record["seed"]):
        faults.append("seed: not 64 signs of hex")
    return faults


def _promise(record: Mapping[str, Any]) -> list[str]:
    committed, opens, draws = (datetime.fromisoformat(record[name]) for name in _TIMES)
    faults = []
    if hashlib.sha256(record["seed"].encode()).hexdigest() != record["seed_hash"]:
        faults.append("seed: it is not the one whose hash was promised")
    if committed > opens:
        faults.append("committed_at: the seed was chosen after sign-up opened")
    if draws <= opens:
        faults.append("draws_at: the draw was not after sign-up opened")
    return faults


def _list(record: Mapping[str, Any], entries: Sequence[Entry]) -> list[str]:
    numbers = [one.number for one in entries]
    faults = []
    if numbers != sorted(set(numbers)):
        faults.append("entries: a number stands there twice, or out of its order")
    if fingerprint(entries) != record["fingerprint"]:
        faults.append("fingerprint: it is not that of these entries")
    return faults


def _rerun(record: Mapping[str, Any], entries: Sequence[Entry]) -> list[str]:
    drawn = order(record["seed"], record["class"], entries)
    if drawn != record["order"] or not all(_whole(one, 1) for one in record["order"]):
        return ["order: drawn again, it is another one"]
    again = [asdict(one) for one in outcomes(drawn, entries, record["seats"])]
    return [] if _same(again, record["result"]) else ["result: the seats do not follow from the order"]


def _same(again: object, told: object) -> bool:
    """Whether two say the same as JSON, in which 1, 1.0 and true are different."""
    return json.dumps(again, sort_keys=True) == json.dumps(told, sort_keys=True)


def _by_number(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: one.number)


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_entry(one: object) -> bool:
    if not isinstance(one, Mapping) or set(one) != {"number", "size", "weight"}:
        return False
    return all(_whole(value, 1) for value in one.values())


def _is_seed(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False
