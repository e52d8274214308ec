"""Lines of at most 75 octets (RFC 5545 section 3.1) that are never cut within a sign that people see as one."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from re import Pattern
from typing import Any

MOST = 75
END = b"\r\n"
# What no calendar may hold (RFC 5545 section 3.1, CONTROL), no UTF-8 can, and a mark that readers take for no text.
UNWRITABLE = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0xD800, 0xE000), 0xFEFF])


@cache
def _units() -> "Pattern[str]":
    """A pair with a backslash, which some programs do not put together again, or a grapheme cluster (UAX #29)."""
    import regex

    units: Any = regex.compile(r"\\.|\X", regex.DOTALL)
    found: Pattern[str] = units
    return found


# Titles and places come again from class to class.
@lru_cache(maxsize=4096)
def folded(line: str) -> bytes:
    """One content line as octets, with its line ends."""
    octets = line.encode()
    if len(octets) <= MOST:
        return octets + END
    return (END + b" ").join(_pieces(octets, _edges(line))) + END


def _pieces(octets: bytes, edges: list[int]) -> Iterator[bytes]:
    start, room = 0, MOST
    while start < len(octets):
        end = edges[bisect_right(edges, start + room) - 1]
        yield octets[start:end]
        start, room = end, MOST - 1  # the space before a piece counts


def _edges(line: str) -> list[int]:
    """After how many octets each sign of the line ends; each part of a sign where one alone is too long for a line
    (dozens of accents on one letter).
    """
    if line.isascii() and "\\" not in line:
        return list(range(1, len(line) + 1))
    sizes = [len(unit.encode()) for unit in _units().findall(line)]
    if max(sizes) >= MOST:
        sizes = [len(sign.encode()) for sign in line]
    return list(accumulate(sizes))


def plain(text: str) -> str:
    """The text without signs that a calendar cannot hold; ends of lines as one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(UNWRITABLE)
