"""Whatever the text: nothing is lost, nothing is added, and only kanji with their numbers are read."""

import re
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import clock
from outreach.i18n import words
from outreach.i18n.furigana import Dictionary, of_places, pieces, read, shipped

# Letters that stand in our words, numbers, counters, and signs: what most easily runs into each other.
WORDS = st.sampled_from(sorted(word for word in shipped().words if len(word) < 5))
TEXTS = st.lists(
    WORDS | st.text("0123456789１年月日時間分人回階本番（）水・、。〜のをにでからしいたるりスマート ", max_size=6)
).map("".join)
READ = re.compile(r"[0-9０-９]*[かカ]?[一-鿿々ヶヵ]+")


@given(TEXTS)
def test_nothing_is_lost_and_nothing_added(text: str) -> None:
    assert "".join(one.text for one in pieces(text)) == text


@given(TEXTS)
def test_only_kanji_with_their_numbers_are_read_and_only_in_hiragana(text: str) -> None:
    for one in pieces(text):
        if one.reading:
            assert READ.fullmatch(one.text), one
            assert re.fullmatch("[ぁ-ゖー]+", one.reading), one


@given(TEXTS)
def test_what_follows_a_full_stop_changes_nothing_before_it(text: str) -> None:
    alone = [one for one in pieces(f"{text}。") if one.reading]
    assert [one for one in pieces(f"{text}。{text}") if one.reading][: len(alone)] == alone


@given(st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_every_part_of_a_written_moment_is_read(at: datetime) -> None:
    said = words.moment_words(at.replace(tzinfo=clock.TOKYO), "ja", year=True)
    unread = "".join(part for part, reading in pieces(said) if not reading)
    assert unread == "（）", said


def test_no_two_days_of_a_year_are_read_alike() -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    read = {tuple(one.reading for one in pieces(f"{day.month}月{day.day}日")) for day in days}
    assert len(read) == 366
    assert all(len(one) == 2 and all(one) for one in read)


@pytest.mark.parametrize("counter", ["人", "回", "階", "分", "本", "歳", "台", "番", "席", "枚", "か月", "年", "時間"])
def test_numbers_are_told_apart_by_what_is_said(counter: str) -> None:
    read = {pieces(f"{number}{counter}")[0].reading for number in range(1, 100)}
    assert len(read) == 99
    assert "" not in read


PLACES = of_places(
    [
        ("盛岡市", "モリオカシ"),
        ("盛岡市松園地区公民館", "モリオカシマツゾノチクコウミンカン"),
        ("見前南地区公民館", "ミルマエミナミチクコウミンカン"),
        ("山岸老人憩いの家", "ヤマギシロウジンイコイノイエ"),
        ("中央公民館", "ミナミコウミンカン"),
        ("北上川", "キ"),
        ("北松園児童センター・北松園老人福祉センター", "キタマツゾノジドウセンターキタマツゾノロウジンフクシセンター"),
        ("アイーナ", "アイーナ"),
        ("繋", "ツナギ"),
    ]
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("盛岡市松園地区公民館です", ["もりおかしまつぞのちくこうみんかん"]),
        ("盛岡市の教室", ["もりおかし", "きょうしつ"]),
        ("見前南の教室", ["みるまえみなみ", "きょうしつ"]),
        ("山岸老人憩いの家", ["やまぎしろうじんいこ", "いえ"]),
        ("山岸さんの席", ["せき"]),
        ("山岸様", []),
        ("繋の会場", ["つなぎ", "かいじょう"]),
        ("北上川", []),
        (
            "北松園児童センター・北松園老人福祉センター",
            ["きたまつぞのじどう", "きたまつぞのろうじんふくし"],
        ),
        ("中央公民館", ["ちゅうおう", "こうみんかん"]),
    ],
)
def test_places_are_read_as_they_say_and_never_as_persons(text: str, read: list[str]) -> None:
    assert [one.reading for one in pieces(text, PLACES) if one.reading] == read


BOTH = Dictionary(read("甲乙\tこうおつ\t+\n甲\tきのえ\t+\n乙\tきのと\t+"))


@pytest.mark.parametrize(
    "text",
    [
        "会員" * 18,
        "甲乙" * 18,
        "会員" * 2000,
        "市民講座会員" * 700,
        "1日" * 3000,
        "2日" * 3000,
        "12人" * 2000,
        "人 " * 3000,
        "（日）" * 2000,
    ],
)
def test_the_work_grows_with_the_text_and_not_with_the_ways_to_cut_it(text: str) -> None:
    asked: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _fact: object) -> None:
        if event == "call" and frame.f_code.co_filename.endswith("reading.py"):
            asked[frame.f_code.co_name] += 1

    sys.setprofile(count)
    try:
        pieces.__wrapped__(text, BOTH)
    finally:
        sys.setprofile(None)
    assert asked.total() < 6000 + 200 * len(text), asked.most_common(5)


@pytest.mark.parametrize("digits", [10, 5000])
@pytest.mark.parametrize("sign", ["1", "9", "１", "1,"])
def test_a_number_that_nobody_counts_is_none(digits: int, sign: str) -> None:
    text = f"{sign * digits}人"
    assert pieces(text) == ((text, ""),)


def test_what_is_read_in_two_ways_has_no_reading_however_long() -> None:
    for times in (2, 5, 15, 100):
        assert [one.reading for one in pieces("甲乙" * times, BOTH)] == [""], times
    assert [one.reading for one in pieces("甲甲", BOTH)] == ["きのえ", "きのえ"]
