"""The few details: each cleaned by its rule, each refused with a sentence at its own field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people import clean_details
from outreach.refusal import Refusals

FUMI = {"name": "工藤 フミ", "kana": "くどう ふみ", "phone": "652-1234", "town": "松園"}
FIELDS = ("name", "kana", "phone", "town", "age_band", "device", "language", "needs")


def refused(typed: dict[str, str], *, phone_required: bool = False) -> list[str | None]:
    with pytest.raises(Refusals) as refusals:
        clean_details(typed, "019", phone_required=phone_required)
    return [one.field for one in refusals.value]


def test_what_was_told_is_cleaned_and_the_rest_stays_empty() -> None:
    details = clean_details(FUMI, "019")
    assert (details.name, details.kana, details.e164) == ("工藤 フミ", "クドウ フミ", "+81196521234")
    assert (details.age_band, details.device, details.language, details.needs) == ("", "", "ja", "")


@pytest.mark.parametrize("name", ["髙﨑 花", "𠮷田", "葛\U000e0100城", "鰐", "O'Neill", "あ" * 60])
def test_a_name_is_kept_as_it_is_written(name: str) -> None:
    assert clean_details(FUMI | {"name": name}, "019").name == name


@pytest.mark.parametrize("kana", ["ｸﾄﾞｳ ﾌﾐ", "くどう ふみ", "クト゛ウ フミ", "クドウ　フミ"])
def test_a_reading_in_any_kana_is_one_reading(kana: str) -> None:
    assert clean_details(FUMI | {"kana": kana}, "019").kana == "クドウ フミ"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "あ" * 61),
        ("name", "a\0b"),
        ("name", "\u202eあ"),
        ("kana", ""),
        ("kana", "工藤"),
        ("kana", "あ" * 61),
        ("phone", "0120"),
        ("phone", "でんわ"),
        ("town", "あ" * 41),
        ("age_band", "75"),
        ("device", "pager"),
        ("language", "de"),
        ("needs", "あ" * 101),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_own_field(field: str, typed: str) -> None:
    assert refused(FUMI | {field: typed}) == [field]


def test_every_wrong_field_is_told_at_once() -> None:
    assert refused({"phone": "1"}) == ["name", "kana", "phone"]


def test_who_has_no_phone_is_welcome_where_none_is_required() -> None:
    assert clean_details(FUMI | {"phone": " "}, "019").phone is None
    assert refused(FUMI | {"phone": " "}, phone_required=True) == ["phone"]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=80)))
def test_nothing_that_can_be_typed_breaks_the_reading(typed: dict[str, str]) -> None:
    fields: set[str | None] = set()
    try:
        details = clean_details(typed, "019")
        assert "\0" not in details.name + details.kana + details.town + details.needs
    except Refusals as refusals:
        fields = {one.field for one in refusals}
    assert fields <= set(FIELDS)
