"""The ticket's long token, which nobody can guess, and the address that its QR code holds.

Sixteen random bytes in base32 without padding (RFC 4648 §6), so that the whole address can be upper case and
the QR code stays small (ISO/IEC 18004, alphanumeric mode).
"""

import base64
import secrets

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

BYTES = 16
LENGTH = 26
ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def new_token() -> str:
    """Return a new token: 26 upper case letters and digits."""
    return written(secrets.token_bytes(BYTES))


def read_token(text: str, *, field: str | None = None) -> str:
    """Return the one spelling of a token; refuse anything that is not exactly one."""
    token = text.upper() if text.isascii() else ""
    if read(token, BYTES) is None:
        raise not_ours(field)
    return token


def not_ours(field: str | None = None, code: str = "token") -> Refusal:
    """What to raise for what is no ticket of ours."""
    return Refusal(_("This is not a ticket of ours."), field, code)


def ticket_address(public_url: str, city_slug: str, token: str) -> str:
    """Return the upper case address for the QR code; raise ValueError when a character does not fit it."""
    return checked_address(f"{public_url.rstrip('/')}/{city_slug}/T/{token}".upper())


def checked_address(address: str) -> str:
    """Return the address; raise ValueError when it is not alphanumeric in the sense of ISO/IEC 18004."""
    strange = sorted(set(address) - ALPHANUMERIC)
    if strange:
        message = f"A ticket's address cannot hold {' '.join(strange)}."
        raise ValueError(message)
    return address


def written(raw: bytes) -> str:
    """These bytes in upper case base32 without padding."""
    return base64.b32encode(raw).decode().rstrip("=")


def read(text: str, length: int) -> bytes | None:
    """The so many bytes that are written so; None for every text but the one that ``written`` makes of them."""
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    return raw if len(raw) == length and written(raw) == text else None
