"""Cells of CSV files that people open in a spreadsheet: no text of ours may run there as a formula.

OWASP ASVS 5.0.0, V1.2.10: a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab, a carriage return or NUL gets
an apostrophe in front; here it is taken away again when our own files are read.
"""

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
_QUOTE = "'"


def guarded(text: str) -> str:
    """The cell as it may be shown in a spreadsheet."""
    return f"{_QUOTE}{text}" if text.lstrip(_QUOTE).startswith(_SIGNS) else text


def cell(thing: object) -> str:
    """Anything as a cell: texts are guarded; a number stays one, also below zero, and nothing is empty."""
    if thing is None:
        return ""
    return str(thing) if isinstance(thing, int | float) else guarded(str(thing))


def plain(text: str) -> str:
    """What was meant, from a guarded cell."""
    return text[1:] if text.startswith(_QUOTE) and text.lstrip(_QUOTE).startswith(_SIGNS) else text
