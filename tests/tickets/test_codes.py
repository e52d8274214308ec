"""A ticket number that was misheard or mistyped is noticed before it finds somebody else."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.tickets import code_words, codes, new_code, read_code, spoken_code

payloads = st.from_regex(r"[0-9]{7}", fullmatch=True)
valid_codes = payloads.map(lambda digits: digits + codes.check_digit(digits))


def refused(typed: str) -> str:
    with pytest.raises(Refusal) as caught:
        read_code(typed, field="code")
    assert caught.value.field == "code"
    return caught.value.code


def test_a_new_code_can_be_read_back() -> None:
    for _ in range(200):
        code = new_code()
        assert read_code(code_words(code)) == code


def test_the_check_digit_is_damms() -> None:
    assert codes.check_digit("572") == "4"  # the example of Damm's thesis


@given(valid_codes, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(code: str, place: int, distance: int) -> None:
    wrong = str((int(code[place]) + distance) % 10)
    assert refused(code[:place] + wrong + code[place + 1 :]) == "code_check"


@given(valid_codes, st.integers(0, 6))
def test_two_neighbours_in_the_wrong_order_are_always_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert refused(swapped) == "code_check"


def test_the_table_finds_every_swap_in_every_state() -> None:
    for state, first, second in product(range(10), repeat=3):
        if first != second:
            assert after(state, first, second) != after(state, second, first)


def test_control_a_plain_sum_would_miss_a_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = tuple("".join(str((row + digit) % 10) for digit in range(10)) for row in range(10))
    monkeypatch.setattr(codes, "QUASIGROUP", sums)
    assert after(0, 1, 2) == after(0, 2, 1)


def after(state: int, *digits: int) -> int:
    for digit in digits:
        state = int(codes.QUASIGROUP[state][digit])
    return state


@pytest.mark.parametrize(
    "typed",
    ["４８２１７７０{}", "4821-770{}", " 4821 770{} ", "4821ー770{}", "4821−770{}", "４８２１　７７０{}"],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    check = codes.check_digit("4821770")
    assert read_code(typed.format(check)) == f"4821770{check}"


@pytest.mark.parametrize("typed", ["", "1", "4821770", "482177033", "4821770a", "٤٨٢١٧٧٠٣", "\x00" * 8, "9" * 10_000])
def test_what_is_not_eight_digits_gets_a_sentence(typed: str) -> None:
    assert refused(typed) == "code_length"


@given(st.text())
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    try:
        assert codes.check_digit(read_code(typed)) == "0"
    except Refusal:
        return


def test_a_code_is_read_aloud_digit_by_digit() -> None:
    assert spoken_code("48217703", "ja") == "よん、はち、に、いち、なな、なな、ゼロ、さん"
    assert spoken_code("48217703", "ja-x-easy") == spoken_code("48217703", "ja")
    assert spoken_code("48217703", "vi") == "4, 8, 2, 1, 7, 7, 0, 3"
    assert spoken_code("48217703", "en") == "four, eight, two, one, seven, seven, zero, three"
