"""What a clerk types from a ticked list: numbers of lines, runs of them, and ticket numbers."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from outreach import tickets
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

MOST_WALK_INS = 200
LONGEST = 400
_APART = re.compile(r"[\s,、，;・]+")
_RUN = re.compile(r"(\d{1,3})(?:[-‐–−〜~～](\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is ticked on a list: its lines by their numbers, and people who signed up after it was printed."""

    lines: frozenset[int] = frozenset()
    codes: tuple[str, ...] = ()
    others: frozenset[int] = frozenset()


def read_ticks(typed: str, boxes: Iterable[int] = (), others: Iterable[int] = ()) -> Ticks:
    """What a clerk types from the paper: ``1 3 4-7``, in any width, and ticket numbers (``4821-7703``).

    Raises Refusal, which names what is neither.
    """
    numbers, codes = set(boxes), []
    for word in filter(None, _APART.split(unicodedata.normalize("NFKC", typed)[:LONGEST])):
        run = _RUN.fullmatch(word)
        if run:
            first, last = int(run[1]), int(run[2] or run[1])
            numbers.update(range(min(first, last), max(first, last) + 1))
        else:
            codes.append(_code(word))
    return Ticks(frozenset(numbers), tuple(codes), frozenset(others))


def _code(word: str) -> str:
    try:
        return tickets.read_code(word)
    except Refusal as refusal:
        if refusal.code == "code_check":
            raise Refusal(refusal.phrase, field="lines", code=refusal.code) from None
        shown = "".join(sign for sign in word if sign.isprintable())[:20]
        sentence = _("“{word}” is neither a line of the list nor a ticket number.", word=shown)
        raise Refusal(sentence, field="lines", code="unreadable") from None


def read_walk_ins(typed: str) -> int:
    """How many came without a registration; nothing written is nobody. Raises Refusal."""
    text = unicodedata.normalize("NFKC", typed).strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_WALK_INS):
        sentence = _(
            "Please write how many came without a registration, as a number from 0 to {most}.", most=MOST_WALK_INS
        )
        raise Refusal(sentence, field="walk_ins")
    return int(text)
