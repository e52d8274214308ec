"""The few details: each cleaned by its rule, each refused with a sentence at its own field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people import clean_details
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_email, clean_postcode

FUMI = {"name": "工藤 フミ", "kana": "くどう ふみ", "phone": "652-1234", "town": "松園"}
FIELDS = ("name", "kana", "phone", "town", "age_band", "device", "language", "needs", "email", "postcode", "address")


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
        ("address", "あ" * 101),
        ("postcode", "020088"),
        ("postcode", "020-08845"),
        ("postcode", "盛岡"),
        ("email", "hana"),
        ("email", "hana@example"),
        ("email", "hana@@example.jp"),
        ("email", "hana@exam ple.jp"),
        ("email", "hana@example.jp,taro@example.jp"),
        ("email", "Hana <hana@example.jp>"),
        ("email", "hana@example.jp\r\nBcc: all@example.jp"),
        ("email", "hana@example.jp\0"),
        ("email", "花@example.jp"),
        ("email", "hana@-example.jp"),
        ("email", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example.jp"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_own_field(field: str, typed: str) -> None:
    assert refused(FUMI | {field: typed}) == [field]


def test_every_wrong_field_is_told_at_once() -> None:
    assert refused({"phone": "1"}) == ["name", "kana", "phone"]


def test_who_has_no_phone_is_welcome_where_none_is_required() -> None:
    assert clean_details(FUMI | {"phone": " "}, "019").phone is None
    assert refused(FUMI | {"phone": " "}, phone_required=True) == ["phone"]


@pytest.mark.parametrize("typed", ["0200884", "020-0884", "〒020-0884", "０２０ー０８８４", "〒 020 0884", "020−0884"])
def test_a_post_code_in_any_width_is_one_post_code(typed: str) -> None:
    assert clean_details(FUMI | {"postcode": typed}, "019").postcode == "020-0884"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" hana@example.jp ", "hana@example.jp"),
        ("ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ", "hana@example.jp"),
        ("hana.s+phone@mail.city.example.jp", "hana.s+phone@mail.city.example.jp"),
        ("", ""),
    ],
)
def test_an_e_mail_address_is_kept_in_plain_signs(typed: str, kept: str) -> None:
    assert clean_details(FUMI | {"email": typed}, "019").email == kept


def test_an_address_in_another_city_is_fine() -> None:
    address = "東京都千代田区霞が関２－１－２　中央合同庁舎２号館　９階"
    assert clean_details(FUMI | {"address": address}, "019").address == " ".join(address.split())


@given(st.text(max_size=300))
def test_no_e_mail_address_can_carry_a_second_header_or_receiver(typed: str) -> None:
    try:
        kept = clean_email(typed)
    except Refusal:
        return
    assert kept == "" or (kept.isascii() and kept.count("@") == 1 and len(kept) <= 254)
    assert not set(kept) & set(' \r\n\t,;:<>()[]\\"')


@given(st.text(max_size=60))
def test_whatever_is_kept_as_an_e_mail_address_or_post_code_is_kept_again_as_it_is(typed: str) -> None:
    for clean in (clean_email, clean_postcode):
        try:
            kept = clean(typed)
        except Refusal:
            continue
        assert clean(kept) == kept


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=80)))
def test_nothing_that_can_be_typed_breaks_the_reading(typed: dict[str, str]) -> None:
    fields: set[str | None] = set()
    try:
        details = clean_details(typed, "019")
        assert "\0" not in details.name + details.kana + details.town + details.needs
    except Refusals as refusals:
        fields = {one.field for one in refusals}
    assert fields <= set(FIELDS)
