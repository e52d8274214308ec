"""What a phone sends at once: its message, and which of the records in it can be kept. Nothing asks the database."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from outreach.checkin import keys, records
from outreach.checkin.records import Record
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

MOST = 200
_SAFE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Message:
    """A phone's clock, the highest number that it wrote, what it knows, its records, and whether it ended."""

    at: int
    last: int
    have: str
    events: Sequence[object]
    done: bool

    @classmethod
    def of(cls, found: Any) -> "Message":
        """The message in what was read; raises TypeError or KeyError for what is none."""
        said = cls(*(found[name] for name in ("at", "last", "have", "events", "done")))
        numbers = _is_whole(said.at, _SAFE) and _is_whole(said.last, records.HIGHEST_SEQ)
        texts = (type(said.have), type(said.events), type(said.done)) == (str, list, bool)
        if not (numbers and texts):
            raise TypeError(found)
        return said


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was sent, at this place in the message, which is well-formed and signed."""

    index: int
    record: Record
    body: str
    signature: str


@dataclass(frozen=True, slots=True)
class No:
    """A record that is not kept, by its place in the message and its id where that can be read, and why."""

    index: int
    id: str
    reason: str


def read(message: str) -> Message:
    """What a phone's message says; raises Refusal ``unreadable``."""
    try:
        return Message.of(json.loads(message))
    except (ValueError, RecursionError, TypeError, KeyError):
        raise Refusal(_("This message of a phone at the door cannot be read."), code="unreadable") from None


def _is_whole(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def checked(phone_id: int, public_key: str, events: Iterable[object]) -> tuple[list[Sent], list[No]]:
    """The records that are well-formed and signed by this phone, each once, and what is wrong with the others."""
    signed = partial(keys.signed_by, keys.read_public(public_key))
    sent: dict[str, Sent] = {}
    refused = []
    for index, one in enumerate(events):
        parts: dict[str, Any] = one if isinstance(one, dict) else {}
        body, signature = parts.get("body"), parts.get("signature")
        try:
            record = records.read(body, signature, phone=phone_id, signed=signed)
        except Refusal as refusal:
            refused.append(No(index, "", refusal.code))
            continue
        if sent.setdefault(record.id, Sent(index, record, str(body), str(signature))).body != body:
            refused.append(No(index, record.id, "changed"))
    return list(sent.values()), refused
