"""Lines of Japanese end where a phrase does, on paper as on the pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.papers import breaking

CLOSING = "」』）”】〉》、。，．！？：；"
SIGNS = st.sampled_from("おご来書申し込みくださいます電話スマートフォン11月25日（水）「」、。！ aB7-")


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        ("来られないときは、お電話ください。", "来られないときは、|お電話ください。"),
        ("変更後：11月25日（水）午後1時30分", "変更後：|11月25日（水）|午後1時30分"),
        ("「はじめてのスマートフォン」の日時または", "「はじめての|スマートフォン」の|日時または"),
        ("（雪のため。）お休みです。", "（雪のため。）|お休みです。"),
        ("下の行に申し込みのない方を書いてください。", "下の|行に|申し込みのない|方を|書いてください。"),
        ("席を見た。", "席を見た。"),
    ],
)
def test_a_line_may_end_after_a_phrase_only(sentence: str, cut: str) -> None:
    assert breaking.phrases(sentence) == cut.split("|")


@given(st.text(SIGNS, max_size=60) | st.text(max_size=60))
def test_nothing_is_lost_and_no_phrase_begins_with_a_sign_that_closes(text: str) -> None:
    found = breaking.phrases(text)
    assert "".join(found) == text
    assert "".join(str(one["text"]) for one in breaking.kept(text)) == text
    assert not any(one[0] in CLOSING and not before[-1].isspace() for before, one in pairwise(found))


@given(st.text(SIGNS, max_size=60))
def test_what_stays_on_one_line_is_short_and_has_no_sign_at_its_edge_that_loses_its_air(text: str) -> None:
    for one in breaking.kept(text):
        part = str(one["text"])
        assert part
        if one["whole"]:
            assert len(part) <= breaking.LONGEST
            assert part[-1] not in CLOSING
            assert part[0] not in "「（"


def test_of_a_last_phrase_that_is_too_long_the_end_stays_together() -> None:
    kept = breaking.kept("置いたままにしないでおいてください。")
    assert kept[-2:] == [{"text": "ください", "whole": True}, {"text": "。", "whole": False}]
