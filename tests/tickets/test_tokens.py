"""A token has one spelling, and nobody can guess or stretch it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.tickets import new_token, read_token, ticket_address, tokens


def refused(text: str) -> bool:
    try:
        read_token(text)
    except Refusal as refusal:
        return refusal.code == "token"
    return False


@given(st.binary(min_size=16, max_size=16))
def test_every_token_can_be_read_back_in_either_case(raw: bytes) -> None:
    token = tokens.written(raw)
    assert len(token) == 26
    assert read_token(token) == read_token(token.lower()) == token


def test_new_tokens_differ() -> None:
    assert len({new_token() for _ in range(100)}) == 100


def test_only_one_spelling_of_the_last_letter_is_a_token() -> None:
    token = tokens.written(b"\0" * 16)
    spellings = [token[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"]
    accepted = [spelling for spelling in spellings if not refused(spelling)]
    assert accepted == [token[:-1] + letter for letter in "AEIMQUY4"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A" * 25,
        "A" * 27,
        "A" * 25 + "=",
        "0" * 26,
        "A" * 25 + "ı",
        "Ａ" * 26,
        " " + "A" * 26,
        "A" * 26 + "\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    assert refused(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert refused(text) or read_token(text) == text.upper()


def test_the_address_is_upper_case_throughout() -> None:
    address = ticket_address("https://classes.example.jp/", "morioka", "A" * 26)
    assert address == "HTTPS://CLASSES.EXAMPLE.JP/MORIOKA/T/" + "A" * 26


@pytest.mark.parametrize("city", ["mori_oka", "盛岡", "a?b"])
def test_an_address_that_would_need_a_bigger_code_is_a_mistake_of_ours(city: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        ticket_address("https://example.jp", city, "A" * 26)
