"""Furigana on a whole page: readings above the kanji of its texts, and nowhere else.

Attributes, titles, fields, scripts and drawings stay as they are; so does what is in another language and what is
marked ``translate="no"``: the names of people, which only they know how to read.
"""

import re
from collections.abc import Iterator
from typing import Final

from outreach.i18n.furigana import Dictionary, pieces

_PART = re.compile(r"""<!--.*?-->|<!?/?[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>|[^<]+|<""", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LANGUAGE = re.compile(r'\slang="([^"]*)"')
_KANJI = re.compile("[一-鿿々]")
# Text in these is a value, a name of the page or a drawing, or has its reading already.
_LEFT: Final = frozenset(
    (
        *("head", "title", "script", "style", "template", "textarea", "select", "option", "datalist"),
        *("svg", "ruby", "code", "pre", "kbd", "noscript"),
    )
)
# What stands in one line with its neighbours: 12 in bold and 人 behind it are read together.
_INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "data", "dfn", "em", "i", "mark", "q", "s", "small", "span"),
        *("strong", "sub", "sup", "time", "u", "var", "wbr", "svg", "ruby", "code", "kbd"),
    )
)
_VOID: Final = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr", "source", "col"))
# The rooms whose pages show readings: in those of staff the names of people stand everywhere.
ROOMS: Final = frozenset(("public", "data", "mine"))
_ENTITY = re.compile("&[#a-zA-Z0-9]+;")
# Stands in a line for what is left as it is.
_THING: Final = "\ufffc"


def ruby(html: str, places: Dictionary | None = None) -> str:
    """The same page with readings above its kanji; without them it is the page again, byte for byte."""
    line: list[tuple[str, str, bool]] = []  # what was written, how it is read, and whether it is a text
    made: list[str] = []
    for part, kind in _parts(html):
        if kind == "block":
            made += _line(line, places)
            line.clear()
            made.append(part)
        else:
            # Two elements side by side, as in a list of facts, are two texts: a gap stands between them.
            gap = " " if kind == "tag" and line and line[-1][0].startswith("</") and not part.startswith("</") else ""
            line.append((part, _said(part) if kind == "text" else _THING if kind == "thing" else gap, kind == "text"))
    return "".join((*made, *_line(line, places)))


def _said(text: str) -> str:
    """A text as it is read: an entity, such as a space that keeps 12 and 人 together, is a gap of its length."""
    return _ENTITY.sub(lambda entity: " " * len(entity[0]), text)


def _parts(html: str) -> Iterator[tuple[str, str]]:
    """The parts of a page and what each is: text, tag (in a line), thing (in a line, left alone) or block."""
    left, depth = "", 0
    for found in _PART.finditer(html):
        part = found[0]
        tag = _TAG.match(part)
        name = tag[2].lower() if tag else ""
        if left:
            depth += (name == left) * (-1 if tag and tag[1] else 1)
            yield part, "tag"
            left = left if depth else ""
        elif not tag:
            yield part, "block" if part.startswith("<!") else "text"
        else:
            if not tag[1] and name not in _VOID and _is_left(name, part):
                left, depth = name, 1
            yield part, _kind(name, is_left=bool(left))


def _is_left(name: str, tag: str) -> bool:
    language = _LANGUAGE.search(tag)
    return name in _LEFT or ' translate="no"' in tag or bool(language and language[1] not in ("ja", "ja-x-easy"))


def _kind(name: str, *, is_left: bool) -> str:
    if name not in _INLINE:
        return "block"
    return "thing" if is_left else "tag"


def _line(line: list[tuple[str, str, bool]], places: Dictionary | None) -> Iterator[str]:
    text = "".join(read for _part, read, _is_text in line)
    if not _KANJI.search(text):
        yield from (part for part, _read, _is_text in line)
        return
    above = list(_above(text, places))
    at = 0
    for part, read, is_text in line:
        yield _written(part, at, above) if is_text else part
        at += len(read)


def _above(text: str, places: Dictionary | None) -> Iterator[tuple[int, int, str]]:
    at = 0
    for piece in pieces(text, places):
        if piece.reading:
            yield at, at + len(piece.text), piece.reading
        at += len(piece.text)


def _written(text: str, begins: int, above: list[tuple[int, int, str]]) -> str:
    """A text with the readings that lie within it; one that reaches over its edge is left out.

    It stays one thing for a layout that would set its words apart (a flex container).
    """
    made, at, ends = [], begins, begins + len(text)
    for start, end, reading in above:
        if start >= begins and end <= ends:
            made.append(text[at - begins : start - begins])
            made.append(_marked(text[start - begins : end - begins], reading))
            at = end
    if not made:
        return text
    words = "".join((*made, text[at - begins :]))
    return f'<span class="rubied">{words}</span>'


def _marked(text: str, reading: str) -> str:
    # Without aria-hidden, screen readers say the word and then its reading: everything twice (docs/accessibility.md).
    return f'<ruby>{text}<rp>(</rp><rt aria-hidden="true">{reading}</rt><rp>)</rp></ruby>'
