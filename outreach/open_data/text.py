"""From a file's bytes to its text: the encodings in which cities publish, told apart without guessing."""

import codecs

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16LE (BOM)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16BE (BOM)"),
)
_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format", "SQLite"),
    (b"{\\rtf", "RTF"),
)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Refusal where the bytes are no text."""
    _refuse_others(content)
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], codec, name), name
    if b"\0" in content:
        return _wide(content)
    for codec, name in (("utf-8", "UTF-8"), ("cp932", "CP932")):
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _refuse_others(content: bytes) -> None:
    for start, kind in _OTHERS:
        if content.startswith(start):
            sentence = _("This is a file of the kind {kind}, not a table. Please choose a CSV or XLSX file.", kind=kind)
            raise Refusal(sentence, "file", "kind")
    head = content.removeprefix(codecs.BOM_UTF8)[:200].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        sentence = _("This is a page of the web, not a table. Please download the CSV or XLSX file itself.")
        raise Refusal(sentence, "file", "kind")


def _strict(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        sentence = _("The file says that it is {encoding}, but a part of it is not.", encoding=name)
        raise Refusal(sentence, "file", "encoding") from None


def _wide(content: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: taken only where the text then has lines, and no NUL is left."""
    for codec, name in (("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\n" in text and "\0" not in text and any(sign in text for sign in ",\t;"):
            return text, name
    raise _unreadable()


def _unreadable() -> Refusal:
    sentence = _("This file is no text in UTF-8, CP932 or UTF-16. Please save it as “CSV UTF-8” or as XLSX.")
    return Refusal(sentence, "file", "encoding")
