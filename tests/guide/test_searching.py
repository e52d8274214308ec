"""An answer is found by whatever people type: kanji or kana, any width, Roman letters, whole questions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import guide
from outreach.guide import searching

ASKED = {
    "受講票をなくした": "lost",
    "チケット": "ticket",
    "わすれました": "lost",
    "キャンセル": "cancel",
    "ｷｬﾝｾﾙ": "cancel",
    "でんわばんごう": "phone",
    "電話番号は？": "phone",
    "スマホがない": "bring",
    "denwa": "phone",
    "ＤＥＮＷＡ": "phone",
    "母の代わりに申し込みたい": "family",
    "台風": "weather",
    "文字を大きくしたい": "letters",
    "ユウビン": "news",
    "ちゅうせん": "draw",
    "個人情報": "details",
}
IN_ENGLISH = {
    "I have lost my ticket": "lost",
    "CANCEL": "cancel",
    "my mother": "family",
    "wheelchair": "way",
    "How can I bring glasses?": "bring",
    "waiting lists": "full",
}


@pytest.mark.parametrize(("asked", "key"), ASKED.items())
def test_a_question_in_japanese_finds_its_answer_among_the_first_three(asked: str, key: str) -> None:
    assert key in [topic.key for topic in guide.search(asked, "ja")][:3]


@pytest.mark.parametrize(("asked", "key"), IN_ENGLISH.items())
def test_a_question_in_english_finds_its_answer_among_the_first_three(asked: str, key: str) -> None:
    assert key in [topic.key for topic in guide.search(asked, "en")][:3]


@pytest.mark.parametrize(
    ("language", "asked", "key"),
    [
        ("vi", "điện thoại", "phone"),
        ("vi", "dien thoai", "phone"),
        ("pt-BR", "inscrição", "web"),
        ("pt-BR", "inscricao", "web"),
        ("ko", "전화", "phone"),
    ],
)
def test_accents_make_no_difference(language: str, asked: str, key: str) -> None:
    assert key in [topic.key for topic in guide.search(asked, language)][:3]


def test_without_folding_accents_a_word_typed_without_them_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert guide.search("dien", "vi") != []
    monkeypatch.setattr(searching, "_ACCENTS", re.compile("(?!)"))
    assert guide.search("dien", "vi") == []


@pytest.mark.parametrize("asked", ["", " ", "？！", "xyzzy", "冷蔵庫", "refrigerator"])
def test_what_no_answer_tells_of_finds_none(asked: str) -> None:
    assert guide.search(asked, "ja") == []
    assert guide.search(asked, "en") == []


def test_without_kana_keys_a_reading_in_roman_letters_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "kana_key", lambda text: text)
    assert guide.search("denwa", "ja") == []


@given(st.text())
def test_any_text_is_a_question(asked: str) -> None:
    found = guide.search(asked, "ja")
    assert len(found) == len({topic.key for topic in found})


@given(st.sampled_from(guide.TOPICS), st.sampled_from(["ja", "en"]))
def test_every_question_finds_itself(topic: guide.Topic, language: str) -> None:
    assert topic in guide.search(topic.question.text(language), language)


def test_every_topic_has_an_audience_and_a_key_of_its_own() -> None:
    assert {topic.audience for topic in guide.TOPICS} == set(guide.AUDIENCES)
    assert len({topic.key for topic in guide.TOPICS}) == len(guide.TOPICS)
