"""Finding answers by whatever people type: any width, kana or Roman letters, whole questions without spaces."""

import math
import re
import unicodedata
from itertools import pairwise

from outreach.guide.topics import TOPICS, Topic
from outreach.spelling import kana_key

LONGEST = 100
# Kanji, katakana, hiragana and everything else change places where one word ends and another begins.
_RUN = re.compile(
    "[\u4e00-\u9fff々]+|[\u30a0-\u30ff]+|[\u3041-\u309f]+|[\uac00-\ud7a3]+|[^\\W\u3041-\u30ff\u4e00-\u9fff]+"
)
_KANJI = re.compile("[\u4e00-\u9fff々]+")
# Particles (が, から), and words such as "how" and "can", which stand in every question.
_LITTLE = re.compile("[\u3041-\u309f]{1,2}|[a-z]{1,3}")
_SHORTEST = 3
_ACCENTS = re.compile("[\u0300-\u036f]")  # the marks of kana have places of their own
_BARRED = str.maketrans("đĐ", "dD")


def search(asked: str, language: str) -> list[Topic]:
    """The topics that hold at least half of what was asked, the most fitting first; none for an empty question."""
    terms = _terms(asked[:LONGEST])
    found = [(sum(_held(term, topic, language) for term in terms), topic) for topic in TOPICS]
    fitting = [(score, topic) for score, topic in found if terms and score >= len(terms)]
    return [topic for _score, topic in sorted(fitting, key=lambda pair: -pair[0])]


def _held(term: str, topic: Topic, language: str) -> int:
    """2 for a term in the question or the words for the search, 1 for one in the answers, 0 for one that is nowhere."""
    head = _folded(f"{topic.question.text(language)} {topic.words.text(language)}")
    if _within(term, head):
        return 2
    return int(_within(term, _folded(" ".join(answer.text(language) for answer in topic.answers))))


def _within(term: str, text: str) -> bool:
    if term.isascii():  # within a word, "art" would be found in "start"
        return bool(re.search(rf"\b{re.escape(term)}", text)) or _sounds(term, text)
    return term in text or _sounds(term, text)


def _sounds(term: str, text: str) -> bool:
    sound = kana_key(term)
    return sound != term and any(sound in kana_key(word) for word in text.split())


def _terms(asked: str) -> list[str]:
    """What to look for: kanji in pairs, other words without their ending, which changes; no little words."""
    runs = _RUN.findall(_folded(asked))
    words = [run for run in runs if not _LITTLE.fullmatch(run)] or runs
    return list(dict.fromkeys(term for word in words for term in _pieces(word)))


def _pieces(word: str) -> list[str]:
    if _KANJI.fullmatch(word):
        return [a + b for a, b in pairwise(word)] or [word]
    return [word[: max(_SHORTEST, math.ceil(len(word) * (0.6 if word.isascii() else 0.75)))]]


def _folded(text: str) -> str:
    """Whatever the width and the case; accents are left out, since many type "dien thoai" for "điện thoại"."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", text)).translate(_BARRED)
    return unicodedata.normalize("NFKC", plain).casefold()
