"""A ticket is what the city signed and nothing else, and Python and the phone say in the same word why not."""

import base64
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import vault
from outreach.i18n.eras import fiscal_year
from outreach.refusal import Refusal
from outreach.tickets import read_any, read_code, read_token, signing, tokens
from tests.tickets import forging
from tests.tickets.forging import CITY, DAY, OTHER_CITY, YEARS
from tests.tickets.phone import LOW_S, ONE_SPELLING, Phone, phone

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
TICKETS = 200 if DRILL else 20
LETTERED = 20 if DRILL else 2
RANDOM = 100_000 if DRILL else 2_000
BATCH = 5_000
KEYS = {1: b"1" * 32, 2: b"2" * 32}
WORDS = {"token": "unreadable", "forged": "forged", "city": "city", "key": "retired-key"}
TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYA"
pytestmark = [pytest.mark.drill, pytest.mark.timeout(1800)]

references = st.binary(min_size=16, max_size=16)
days = st.dates(date(2000, 4, 1), date(2179, 6, 6))


@pytest.fixture(scope="module")
def there() -> Iterator[Phone]:
    with phone() as one:
        yield one


@pytest.fixture(autouse=True)
def _two_keys() -> Iterator[None]:
    vault.use(KEYS)
    yield
    vault.load(None)


@pytest.fixture
def tickets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Signed with the first of the two keys."""
    with monkeypatch.context() as patched:
        patched.setattr(signing, "_newest", lambda: 1)
        return forging.some(TICKETS)


def here(text: str, city_id: int = CITY) -> str:
    """The word that Python has for it: ``in``, or the phone's word for why it is no ticket."""
    try:
        signing.read_signed(text, city_id)
    except Refusal as refusal:
        return WORDS[refusal.code]
    return "in"


def verdicts(texts: list[str], there: Phone) -> list[str]:
    """The word that both have for each."""
    keys, words = signing.public_keys(CITY, YEARS), []
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        there.tell(texts=batch, cityId=CITY, keys=keys)
        own = [here(text) for text in batch]
        said = ["in" if isinstance(one, list) else one for one in there.hear()]
        assert [pair for pair in zip(batch, own, said, strict=True) if pair[1] != pair[2]] == []
        words += own
    return words


def test_a_ticket_is_read_by_both_also_as_an_address(tickets: list[str], there: Phone) -> None:
    assert {len(text) for text in tickets} == {signing.LENGTH}
    assert verdicts(tickets, there) == ["in"] * len(tickets)
    for start in (
        "HTTPS://CLASSES.MORIOKA.EXAMPLE/MORIOKA",
        "http://127.0.0.1:8000/morioka",
        "Https://Other.example/x/y",
    ):
        said = there.read([f"{start}/T/{one}" for one in tickets], CITY, signing.public_keys(CITY, YEARS))
        assert all(isinstance(one, list) for one in said)


def test_no_single_bit_can_be_changed(tickets: list[str], there: Phone) -> None:
    words = verdicts([text for ticket in tickets for text in forging.bits(ticket)], there)
    assert len(words) == TICKETS * signing.BYTES * 8
    assert set(words) == {"unreadable", "forged", "city", "retired-key"}


def test_no_letter_can_be_another(tickets: list[str], there: Phone) -> None:
    words = verdicts([text for ticket in tickets[:LETTERED] for text in forging.letters(ticket)], there)
    assert len(words) == LETTERED * signing.LENGTH * 31
    assert "in" not in words


def test_no_ticket_has_a_second_spelling(tickets: list[str], there: Phone) -> None:
    assert set(verdicts([forging.high(ticket) for ticket in tickets], there)) == {"forged"}
    spare = [text for ticket in tickets for text in forging.spare_bits(ticket)]
    assert set(verdicts(spare, there)) == {"unreadable"}
    spelled = [text for ticket in tickets for text in forging.spellings(ticket).values()]
    assert set(verdicts(spelled, there)) == {"unreadable"}
    inside = [text for ticket in tickets for text in forging.addresses(ticket)]
    assert set(there.read(inside, CITY, signing.public_keys(CITY, YEARS))) == {"unreadable"}


def test_control_without_the_low_s_its_twin_is_taken(
    tickets: list[str], there: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = [forging.high(ticket) for ticket in tickets]
    said = there.read(twins, CITY, signing.public_keys(CITY, YEARS), loose=[LOW_S])
    assert all(isinstance(one, list) for one in said)
    monkeypatch.setattr(signing, "_is_canonical", lambda r, s: 0 < r < signing.ORDER and 0 < s < signing.ORDER)
    assert {here(text) for text in twins} == {"in"}


def test_control_without_the_one_spelling_the_spare_bits_are_taken(
    tickets: list[str], there: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = [text for ticket in tickets for text in forging.spare_bits(ticket)]
    said = there.read(twins, CITY, signing.public_keys(CITY, YEARS), loose=[ONE_SPELLING])
    assert all(isinstance(one, list) for one in said)
    monkeypatch.setattr(tokens, "read", lambda text, _length: base64.b32decode(text + "=" * 6))
    assert {here(text) for text in twins} == {"in"}


def test_no_forgery_that_somebody_would_think_of_is_taken(tickets: list[str], there: Phone) -> None:
    for ticket, other in pairwise(tickets):
        made = forging.structured(ticket, other)
        words = verdicts([text for text, _reason in made.values()], there)
        wrong = [
            (name, word, reason)
            for (name, (_text, reason)), word in zip(made.items(), words, strict=True)
            if word != reason
        ]
        assert wrong == []


def test_no_random_change_is_taken(tickets: list[str], there: Phone) -> None:
    texts = list(forging.random_ones(tickets, RANDOM, random.Random(5)))
    words = verdicts(texts, there)
    assert len(words) > RANDOM * 0.9
    assert "in" not in words


@given(text=st.text(max_size=200))
def test_no_text_breaks_the_reading(there: Phone, text: str) -> None:
    assert verdicts([text], there) == ["unreadable"]


@given(city=st.integers(1, 2**16 - 1), lesson=st.integers(1, 2**31 - 1), day=days, reference=references)
@settings(max_examples=300 if DRILL else 60)
def test_what_one_writes_the_other_reads(there: Phone, city: int, lesson: int, day: date, reference: bytes) -> None:
    text = signing.signed(city, lesson, day, tokens.written(reference))
    assert text == signing.signed(city, lesson, day, tokens.written(reference))
    ticket = signing.read_signed(text, city)
    assert (ticket.city_id, ticket.lesson_id, ticket.day, ticket.reference) == (city, lesson, day, reference)
    assert read_any(text, city) == ticket.token == read_token(ticket.token)
    key = f"2-{fiscal_year(day)}"
    keys = signing.public_keys(city, [fiscal_year(day)])
    assert there.read([text], city, keys) == [[lesson, str(day), reference.hex(), key]]


@given(raw=st.binary(max_size=100))
def test_base32_is_the_same_on_both_sides(there: Phone, raw: bytes) -> None:
    assert there.ask(bytes=raw.hex()) == [tokens.written(raw), raw.hex()]
    assert tokens.read(tokens.written(raw), len(raw)) == raw


def test_a_ticket_of_another_city_day_or_class_says_which(there: Phone) -> None:
    other = signing.signed(OTHER_CITY, 3, DAY, TOKEN)
    assert verdicts([other], there) == ["city"]
    elsewhere = signing.signed(CITY, 4, DAY + timedelta(days=1), TOKEN)
    ticket = signing.read_signed(elsewhere, CITY)
    assert (ticket.lesson_id, ticket.day) == (4, DAY + timedelta(days=1))
    said = there.read([elsewhere], CITY, signing.public_keys(CITY, YEARS))[0]
    assert said[:2] == [4, "2026-11-26"]


def test_a_ticket_is_good_as_long_as_its_key_is_there(there: Phone) -> None:
    vault.use({1: KEYS[1]})
    text = signing.signed(CITY, 3, DAY, TOKEN)
    vault.use(KEYS)
    newer = signing.signed(CITY, 3, DAY, TOKEN)
    assert newer != text
    assert verdicts([text, newer], there) == ["in", "in"]
    vault.use({2: KEYS[2]})
    assert verdicts([text, newer], there) == ["retired-key", "in"]
    vault.use({1: b"x" * 32, 2: KEYS[2]})  # another key under the old number is not the old key
    assert verdicts([text, newer], there) == ["forged", "in"]


def test_a_phone_that_has_not_the_years_key_says_that_it_is_gone(there: Phone) -> None:
    text = signing.signed(CITY, 3, DAY, TOKEN)
    assert there.read([text], CITY, signing.public_keys(CITY, [2025])) == ["retired-key"]
    assert there.read([text], CITY, {}) == ["retired-key"]
    assert there.read([text], CITY, {"constructor": ""}) == ["retired-key"]


def test_keys_are_each_citys_and_years_own() -> None:
    keys = [key for city in range(1, 6) for key in signing.public_keys(city, YEARS).values()]
    assert len(set(keys)) == 5 * len(YEARS) * len(KEYS)
    assert sorted(signing.public_keys(CITY, [2026, 2025, 2026])) == ["1-2025", "1-2026", "2-2025", "2-2026"]


def test_a_key_whose_number_has_no_room_in_a_ticket_signs_none() -> None:
    vault.use({**KEYS, 256: b"3" * 32})
    assert signing.read_signed(signing.signed(CITY, 3, DAY, TOKEN), CITY).key == 2
    assert set(signing.public_keys(CITY, [2026])) == {"1-2026", "2-2026"}


def test_only_a_token_of_ours_is_signed() -> None:
    for token in "", "A" * 25, TOKEN.lower(), "A" * 25 + "B":
        with pytest.raises(ValueError, match="token of ours"):
            signing.signed(CITY, 3, DAY, token)


SHAPES = ("{}", "{} ", "　{}", "{}-", "ー{}", "\ufeff{}", "\x1c{}", "\x85{}", "{}\u200b", "{}a", "{}9", "−{}．")
typed = st.from_regex(r"[0-9]{7,8}", fullmatch=True).flatmap(
    lambda digits: st.sampled_from(
        [shape.format(f"{digits[:4]}{between}{digits[4:]}") for shape in SHAPES for between in ("", "-", "・", "x")]
    )
)


@given(codes=st.lists(typed | st.text("0123456789０１２３４-ー \t九", max_size=20), max_size=200))
@settings(max_examples=30)
def test_a_typed_code_is_the_same_on_both_sides(there: Phone, codes: list[str]) -> None:
    assert there.ask(codes=codes) == [_code(one) for one in codes]


def _code(typed_: str) -> str | None:
    try:
        return read_code(typed_)
    except Refusal:
        return None
