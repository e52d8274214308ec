"""What is kept sealed: needs and secrets, under keys that lie outside the database.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. The place that a text is kept at, and the number of its key,
are authenticated with it: a sealed text that was moved to another row does not open.
"""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
# Everybody knows this one: it is for demos and tests, and production refuses to start without a file of its own.
DEVELOPMENT = {1: b"only-for-development-and-tests!!"}


class CannotOpen(RuntimeError):
    """A sealed text does not open: its key is missing, or it was changed or moved. The text itself is never named."""


class _Ring:
    keys: Mapping[int, bytes] = DEVELOPMENT


def use(keys: Mapping[int, bytes]) -> None:
    """Seal with the newest of these keys from now on, and open with any of them."""
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        message = f"a key has {KEY_BYTES} bytes, and there must be one"
        raise ValueError(message)
    _Ring.keys = dict(keys)


def newest() -> int:
    """The number of the key that seals now."""
    return max(_Ring.keys)


def sealed(text: str, place: str) -> str:
    """The text as it is kept at this place, such as ``participants|needs|7``; empty for an empty one."""
    if not text:
        return ""
    number, nonce = newest(), secrets.token_bytes(NONCE_BYTES)
    kept = nonce + _cipher(number).encrypt(nonce, text.encode(), _bound(place, number))
    return f"{number}.{base64.urlsafe_b64encode(kept).decode()}"


def opened(kept: str, place: str) -> str:
    """The text that was sealed at this place; raises CannotOpen."""
    if not kept:
        return ""
    from cryptography.exceptions import InvalidTag

    number = number_of(kept)
    if number not in _Ring.keys:
        message = f"key {number} is missing from the key file"
        raise CannotOpen(message)
    raw = base64.urlsafe_b64decode(kept.partition(".")[2])
    try:
        text = _cipher(number).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(place, number))
    except InvalidTag:
        message = f"what is sealed at {place} does not open with key {number}"
        raise CannotOpen(message) from None
    return text.decode()


def number_of(kept: str) -> int:
    """The number of the key that a text was sealed with."""
    return int(kept.partition(".")[0])


def new_key() -> bytes:
    """A fresh key."""
    return secrets.token_bytes(KEY_BYTES)


def read(path: Path) -> dict[int, bytes]:
    """The keys of a file: a line for each, its number and the key in base64. Raises ValueError for anything else."""
    lines = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
    keys = {int(number): base64.b64decode(key, validate=True) for number, key in lines}
    if len(keys) != len(lines) or not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        message = f"{path} is not a key file"
        raise ValueError(message)
    return keys


def written(keys: Mapping[int, bytes]) -> str:
    """The keys as their file holds them."""
    return "".join(f"{number} {base64.b64encode(keys[number]).decode()}\n" for number in sorted(keys))


def _bound(place: str, number: int) -> bytes:
    return f"{place}|{number}".encode()


def _cipher(number: int) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_Ring.keys[number])
