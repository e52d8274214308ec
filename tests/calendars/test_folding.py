from collections.abc import Callable

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.calendars.folding import MOST, folded, plain
from tests.calendars.hostile import CLUSTERS, texts

lines = texts.map(lambda text: plain(text).replace("\n", "\\n"))


def unfolded(octets: bytes) -> str:
    """The line again, as RFC 5545 section 3.1 tells readers."""
    assert octets.endswith(b"\r\n")
    return octets.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode()


def cuts_a_sign(fold: Callable[[str], bytes], line: str) -> bool:
    """Whether some line of the folded text begins within a sign that people see as one."""
    edges, place = {0}, 0
    for cluster in regex.findall(r"\X", line):
        place += len(cluster)
        edges.add(place)
    here = 0
    for piece in fold(line).removesuffix(b"\r\n").split(b"\r\n "):
        if here not in edges:
            return True
        here += len(piece.decode())
    return False


def by_octets(line: str) -> bytes:
    """A control that keeps the letter of the rule only: 75 octets, no sign of UTF-8 cut."""
    pieces, rest = [], line.encode()
    while rest:
        part = rest[: MOST - 1].decode(errors="ignore").encode()
        pieces.append(part)
        rest = rest[len(part) :]
    return b"\r\n ".join(pieces) + b"\r\n"


@given(lines)
@example("SUMMARY:" + "e" + "\u0301" * 200)
@example("x" * 75)
@example("x" * 76)
@example("あ" * 25)
@example("")
def test_every_line_has_at_most_75_octets_and_unfolds_to_what_it_was(line: str) -> None:
    octets = folded(line)
    assert max(map(len, octets.split(b"\r\n"))) <= MOST
    assert all(part.decode() is not None for part in octets.split(b"\r\n"))
    assert unfolded(octets) == line


@given(st.text("あいうabc", max_size=80), st.sampled_from(CLUSTERS), st.integers(1, 30))
def test_no_sign_that_people_see_as_one_is_cut(before: str, cluster: str, times: int) -> None:
    assert not cuts_a_sign(folded, before + cluster * times)


def test_control_folding_by_octets_alone_cuts_signs() -> None:
    assert any(cuts_a_sign(by_octets, "x" * n + "か\u3099" * 40) for n in range(6))
    assert unfolded(by_octets("あ" * 90)) == "あ" * 90


@given(st.integers(60, 80))
def test_a_sign_with_a_backslash_stays_together(length: int) -> None:
    octets = folded("あ" + "x" * length + "\\,\\n\\\\" * 20)
    assert all(part.count(b"\\") % 2 == 0 or not part.endswith(b"\\") for part in octets.split(b"\r\n "))


@pytest.mark.parametrize("line", ["URL:https://classes.example/" + "a" * 300, "あ" * 300])
def test_no_room_is_left_unused(line: str) -> None:
    *pieces, last = folded(line).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) > MOST - 4 for piece in pieces)
    assert last


@given(texts)
def test_what_a_calendar_cannot_hold_is_left_out_and_nothing_else(text: str) -> None:
    kept = plain(text)
    kept.encode()
    assert not any(ord(sign) < 0x20 and sign not in "\t\n" for sign in kept)
    assert [one for one in kept if one.isprintable()] == [one for one in text if one.isprintable() and one != "\ufeff"]
