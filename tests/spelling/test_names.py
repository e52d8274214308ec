"""A name is kept as its owner writes it, and cannot hide or break anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.spelling import clean_name

UNCHANGED = [
    "髙橋 﨑子",
    "𠮷田",
    "葛\U000e0100城",
    "神\ufa19",
    "福\ufa1b田",
    "Nguyễn Văn An",
    "O'Neil",
    "渡邉",
    "เพชร",
    "क्‍ष",
]


def refused(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        clean_name(text, field="name")
    assert caught.value.field == "name"
    return caught.value.code


@pytest.mark.parametrize("name", UNCHANGED)
def test_a_name_stays_itself(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  山田　　太郎 ", "山田 太郎"),
        ("山田\t太郎\n", "山田 太郎"),
        ("山\u200b田\ufeff", "山田"),
        ("カ\u3099ク", "ガク"),
        ("ハ\u309a", "パ"),
        ("山\u200d田", "山田"),
        ("\ufe0f山田", "山田"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100"),
        ("e\u0301\u200b", "e\u0301"),
    ],
)
def test_what_nobody_sees_is_tidied(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\ufffe", "\U000e0041"])
def test_what_hides_or_crashes_is_refused(sign: str) -> None:
    assert refused(f"山{sign}田") == "character"


@pytest.mark.parametrize("nothing", ["", "   ", "　", "\u200b", "\u3099"])
def test_a_name_must_be_written(nothing: str) -> None:
    assert refused(nothing) == "required"


def test_length_is_counted_as_a_reader_counts() -> None:
    assert clean_name("葛\U000e0100" * 60)
    assert refused("葛\U000e0100" * 61) == "too_long"
    assert refused("a" + "\u0301" * 500) == "too_long"


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    try:
        name = clean_name(typed)
    except Refusal:
        return
    assert clean_name(name) == name
    assert name.encode()
