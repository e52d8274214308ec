"""A phrase waits for its language, and can do no harm while it waits."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.i18n import Phrase, own, phrase, phrase_n


def test_a_phrase_says_its_values() -> None:
    assert phrase("{who} is signed up.", who="山田").text("en") == "山田 is signed up."


def test_dates_times_and_counts_are_said_in_the_language_of_the_reader() -> None:
    made = phrase("{day} / {at} / {left}", day=date(2026, 11, 25), at=time(13, 30), left=1234)
    assert made.text("ja") == "11月25日（水） / 午後1時30分 / 1,234"
    assert made.text("en") == "Wednesday 25 November / 1:30 pm / 1,234"


def test_a_moment_is_said_by_the_clock_in_japan() -> None:
    made = phrase("{at}", at=datetime(2026, 11, 24, 23, 0, tzinfo=UTC))
    assert made.text("ja") == "11月25日（水）午前8時"


def test_a_phrase_may_carry_a_phrase() -> None:
    outer = phrase("First: {then}", then=phrase_n("{n} seat", "{n} seats", 2))
    assert outer.text("en") == "First: 2 seats"


def test_one_and_many_are_told_apart_in_english() -> None:
    assert [phrase_n("{n} seat", "{n} seats", n).text("en") for n in (0, 1, 2)] == [
        "0 seats",
        "1 seat",
        "2 seats",
    ]


def test_a_value_that_is_missing_is_noticed_when_the_phrase_is_made() -> None:
    with pytest.raises(KeyError, match="who"):
        phrase("{who} is signed up.", whom="山田")


def test_the_same_phrases_are_equal_and_can_be_kept_in_sets() -> None:
    assert {phrase("{a}", a=1), phrase("{a}", a=1)} == {phrase("{a}", a=1)}


@pytest.mark.parametrize("reaching", ["{who.__class__}", "{who[0]}", "{who!r}", "{0}", "{}", "{who:>99}"])
def test_a_sentence_cannot_reach_into_its_values(reaching: str) -> None:
    assert Phrase(reaching, params=(("who", "x"),)).text("en") == reaching


@given(st.text())
def test_what_people_type_is_said_and_never_interpreted(typed: str) -> None:
    assert phrase("[{typed}]", typed=typed).text("ja") == f"[{typed}]"


def test_a_citys_own_text_is_said_in_the_language_that_it_was_written_in() -> None:
    sentence = phrase("{room} is free", room=own({"ja": "研修室", "en": "Training room"}))

    assert sentence.text("en") == "Training room is free"
    assert "研修室" in sentence.text("ja")
    assert hash(sentence) == hash(phrase("{room} is free", room=own({"ja": "研修室", "en": "Training room"})))
    assert phrase("{room} is free", room=own({"ja": "研修室"})).text("en") == "研修室 is free"
