"""XLSX files: looked through before they are opened, so that no small file fills the memory."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from outreach.i18n.phrase import phrase as _
from outreach.open_data.limits import UNPACKED, bomb
from outreach.open_data.parts import Part, Parts
from outreach.refusal import Refusal

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RATIO = 200
PARTS = 2_000
_SMALL = 1_000_000
_STEP = 65_536
_LOCAL_HEADER = struct.Struct("<26xHH")
Grid = list[list[str]]


def is_workbook(content: bytes) -> bool:
    """Whether these bytes are a spreadsheet program's own file, of whatever kind."""
    return content.startswith((ZIP, b"PK\x05\x06", OLE))


def read(content: bytes) -> tuple[Grid, str, int]:
    """The cells of the first visible sheet as text, its name, and how many other sheets there are.

    Raises Refusal for another kind of file, a password, a zip bomb, or a table beyond the limits.
    """
    _refuse_old(content)
    _look_through(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _first(book)
    except PasswordError:
        raise _locked() from None
    except (CalamineError, OSError, ValueError) as trouble:
        raise _broken() from trouble


def _refuse_old(content: bytes) -> None:
    if not content.startswith(OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()
    sentence = _("This is an old Excel file (xls). Please open it and save it as XLSX or “CSV UTF-8”.")
    raise Refusal(sentence, "file", "xls")


def _locked() -> Refusal:
    sentence = _("This workbook is locked with a password. Please save a copy without one.")
    return Refusal(sentence, "file", "password")


def _broken() -> Refusal:
    return Refusal(_("This workbook is damaged and cannot be opened."), "file", "damaged")


def _look_through(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _broken() from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise bomb()
    _refuse_other_archives({part.filename for part in parts}, content)
    left, held = UNPACKED, Parts()
    for part in parts:
        left -= _unpacked(content, part, left, held.begin())
    held.finish()


def _refuse_other_archives(names: set[str], content: bytes) -> None:
    if "xl/workbook.xml" in names:
        return
    if b"opendocument" in content[:200]:
        sentence = _("This is an OpenDocument file (ods). Please open it and save it as XLSX or “CSV UTF-8”.")
    elif "xl/workbook.bin" in names:
        sentence = _("This is a binary Excel file (xlsb). Please open it and save it as XLSX or “CSV UTF-8”.")
    else:
        sentence = _("This is an archive, but no workbook. Please choose a CSV or XLSX file.")
    raise Refusal(sentence, "file", "kind")


def _unpacked(content: bytes, part: zipfile.ZipInfo, left: int, held: Part) -> int:
    """How many bytes a part really unpacks to, whatever the directory claims; refuses beyond the limits."""
    size = 0
    for piece in _pieces(content, part):
        size += len(piece)
        if size > left or (size > _SMALL and size > RATIO * max(part.compress_size, 1)):
            raise bomb()
        held.feed(piece)
    held.finish()
    return size


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    if part.flag_bits & 0x1:
        raise _locked()
    try:
        names, extra = _LOCAL_HEADER.unpack_from(content, part.header_offset)
    except struct.error:
        raise _broken() from None
    start = part.header_offset + _LOCAL_HEADER.size + names + extra
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + _STEP] for at in range(0, len(packed), _STEP))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise _broken()


def _inflated(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    try:
        while packed and not stream.eof:
            yield stream.decompress(packed, _STEP)
            packed = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error:
        raise _broken() from None


def _first(book: CalamineWorkbook) -> tuple[Grid, str, int]:
    shown = [
        sheet
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if not shown:
        raise Refusal(_("This workbook has no visible sheet."), "file", "empty")
    cells = book.get_sheet_by_name(shown[0].name).to_python(skip_empty_area=False)
    return [[as_text(cell) for cell in row] for row in cells], shown[0].name, len(shown) - 1


def as_text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days and hours in ISO 8601."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
        case time():
            return cell.isoformat("minutes" if not cell.second else "seconds")
        case date() | int() | timedelta():
            return str(cell)
        case _:
            return ""
