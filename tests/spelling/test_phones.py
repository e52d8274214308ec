"""A phone number is understood as people say it, and what cannot be one is asked for again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.spelling import Phone, clean_phone, phone_words


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("019-651-4111", "+81196514111"),
        ("０１９ー６５１ー４１１１", "+81196514111"),
        ("(019) 651-4111", "+81196514111"),
        ("（019）651‐4111", "+81196514111"),
        ("019−651−4111", "+81196514111"),
        ("651-4111", "+81196514111"),
        ("6514111", "+81196514111"),
        ("0268-62-1111", "+81268621111"),
        ("+81 19-651-4111", "+81196514111"),
        ("+81 (0)19-651-4111", "+81196514111"),
        ("090-1234-5678", "+819012345678"),
        ("06012345678", "+816012345678"),
        ("0120-123-456", "+81120123456"),
        ("0800-123-4567", "+818001234567"),
        ("090-0000-0001", "+819000000001"),
        ("+1 212 555 0100", "+12125550100"),
    ],
)
def test_a_number_may_be_written_in_many_ways(typed: str, e164: str) -> None:
    phone = clean_phone(typed, "019")
    assert (phone.e164, phone.last4) == (e164, e164[-4:])


def test_what_was_typed_is_kept_beside_it() -> None:
    assert clean_phone(" ６５１ー４１１１ ", "019") == Phone("６５１ー４１１１", "+81196514111", "4111")


@pytest.mark.parametrize(
    "typed",
    ["019-651-4111 内線2345", "019-651-4111（内線2345）", "0196514111 ext. ２３４５", "0196514111#2345"],
)
def test_an_extension_is_split_off_first(typed: str) -> None:
    phone = clean_phone(typed, "019")
    assert (phone.e164, phone.extension) == ("+81196514111", "2345")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "なし",
        "12",
        "019-651-41111",
        "019-651-411",
        "090-1234-567",
        "000-0000-0000",
        "+1 1",
        "+",
        "-",
        "内線2345",
        "0" * 5000,
        "019-651-4111; drop",
        "٠١٩٦٥١٤١١١",
    ],
)
def test_what_cannot_be_a_number_gets_a_sentence_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal, match="cannot be a phone number") as caught:
        clean_phone(typed, "019", field="phone")
    assert (caught.value.field, caught.value.code) == ("phone", "phone")


def test_a_local_number_needs_a_city_that_knows_its_area() -> None:
    with pytest.raises(Refusal):
        clean_phone("651-4111")


def test_a_hidden_character_is_named_as_such() -> None:
    with pytest.raises(Refusal) as caught:
        clean_phone("019\x00651", field="phone")
    assert caught.value.code == "character"


@pytest.mark.parametrize(
    ("e164", "words"),
    [
        ("+81196514111", "019-651-4111"),
        ("+81268621111", "0268-62-1111"),
        ("+819012345678", "090-1234-5678"),
        ("+819000000001", "090-0000-0001"),
        ("+81120123456", "0120-123-456"),
        ("+12125550100", "+1 212-555-0100"),
        ("", ""),
    ],
)
def test_a_number_is_written_in_its_usual_groups(e164: str, words: str) -> None:
    assert phone_words(e164) == words


@given(st.from_regex(r"0[1-9][0-9]{8}|0[6-9]0[0-9]{8}", fullmatch=True))
def test_what_is_written_can_be_read_back(typed: str) -> None:
    try:
        phone = clean_phone(typed)
    except Refusal:
        return
    assert clean_phone(phone_words(phone.e164)).e164 == phone.e164


@given(st.text())
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    try:
        assert clean_phone(typed, "019").e164.startswith("+")
    except Refusal:
        return
