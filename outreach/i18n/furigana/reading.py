"""From a text to its pieces with readings: a run of kanji is read only where all of it is known for sure.

Everything else stays as it is. No analyser guesses here: a wrong reading is worse than none.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from outreach.i18n.furigana.counters import COUNTERS, WEEKDAYS, Counted, counted_at
from outreach.i18n.furigana.dictionary import KANJI, RUN, Dictionary, Word, shipped


class Piece(NamedTuple):
    """A part of a text and its reading in hiragana; empty where it needs none or none is sure."""

    text: str
    reading: str


Token = Word | Counted
Way = tuple[Token, ...]

_DIGITS = re.compile(r"[0-9０-９][0-9０-９,，]*か?$")
# Behind a noun: nothing, a sign, or one of these; other kana may be its own ending (話す, 大人しい, 申込む).
_PARTICLE = (
    r"から|まで|より|だけ|など|です|でし|だ[。、とっ]|ごと|ほど|くらい|ぐらい|ずつ|なら|たち|[をがはにでとのもへやか]"
)
_DOING = (
    r"し[たてなまよ、]|す[るべ]|され|させ|せず|でき|いた[しだ]|なさ|くださ|な[どのらくし]?"
    r"|ごろ|どおり|ちが|また|あり|なし|すぐ|そのもの"
)
_AFTER_ONE = re.compile(rf"$|[^ぁ-ゖァ-ヺA-Za-zＡ-Ｚａ-ｚ0-9０-９{KANJI}]|{_PARTICLE}")
_AFTER_MORE = re.compile(rf"$|[^ぁ-ゖ{KANJI}]|{_PARTICLE}|{_DOING}")
# 1通り and 2回り are other words.
_AFTER_COUNT = re.compile(rf"(?![りいるれけえ{KANJI}])")
# Of people: 青山さん may be read otherwise than the place.
_PERSON = re.compile("さん|さま|様|氏|先生|君|くん|ちゃん")
# A verb before a word without a gap may change its sound (貼り紙, 走り書き); these do not.
_VERB: Final = frozenset("いきぎしちひびみりえけげせねべめれ")
_ADJECTIVE = "[しきさなたか]い|[白赤青黒古長短広早遅近遠高安低良悪若太細強弱重軽多丸]い"
_NO_VERB = re.compile(f"(?:{_ADJECTIVE}|だけ|より|ゆっくり|あまり|やはり|たり|ぜひ|それぞれ|もし|少し|くらい|ぐらい)$")
_LETTER = re.compile("[ァ-ヺーA-Za-zＡ-Ｚａ-ｚ]$")
_DATED = re.compile(r"[0-9０-９]日[（(](?:[月火水木金土日]・)?$")
_EITHER = re.compile("[一二三四五六七八九][、・][二三四五六七八九十]")  # 二、三日 is にさんにち
# 何か所, 数か国: か with the kanji behind it is a counter.
_SOME = re.compile(rf"[何数幾]か[{KANJI}]")
_SOME_OF = re.compile("[何数幾]か[所国月年条町村店社校]")
_KANA = re.compile(rf"[ぁ-ゖァ-ヺーA-Za-zＡ-Ｚａ-ｚ0-9０-９{KANJI}]")
_LEAD: Final = 8
# What is longer has no reading: the longest number, the longest row of words, the widest gap.
_LONG: Final = 16
_MOST: Final = 40
_GAP: Final = 200
_TWO: Final = 2


@lru_cache(maxsize=4096)
def pieces(text: str, places: Dictionary | None = None) -> tuple[Piece, ...]:
    """Cut a Japanese text into pieces; together they are the text again."""
    made: list[Piece] = []
    at = 0
    for start, end, reading in _readings(text, places):
        made += [Piece(text[at:start], "")] if start > at else []
        made.append(Piece(text[start:end], reading))
        at = end
    return (*made, Piece(text[at:], "")) if at < len(text) else tuple(made)


def _readings(text: str, places: Dictionary | None) -> Iterator[tuple[int, int, str]]:
    done = 0
    while found := RUN.search(text, done):
        begin = found.start()
        if digits := _DIGITS.search(text, max(done, begin - _LONG), begin):
            begin = digits.start()
        start, way = _decided(text, begin, done, places)
        at = start
        for part, reading in (pair for token in way for pair in token.parts):
            if reading and at >= done:
                yield at, at + len(part), reading
            at += len(part)
        if not way and (rest := RUN.match(text, at)):  # nothing begins in the middle of a run
            at = rest.end()
        done = at if way and "|" in getattr(way[-1], "joins", "") else max(at, found.end())


def _decided(text: str, begin: int, done: int, places: Dictionary | None) -> tuple[int, Way]:
    """Where the words of this run begin, and which they are; none where they are not sure."""
    if weekday := _weekday(text, begin):
        return begin, (weekday,)
    if _EITHER.match(text, max(0, begin - 2)) or (begin > 1 and _SOME_OF.match(text, begin - 2)):
        return begin, ()
    alone = list(_alone(text, begin, done, places))
    if alone:
        start, word = max(alone, key=lambda one: (one[0] + len(one[1].word), -one[0]))
        same = [one for one in alone if one[0] == start and one[1].word == word.word]
        return (start, (word,)) if len({one[1].reading for one in same}) == 1 else (begin, ())
    ways = _joined(text, begin, places)
    if ways is None:
        return begin + _MOST, ()
    return (begin, next(iter(ways.values()))) if len(ways) == 1 else (begin, ())


def _heard(way: Way) -> str:
    """What is said of the numbers and kanji of a way; the kana that follow are context."""
    return "".join(reading for token in way for _part, reading in token.parts)


def _weekday(text: str, at: int) -> Counted | None:
    """The day of the week in brackets behind a date: 11月25日（水・祝）. Elsewhere 月 and 日 may be anything."""
    if (
        _DATED.search(text, max(0, at - _LEAD), at)
        and text[at] in WEEKDAYS
        and text[at + 1 : at + 2] in ("）", ")", "・")
    ):
        return Counted(((text[at], WEEKDAYS[text[at]]),))
    return None


def _alone(text: str, begin: int, done: int, places: Dictionary | None) -> Iterator[tuple[int, Word]]:
    """The words that cover the run by themselves; one may begin in the kana before it."""
    for start in range(begin, max(done, begin - _LEAD) - 1, -1):
        if start < begin and RUN.match(text[start]):
            break
        for word in _words(text, start, places):
            end = start + len(word.word)
            if end <= begin or word.joins in ("<", ">", "v") or not _ends(text, word, end, word.kanji):
                continue
            if start < begin or _is_fresh(text, begin, done) or _may_begin(text, start, word):
                yield start, word


def _joined(text: str, begin: int, places: Dictionary | None) -> dict[str, Way] | None:
    """The ways to lay words and counted numbers side by side until the run is over, the shortest of each reading.

    Of the ways to one place that end alike two readings are kept: more would only say again that none is sure. So
    the time grows with the length of the run, and not with the number of ways. None where the run is too long.
    """
    whole: dict[str, Way] = {}
    reached: dict[int, dict[tuple[Token | None, bool], dict[str, Way]]] = {begin: {(None, False): {"": ()}}}
    while reached:
        at = min(reached)
        if at - begin > _MOST:
            return None
        here = [(heard, way) for ways in reached.pop(at).values() for heard, way in ways.items()]
        for token in _tokens(text, at, places):
            end = at + (token.length if isinstance(token, Counted) else len(token.word))
            for heard, way in here:
                if _follows(text, at, way, token):
                    longer = (*way, token)
                    ends = whole if _is_over(text, end, longer) else _ways(reached, end, token, is_first=not way)
                    _keep(ends, heard + _heard((token,)), longer)
    return whole


def _ways(
    reached: dict[int, dict[tuple[Token | None, bool], dict[str, Way]]], end: int, token: Token, *, is_first: bool
) -> dict[str, Way]:
    return reached.setdefault(end, {}).setdefault((token, is_first), {})


def _keep(ways: dict[str, Way], heard: str, way: Way) -> None:
    if (heard in ways and len(way) < len(ways[heard])) or (heard not in ways and len(ways) < _TWO):
        ways[heard] = way


def _follows(text: str, at: int, before: Way, token: Token) -> bool:
    return _fits(before, token) and (bool(before) or isinstance(token, Counted) or _may_begin(text, at, token))


def _tokens(text: str, at: int, places: Dictionary | None) -> Iterator[Token]:
    yield from counted_at(text, at)
    for word in _words(text, at, places):
        if word.joins:
            yield word


def _words(text: str, at: int, places: Dictionary | None) -> Iterator[Word]:
    yield from shipped().starting(text, at)
    if places:
        for word in places.starting(text, at):
            if not _PERSON.match(text, at + len(word.word)):
                yield word


def _fits(before: Way, token: Token) -> bool:
    if isinstance(token, Counted):
        return not before or isinstance(before[-1], Counted) or bool({"+", ">"} & set(before[-1].joins))
    if not before:
        return token.joins not in ("<", "v")
    if "v" in token.joins:
        return isinstance(before[-1], Counted) or "以" in before[-1].word
    # 新 and 版 by themselves are no words: 新版 is しんぱん.
    is_noun = not isinstance(before[-1], Counted) and ">" not in before[-1].joins
    return "+" in token.joins or ("<" in token.joins and is_noun)


def _is_over(text: str, end: int, way: Way) -> bool:
    last = way[-1]
    if isinstance(last, Counted):
        return bool(_AFTER_COUNT.match(text, end)) and not counted_at(text, end)
    if ">" in last.joins:
        return False
    kanji = 2 if len(way) > 1 else last.kanji
    return _ends(text, last, end, kanji)


def _is_fresh(text: str, begin: int, done: int) -> bool:
    """Whether a word that lets a run go on (もう一度) ended just here: what follows begins anew."""
    return 0 < begin == done and bool(RUN.match(text[done - 1]))


def _ends(text: str, word: Word, end: int, kanji: int) -> bool:
    if "|" in word.joins:
        return True
    if _SOME.match(text, end - 1):
        return False
    if word.following:
        return text[end : end + 1] in set(word.following) or ("。" in word.following and not _KANA.match(text, end))
    if not RUN.match(word.word[-1]):
        return True
    if counted_at(text, end):
        return False
    return bool((_AFTER_ONE if kanji == 1 else _AFTER_MORE).match(text, end))


def _may_begin(text: str, start: int, word: Word) -> bool:
    run = RUN.match(word.word)
    if len(word.word) == 1 and word.word in COUNTERS and text.strip() == word.word:
        return False  # 人 on top of a column is counted or told of
    if run is None or start == 0 or len(run[0]) > 1:
        return True
    before = text[start - 1]
    gap = text[max(0, start - _GAP) : start].rstrip()
    if RUN.match(before) or before == "]" or gap[-1:].isdigit() or (not gap and start > _GAP):
        return False
    near = text[max(0, start - 5) : start]
    return (before not in _VERB or bool(_NO_VERB.search(near))) and not _LETTER.search(near)
