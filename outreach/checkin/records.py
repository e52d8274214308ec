"""One record of a phone's log, read from the text that the phone signed. Nothing here asks the database.

A record is JSON in exactly one spelling: these members in this order, no spaces, whole numbers, no free text.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal, NoReturn

from outreach.i18n import phrase as _
from outreach.refusal import Refusal

TAG = "outreach-event-v1\n"
VERSION = 1
LONGEST = 2000
HIGHEST_SEQ = 1_000_000
MOST_HEADS = 1000
KINDS = ("entry", "seen", "void", "walk_in", "count")
_SAFE = 2**53 - 1  # what a number of JavaScript holds exactly
_WORD = re.compile(r"[a-z_-]{0,16}")
_KIND = re.compile(r"[a-z_]{1,8}")
_ID = re.compile(r"[0-9a-f]{32}")
_ID_OR_NONE = re.compile(r"(?:[0-9a-f]{32})?")
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"(?:[0-9]{8})?")
_VERSION = re.compile(r"[0-9a-f]{0,64}")
Why = Literal["shape", "phone", "signature"]


@dataclass(frozen=True, slots=True)
class Record:
    """What a phone wrote down, member by member; ``list`` is the version of what it knew then."""

    v: int
    id: str
    phone: int
    seq: int
    prev: str
    lesson: int
    kind: str
    how: str
    ref: str
    code: str
    verdict: str
    word: str
    why: str
    target: str
    number: int
    at: int
    mono: int
    offset: int | None
    list: str


MEMBERS = tuple(field.name for field in fields(Record))
_TEXTS = {
    "id": _ID,
    "kind": _KIND,
    "how": _WORD,
    "ref": _ID_OR_NONE,
    "code": _CODE,
    "verdict": _WORD,
    "word": _WORD,
    "why": _WORD,
    "target": _ID_OR_NONE,
    "list": _VERSION,
}
_NUMBERS = {
    "v": (VERSION, VERSION),
    "phone": (1, 2**31 - 1),
    "seq": (1, HIGHEST_SEQ),
    "lesson": (0, 2**31 - 1),
    "number": (0, 2**31 - 1),
    "at": (0, _SAFE),
    "mono": (0, _SAFE),
}


def read(body: object, signature: object, *, phone: int, signed: Callable[[str, str], bool]) -> Record:
    """The record of this phone, which ``signed`` it; raises Refusal: ``shape``, ``phone`` or ``signature``.

    It is well-formed then; whether it makes sense is another question.
    """
    if not (isinstance(body, str) and isinstance(signature, str)):
        _refuse("shape")
    record = parsed(body)
    if record.phone != phone:
        _refuse("phone")
    if not signed(TAG + body, signature):
        _refuse("signature")
    return record


def parsed(body: str) -> Record:
    """The record in this text; raises Refusal ``shape`` where it is not one, spelled as every phone spells it."""
    if len(body) > LONGEST or not body.isascii():
        _refuse("shape")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        _refuse("shape")
    if not isinstance(found, dict) or tuple(found) != MEMBERS or not _is_whole(found) or spelled(found) != body:
        _refuse("shape")
    return Record(**found)


def spelled(found: dict[str, Any]) -> str:
    """Members as the one text that stands for them."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _is_whole(found: dict[str, Any]) -> bool:
    texts = all(isinstance(found[name], str) and sign.fullmatch(found[name]) for name, sign in _TEXTS.items())
    numbers = all(_is_number(found[name], *span) for name, span in _NUMBERS.items())
    if not (texts and numbers):
        return False
    offset, prev = found["offset"], found["prev"]
    measured = offset is None or _is_number(offset, -_SAFE, _SAFE)
    follows = prev == "" if found["seq"] == 1 else isinstance(prev, str) and _HASH.fullmatch(prev) is not None
    return measured and follows


def _is_number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _refuse(why: Why) -> NoReturn:
    raise Refusal(_("This is not a record of a phone at the door."), code=why)


def hash_of(body: str) -> str:
    """What the next record of the phone names as the one before it."""
    return hashlib.sha256(body.encode()).hexdigest()


def is_absurd(record: Record) -> bool:
    """Whether a well-formed record says something that means nothing."""
    match record.kind:
        case "entry":
            return not (record.ref or record.code)
        case "seen":  # it may be nobody's, as a forged ticket is
            return False
        case "void":
            return not record.target or record.target == record.id
        case "walk_in":
            return record.number != 1
        case "count":
            return record.number > MOST_HEADS
        case _:
            return True
