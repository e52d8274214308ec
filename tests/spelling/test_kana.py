"""Readings are kept in katakana, and found and sorted by how they sound."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.spelling import clean_kana, kana_key

KANA = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC, *range(0xFF66, 0xFFA0)]))
readings = st.text(alphabet=f"{KANA} 　・\u3099\u309a", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("やまだ　たろう", "ヤマダ タロウ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("ヤマタ\u3099", "ヤマダ"),
        ("ヤマタ゛", "ヤマダ"),
        ("いすゞ", "イスヾ"),
        ("マイケル・スミス", "マイケル・スミス"),
        ("ら-めん", "ラーメン"),
        ("ヴぁいおりん", "ヴァイオリン"),
        ("アシㇼパ", "アシㇼパ"),
    ],
)
def test_a_reading_may_be_typed_in_any_kana(typed: str, kept: str) -> None:
    assert clean_kana(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "ー", "・", "山田", "Yamada", "ヤマダ1", "ヤマダ㈱", "や\u3099", "ヤ゛"])
def test_what_is_not_kana_is_asked_for_again(typed: str) -> None:
    with pytest.raises(Refusal, match="Please write the reading in kana") as caught:
        clean_kana(typed, field="kana")
    assert caught.value.field == "kana"


def test_a_reading_of_sixty_characters_is_enough() -> None:
    with pytest.raises(Refusal, match="at most 60"):
        clean_kana("ア" * 61)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ヤマダ　タロウ", "やまだたろう"),
        ("ﾔﾏﾀﾞ", "やまだ"),
        ("ラーメン", "らあめん"),
        ("コーヒー", "こおひい"),
        ("キャシー", "きやしい"),
        ("ハットリ", "はつとり"),
        ("ヴェラ", "べら"),
        ("ヴィクター", "びくたあ"),
        ("ヰノウエ", "いのうえ"),
        ("イスヾ", "いすず"),
        ("サヽキ", "ささき"),
        ("アシㇼパ", "あしりぱ"),
        ("yamada", "やまだ"),
        ("Satō", "satō"),
        ("Konno Jun'ichi", "こんのじゆんいち"),
        ("Namba", "なんば"),
        ("hattori", "はつとり"),
        ("Smith", "smith"),
        ("山田", "山田"),
    ],
)
def test_a_reading_is_found_by_its_sound(text: str, key: str) -> None:
    assert kana_key(text) == key


def test_people_are_sorted_by_the_fifty_sounds() -> None:
    names = ["ワタナベ", "ラーメン", "ラアサ", "アオキ", "ガトウ", "カトウ", "ハットリ", "ハツエ"]
    ordered = ["アオキ", "カトウ", "ガトウ", "ハツエ", "ハットリ", "ラアサ", "ラーメン", "ワタナベ"]
    assert sorted(names, key=kana_key) == ordered


# Not both in one word: what is left of a mixed one may spell kana by itself.
@given(st.text(alphabet=f"{KANA} 　・-'山田髙﨑") | st.text(alphabet=f"{string.ascii_letters} 　・-'山田髙﨑"))
@example("っﾞ")
@example("ぅﾞ")
@example("っーﾞ")
def test_a_key_is_its_own_key(text: str) -> None:
    assert kana_key(kana_key(text)) == kana_key(text)


@given(readings)
def test_a_reading_and_its_kept_form_have_the_same_key(typed: str) -> None:
    try:
        kept = clean_kana(typed)
    except Refusal:
        return
    assert clean_kana(kept) == kept
    assert kana_key(typed) == kana_key(kept)


@pytest.mark.parametrize("syllable", ["na", "nna", "nya", "kka", "tcha", "n", "nk", "shi"])
def test_a_line_that_is_almost_romaji_is_read_at_once(syllable: str) -> None:
    typed = syllable * 60 + "x"

    assert kana_key(typed).endswith("x")
