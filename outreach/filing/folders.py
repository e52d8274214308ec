"""A file in a folder that others read: there whole or not at all, and never in place of another one."""

import errno
import os
import secrets
import unicodedata
from pathlib import Path

from outreach.i18n import phrase as _
from outreach.refusal import Refusal

LONGEST = 40
MOST_NAMESAKES = 99
_JOINS = frozenset("-_")
# Names that Windows keeps for devices: a share that is mounted from there cannot have them.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_WITHOUT_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


class NoRoot(OSError):
    """The folder that the settings name is not there: a share is not mounted."""


def clean_folder(text: str, *, field: str | None = None) -> str:
    """The plain name of one folder; raises Refusal for anything that could lead elsewhere or that some disk refuses."""
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise Refusal(_("Please write the name of a folder."), field=field)
    plain = all(sign.isalnum() or sign in _JOINS for sign in name) and name[0] not in _JOINS
    if not plain or len(name) > LONGEST or name.casefold() in _DEVICES:
        sentence = _(
            "Please write a plain name of letters, digits, “-” and “_”, {most} signs at most, such as {example}.",
            most=LONGEST,
            example="monthly-reports",
        )
        raise Refusal(sentence, field=field)
    return name


def place(root: Path, slug: str, folder: str) -> Path:
    """Where a city's files of this folder lie."""
    return root / slug / folder


def put(root: Path, slug: str, folder: str, name: str, content: bytes) -> str:
    """Lay the file there, safe against a power cut; returns the name that it has.

    The same bytes under this name are this file: it was there already. Other bytes stay, and the file gets a number.
    Raises OSError, and NoRoot where the root is not there: it is never made, for a share that is not mounted would be
    hidden by it. Blocks, so it is called in a thread.
    """
    if not root.is_dir():
        raise NoRoot(errno.ENOENT, "no such folder", str(root))
    there = place(root, slug, folder)
    if not there.resolve().is_relative_to(root.resolve()):  # whoever may write there must not lead us elsewhere
        raise PermissionError(errno.EACCES, "leads out of the root", str(there))
    there.mkdir(parents=True, exist_ok=True)
    part = there / f".{name}.{secrets.token_hex(4)}"
    try:
        _written(part, content)
        found = _laid(part, there, name, content)
    finally:
        part.unlink(missing_ok=True)
    _settled(there)
    return found


def _written(part: Path, content: bytes) -> None:
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _laid(part: Path, there: Path, name: str, content: bytes) -> str:
    stem, dot, ending = name.partition(".")
    for number in range(1, MOST_NAMESAKES + 1):
        own = name if number == 1 else f"{stem}_{number}{dot}{ending}"
        try:
            _claim(part, there / own)
        except FileExistsError:
            if (there / own).is_file() and (there / own).read_bytes() == content:
                return own
        else:
            return own
    raise FileExistsError(errno.EEXIST, "too many files of this name", str(there / name))


def _claim(part: Path, path: Path) -> None:
    """Give the file its name, or raise FileExistsError: a link fails where the name is taken, a rename would not."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError as trouble:
        if trouble.errno not in _WITHOUT_LINKS:
            raise
        if path.exists():  # such a disk knows no other way; two at once under one name are of the same day and kind
            raise FileExistsError(errno.EEXIST, "there already", str(path)) from None
        part.rename(path)


def _settled(there: Path) -> None:
    """The name, too, is on the disk; not every share can promise that."""
    try:
        handle = os.open(there, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def trouble_of(found: OSError) -> str:
    """The code of what went wrong with a folder."""
    if isinstance(found, NoRoot):
        return "away"
    match found.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "full"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "denied"
        case _:
            return "disk"
