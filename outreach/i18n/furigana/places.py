"""The names of places as the place itself reads them (名称_カナ of the open data), as words of a dictionary.

Source: 自治体標準オープンデータセット, 公共施設一覧: 名称_カナ is the name's reading in katakana, whole.
"""

import re
from collections.abc import Iterable, Iterator

from outreach.i18n.furigana.dictionary import RUN, BadWord, Dictionary, Word, hiragana, made
from outreach.i18n.furigana.reading import pieces

_GAPS = re.compile(r"[\s・･　]+")
_SIZES = (("市", "し"), ("区", "く"))


def of_places(named: Iterable[tuple[str, str]]) -> Dictionary:
    """The names with their kana, and what stands in them before words that we know (松園 of 松園地区活動センター).

    A reading that contradicts our own words, or cannot belong to its name, is left out.
    """
    found = list(_whole(named))
    derived = [short for word in found if (short := _short(word))]
    return Dictionary({(word.word, word.reading): word for word in (*found, *derived)}.values())


def _whole(named: Iterable[tuple[str, str]]) -> Iterator[Word]:
    for name, kana in named:
        reading = _GAPS.sub("", hiragana(kana))
        if RUN.search(name) and reading and _is_plausible(name, reading):
            for written in dict.fromkeys((name, _GAPS.sub("", name))):
                try:
                    yield made(written, reading, joins="+")
                except BadWord:
                    continue


def _is_plausible(name: str, reading: str) -> bool:
    kanji = sum(len(run) for run in RUN.findall(name))
    kana = len(name) - kanji
    if not kanji <= len(reading) - kana <= kanji * 4:
        return False
    known = "".join(one.reading or one.text for one in pieces(name))
    return bool(RUN.search(known)) or hiragana(known) == reading


def _short(word: Word) -> Word | None:
    """What stands before the last words that we know, where the two readings agree: 松園 from 松園地区公民館."""
    for cut in range(2, len(word.word)):
        rest = pieces(word.word[cut:])
        heard = hiragana("".join(one.reading or one.text for one in rest))
        if not RUN.match(word.word[cut]) or RUN.search(heard):
            continue
        if RUN.fullmatch(word.word[:cut]) and word.reading.endswith(heard) and word.reading != heard:
            return made(word.word[:cut], word.reading.removesuffix(heard), joins="+")
    return None
