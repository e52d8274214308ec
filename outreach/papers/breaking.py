"""Where a line of Japanese may end: between phrases, as browsers break it with ``word-break: auto-phrase``.

A sheet knows no such rule of its own and would leave 「す。」 alone on a line. The rule here is a plain one: a phrase
begins where kanji, katakana or a number follow hiragana, at an opening bracket, and after a comma or a full stop.
"""

import re
from typing import Final

# No line is shorter, and no phrase that is longer is kept on one.
LONGEST: Final = 12
# What at least stands on the last line of a sentence, its full stop included.
LAST: Final = 5

_OPEN, _CLOSE, _END = "「『（“【〈《", "」』）”】〉》", "、。，．！？：；"
_KANA = "ぁ-ゖゝゞ"
_DATE = r"[0-9]{1,2}月[0-9]{1,2}日(?:（[月火水木金土日]）)?"
_OTHER = rf"[^{_OPEN}{_CLOSE}{_END}{_KANA}\s]"
# お and ご before kanji begin a phrase and end none: お電話, ご連絡.
_POLITE = rf"[おご](?={_OTHER})"
# A verb made of two, or its noun, is one: 申し込み, 貸し出す.
_COMPOUND = r"[きしちみりえけせめれげ][一-龥]+"
_ENDING = rf"(?:(?!{_POLITE})[{_KANA}])*"
_PHRASE = re.compile(
    rf"[{_OPEN}]*(?:{_POLITE})?(?:{_DATE}|(?!{_DATE}){_OTHER}+(?:{_COMPOUND})*)?{_ENDING}(?:[{_CLOSE}]+{_ENDING})*(?:[{_END}][{_END}{_CLOSE}]*)?\s*"
)


def phrases(text: str) -> list[str]:
    """The text cut where a line may end. Together they are the text again; none begins with a closing sign."""
    found = [one[0] for one in _PHRASE.finditer(text) if one[0]]
    while len(found) > 1 and len(found[-1]) < LAST and len(found[-2]) + len(found[-1]) <= LONGEST:
        found[-2:] = ["".join(found[-2:])]
    return found


def kept(text: str) -> list[dict[str, str | bool]]:
    """The same, each with whether it is to stay on one line; of a last one that is too long, its end is.

    The signs at their edges come by themselves: kept apart from what follows, the typesetter takes the air from them,
    and no line ends before or after them where it must not.
    """
    found = phrases(text)
    if found and len(found[-1]) > LONGEST and not any(sign.isascii() for sign in found[-1][-LAST:]):
        found[-1:] = [found[-1][:-LAST], found[-1][-LAST:]]
    made: list[dict[str, str | bool]] = []
    for one in found:
        before, core, after = _edges(one)
        cut = [(before, False), (core, len(core) <= LONGEST), (after, False)]
        made += [{"text": part, "whole": whole} for part, whole in cut if part]
    return made


def _edges(phrase: str) -> tuple[str, str, str]:
    opened = phrase.lstrip(_OPEN)
    core = opened.rstrip(_CLOSE + _END + " \n\u3000")
    return phrase[: len(phrase) - len(opened)], core, opened[len(core) :]
