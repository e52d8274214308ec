"""What is kept sealed: needs and secrets, under keys that lie outside the database.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. The place that a text is kept at, and the number of its key,
are authenticated with it: a sealed text that was moved to another row does not open.
"""

import base64
import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from outreach import clock

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
DIGEST_BYTES = 32
NONCE_BYTES = 12
MARK_DIGITS = 56  # of 64, so that a mark with its key's number fits where a SHA-256 does
# Everybody knows this one: it is for demos and tests, and production refuses to start without a file of its own.
DEVELOPMENT = {1: b"only-for-development-and-tests!!"}


class CannotOpen(RuntimeError):
    """A sealed text does not open: its key is missing, or it was changed or moved. The text itself is never named."""


class NoKeys(ValueError):
    """There is no file of keys, or it is not one."""


class _Ring:
    keys: Mapping[int, bytes] = DEVELOPMENT
    path: Path | None = None
    written: tuple[int, int] = (0, 0)


def use(keys: Mapping[int, bytes]) -> None:
    """Seal with the newest of these keys from now on, and open with any of them."""
    _Ring.keys, _Ring.path = _checked(keys), None


def load(path: Path | None) -> None:
    """Use the keys of this file from now on, also those that are added to it later; without one the known key.

    Raises NoKeys where it cannot be read.
    """
    if path is None:
        use(DEVELOPMENT)
        return
    _Ring.keys, _Ring.path, _Ring.written = read(path), path, _written_at(path)


def _checked(keys: Mapping[int, bytes]) -> dict[int, bytes]:
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        message = f"a key has {KEY_BYTES} bytes, and there must be one"
        raise NoKeys(message)
    return dict(keys)


def _keys() -> Mapping[int, bytes]:
    """The keys as they are now: a file that was rotated meanwhile, perhaps by another process, is read again."""
    path = _Ring.path
    if path is not None and path.exists() and _written_at(path) != _Ring.written:
        load(path)
    return _Ring.keys


def _written_at(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError as trouble:
        message = f"{path} cannot be read: {trouble.strerror}"
        raise NoKeys(message) from None
    return facts.st_mtime_ns, facts.st_ino


def numbers() -> list[int]:
    """The numbers of the keys there are."""
    return sorted(_keys())


def newest() -> int:
    """The number of the key that seals now."""
    return max(_keys())


def sealed(text: str, place: str) -> str:
    """The text as it is kept at this place, such as ``participants|needs|7``; empty for an empty one."""
    if not text:
        return ""
    number, nonce = newest(), secrets.token_bytes(NONCE_BYTES)
    kept = nonce + _cipher(number).encrypt(nonce, text.encode(), _bound(place, number))
    return _spelled(number, kept)


def opened(kept: str, place: str) -> str:
    """The text that was sealed at this place; raises CannotOpen."""
    if not kept:
        return ""
    from cryptography.exceptions import InvalidTag

    number, raw = _parts(kept, place)
    if number not in _keys():
        message = f"key {number} is missing from the key file"
        raise CannotOpen(message)
    try:
        text = _cipher(number).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(place, number))
    except (InvalidTag, ValueError):
        message = f"what is sealed at {place} does not open with key {number}"
        raise CannotOpen(message) from None
    return text.decode()


def _parts(kept: str, place: str) -> tuple[int, bytes]:
    """The key's number and what it sealed. One text has one spelling: base64 has bits that decode to nothing."""
    try:
        number, raw = number_of(kept), base64.b64decode(kept.partition(".")[2], altchars=b"-_", validate=True)
    except ValueError:
        number, raw = 0, b""
    if kept != _spelled(number, raw):
        message = f"what is kept at {place} is not a sealed text"
        raise CannotOpen(message)
    return number, raw


def _spelled(number: int, raw: bytes) -> str:
    return f"{number}.{base64.urlsafe_b64encode(raw).decode()}"


def number_of(kept: str) -> int:
    """The number of the key that a text was sealed with; ValueError for what is not a sealed text."""
    number = kept.partition(".")[0]
    if not (number.isascii() and number.isdigit()):
        message = "this is not a sealed text"
        raise ValueError(message)
    return int(number)


def mark(text: str, purpose: str) -> str:
    """What says later whether the same text comes again, and tells nothing of it to who has not the keys."""
    return _mark(text, purpose, newest())


def marks(kept: str, text: str, purpose: str) -> bool:
    """Whether this mark was made of this text; never where its key is missing."""
    number = kept.partition(":")[0]
    if not (number.isascii() and number.isdigit() and int(number) in _keys()):
        return False
    return hmac.compare_digest(kept.encode(), _mark(text, purpose, int(number)).encode())


def _mark(text: str, purpose: str, number: int) -> str:
    """HMAC-SHA-256 under a key of this purpose's own, made of the sealing key as HKDF-Expand does (RFC 5869)."""
    own = hmac.digest(_keys()[number], purpose.encode() + b"\x01", "sha256")
    return f"{number}:{hmac.digest(own, text.encode(), 'sha256').hex()[:MARK_DIGITS]}"


def derived(number: int, purpose: str, length: int) -> bytes:
    """Bytes of this purpose's own, made of one key as HKDF-Expand does (RFC 5869): the same ones whenever asked.

    Raises CannotOpen where the key is missing.
    """
    key = _keys().get(number)
    if key is None:
        message = f"key {number} is missing from the key file"
        raise CannotOpen(message)
    made, block = b"", b""
    for count in range(1, -(-length // DIGEST_BYTES) + 1):
        block = hmac.digest(key, block + purpose.encode() + bytes([count]), "sha256")
        made += block
    return made[:length]


def new_key() -> bytes:
    """A fresh key."""
    return secrets.token_bytes(KEY_BYTES)


def read(path: Path) -> dict[int, bytes]:
    """The keys of a file: a line for each, its number and the key in base64. Raises NoKeys for anything else."""
    try:
        lines = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in lines}
    except OSError as trouble:
        message = f"{path} cannot be read: {trouble.strerror}"
        raise NoKeys(message) from None
    except ValueError:
        message = f"{path} is not a key file"
        raise NoKeys(message) from None
    if len(keys) != len(lines) or not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        message = f"{path} is not a key file"
        raise NoKeys(message)
    return keys


def write_new(path: Path) -> None:
    """Make a file with one fresh key, which only its owner may read. Raises FileExistsError rather than overwrite."""
    _write(path, {1: new_key()})


def add_key(path: Path) -> int:
    """Add a fresh key to the file, whole or not at all; returns its number. Everybody seals with it from now on.

    Who adds another one at the same time waits: no key that somebody has sealed with is ever lost.
    """
    with _held(path):
        keys = read(path)
        number = max(keys) + 1
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)  # of one that was broken off: nobody else is here
        _write(part, {**keys, number: new_key()})
        facts = path.stat()
        if os.geteuid() == 0:  # the server's own user must still be able to read it
            os.chown(part, facts.st_uid, facts.st_gid)
        part.chmod(facts.st_mode & 0o777)
        part.replace(path)
    return number


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the file that bears this name: whoever waited for one that was replaced meanwhile waits for the new one."""
    while True:
        try:
            file = path.open("rb")
        except OSError as trouble:
            message = f"{path} cannot be read: {trouble.strerror}"
            raise NoKeys(message) from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield
                return


def age(path: Path) -> float:
    """For how many seconds this file has held the keys that it holds now."""
    return clock.now().timestamp() - _written_at(path)[0] / 1e9


def _write(path: Path, keys: Mapping[int, bytes]) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(written(keys))
        file.flush()
        os.fsync(file.fileno())


def written(keys: Mapping[int, bytes]) -> str:
    """The keys as their file holds them."""
    return "".join(f"{number} {base64.b64encode(keys[number]).decode()}\n" for number in sorted(keys))


def _bound(place: str, number: int) -> bytes:
    return f"{place}|{number}".encode()


def _cipher(number: int) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_keys()[number])
