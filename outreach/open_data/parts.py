"""What the parts of a workbook would fill the memory with, seen before the reader opens it.

The reader finds a part under many names, so a part is told by what it holds, never by its name. What is not written as
the usual programs write it is taken for the worst it could be: at most an odd file is refused, none slips through.
"""

import re
from array import array
from collections.abc import Sequence
from xml.parsers import expat

from outreach.open_data.limits import COLUMNS, ROWS, UNPACKED, bomb, too_many

_ATTRIBUTE = rb"""\s+[\w:.-]+\s*=\s*(?:"[^"'<>]*"|'[^"'<>]*')"""
_TAG = rb"<(?:[^\s<>]*:)?"
_NAMELESS = rb"""(?=[\s/>])(?! r="[A-Z0-9])(?!(?:%b)*?\s+r\s*=\s*["'][A-Za-z0-9])""" % _ATTRIBUTE
_ROW = re.compile(_TAG + rb"row(?=[\s/>])")
_BARE = re.compile(_TAG + rb"(?:row|c)" + _NAMELESS)
_BARE_ROW = re.compile(_TAG + rb"row" + _NAMELESS)
_BARE_CELL = re.compile(_TAG + rb"c" + _NAMELESS)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'](?:(?:%b){0,20}\s*>\s*%bv>(\d{1,8})</)?""" % (_ATTRIBUTE, _TAG))
_STRINGS_END = re.compile(rb"[/:]sst[\s>]")
_LONGEST_ROW = 4_000_000
_LONGEST_TAG = 1_000_000


class Parts:
    """Takes every part of a workbook, piece by piece. Raises Refusal for what would fill the memory."""

    def __init__(self) -> None:
        self._uses = Uses()
        self._strings: list[Strings] = []

    def begin(self) -> "Part":
        """Where the pieces of the next part go."""
        return Part(self._uses, self._strings)

    def finish(self) -> None:
        """Refuse strings that are short in the file, but long once every cell has its own copy."""
        if any(self._uses.laid_out(strings) > UNPACKED for strings in self._strings):
            raise bomb()


class Uses:
    """Which of the shared strings the cells show, and how many cells show one that we could not tell."""

    def __init__(self) -> None:
        self.told = array("I")
        self.untold = 0

    def add(self, found: Sequence[bytes]) -> None:
        """Keep the numbers of shared strings; an empty one is not told."""
        self.told.extend(map(int, filter(None, found)))
        self.untold += found.count(b"")

    def laid_out(self, strings: "Strings") -> int:
        """At most so many characters the cells hold together."""
        longest = max(strings.lengths, default=0) if strings.clear else strings.size
        if not strings.clear or max(self.told, default=0) >= len(strings.lengths):
            return (len(self.told) + self.untold) * longest
        return sum(map(strings.lengths.__getitem__, self.told)) + self.untold * longest


class Part:
    """One part: a sheet, the shared strings, or neither."""

    def __init__(self, uses: Uses, strings: list["Strings"]) -> None:
        self._sheet = Sheet(uses)
        self._strings = Strings()
        self._known = strings

    def feed(self, piece: bytes) -> None:
        """The next piece of the part, as unpacked."""
        self._sheet.feed(piece)
        self._strings.feed(piece)

    def finish(self) -> None:
        """The part is at its end."""
        self._sheet.finish()
        self._strings.finish()
        if self._strings.ended:
            self._known.append(self._strings)


class Sheet:
    """Refuses far cells: the reader lays out every row and column up to the farthest, named or reached by counting."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses
        self._rest = b""
        self._begun = False
        self._far_row = self._far_column = 0
        self._bare_rows = self._bare_cells = self._most_bare = 0

    def feed(self, piece: bytes) -> None:
        """Look through all rows that are whole."""
        self._rest += piece
        if not self._begun and not self._begins():
            return
        cut = self._rest.rfind(b"row>") + len(b"row>")
        if cut >= len(b"row>"):
            rows, self._rest = self._rest[:cut], self._rest[cut:]
            self._look(rows)
        elif len(self._rest) > _LONGEST_ROW:
            raise bomb()

    def _begins(self) -> bool:
        at = self._rest.find(b"sheetData")
        self._begun = at >= 0
        self._rest = self._rest[at:] if self._begun else self._rest[1 - len(b"sheetData") :]
        return self._begun

    def finish(self) -> None:
        """Look through what is left."""
        if self._begun:
            self._look(self._rest)

    def _look(self, rows: bytes) -> None:
        found = _REFERENCE.findall(rows)
        self._far_row = max(self._far_row, *map(_number, {digits for _, digits in found}), 0)
        self._far_column = max(self._far_column, *map(_column, {letters for letters, _ in found}), 0)
        self._count_bare(rows)
        if self._far_row + self._bare_rows > ROWS + 100 or self._far_column + self._most_bare > COLUMNS:
            raise too_many()
        self._uses.add(_SHARED.findall(rows))

    def _count_bare(self, rows: bytes) -> None:
        """Rows and cells that do not say where they are stand below and beside the last ones."""
        if not self._bare_cells and not _BARE.search(rows):
            return
        self._bare_rows += len(_BARE_ROW.findall(rows))
        for at, row in enumerate(_ROW.split(rows)):
            self._bare_cells = len(_BARE_CELL.findall(row)) + (0 if at else self._bare_cells)
            self._most_bare = max(self._most_bare, self._bare_cells)


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) < 8 else ROWS * 2


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + letter - 64
    return number


class Strings:
    """The lengths of the shared strings. ``clear``: an XML parser could tell them; ``ended``: the reader takes them."""

    def __init__(self) -> None:
        self.lengths = array("I")
        self.size = 0
        self.clear = True
        self.ended = False
        self._open = False
        self._tail = b""
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        """Measure the strings as far as they are whole."""
        self.size += len(piece)
        joined = self._tail + piece
        self.ended = self.ended or (b"sst" in joined and _STRINGS_END.search(joined) is not None)
        self._tail = piece[-len(b"/sst") :]
        self._parse(piece)
        if self.size - self._parser.CurrentByteIndex > _LONGEST_TAG:
            self.clear = False

    def finish(self) -> None:
        """The part is at its end."""
        self._parse(b"", last=True)

    def _parse(self, piece: bytes, *, last: bool = False) -> None:
        if self.clear:
            try:
                self._parser.Parse(piece, last)
            except (expat.ExpatError, _UnlikeStringsError):
                self.clear = False

    def _start(self, name: str, _attributes: object) -> None:
        if name == "t":
            return
        local = name.rpartition(":")[2]
        if local == "si" and not self._open:
            self.lengths.append(0)
            self._open = True
        elif local in {"si", "sheetData"}:
            raise _UnlikeStringsError

    def _end(self, name: str) -> None:
        if name != "t" and name.endswith("si"):
            self._open = False

    def _text(self, text: str) -> None:
        if self._open:
            self.lengths[-1] += len(text)

    def _doctype(self, *_about: object) -> None:
        raise _UnlikeStringsError


class _UnlikeStringsError(Exception):
    """The part holds no shared strings, or hides what it holds."""
