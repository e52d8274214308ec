"""The reviewed words: every line can be one, and none contradicts another."""

import re
from importlib.resources import files

import pytest

from outreach.i18n.furigana import BadWord, Dictionary, read, shipped


def test_every_line_is_a_word_and_none_is_read_in_two_ways() -> None:
    words = read(files("outreach.i18n.furigana").joinpath("words.tsv").read_text(encoding="utf-8"))
    assert len(words) > 2000
    kept = sum(len(several) for several in shipped().words.values())
    assert kept == len(words)  # a dictionary leaves out what it is told in two ways


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("受け付け\tうけつけ", [("受", "う"), ("け", ""), ("付", "つ"), ("け", "")]),
        ("会場\tかいじょう\t+", [("会場", "かいじょう")]),
        ("書[かきく]\tか", [("書", "か")]),
        ("外国の方[はも。]\tがいこくのかた", [("外国", "がいこく"), ("の", ""), ("方", "かた")]),
        ("ページ目\tぺーじめ", [("ページ", ""), ("目", "め")]),
        ("赤い色\tあか_い_いろ", [("赤", "あか"), ("い", ""), ("色", "いろ")]),
    ],
)
def test_a_reading_is_cut_where_kanji_meet_kana(line: str, parts: list[tuple[str, str]]) -> None:
    assert list(read(line)[0].parts) == parts


@pytest.mark.parametrize(
    "line", ["受け付け\tうつけ", "赤い色\tあかいいろ", "会場", "会場\tかい\t+\t+", "書[か\tか", "受け\tうか"]
)
def test_what_cannot_be_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(BadWord, match=re.escape(line.partition("\t")[0])):
        read(line)


def test_a_word_that_is_told_in_two_ways_has_no_reading() -> None:
    both = Dictionary(read("上手\tじょうず\n上手\tかみて\n会場\tかいじょう"))
    assert list(both.words) == ["会場"]
