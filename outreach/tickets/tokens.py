"""The ticket's long token, which nobody can guess, and the address that its QR code holds.

Sixteen random bytes in base32 without padding (RFC 4648 §6), so that the whole address can be upper case and
the QR code stays small (ISO/IEC 18004, alphanumeric mode).
"""

import base64
import binascii
import secrets

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

BYTES = 16
LENGTH = 26
PADDING = "=" * 6
ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def new_token() -> str:
    """Return a new token: 26 upper case letters and digits."""
    return _written(secrets.token_bytes(BYTES))


def read_token(text: str, *, field: str | None = None) -> str:
    """Return the one spelling of a token; refuse anything that is not exactly one."""
    token = text.upper() if text.isascii() else ""
    if len(token) != LENGTH or not _is_canonical(token):
        raise Refusal(_("This is not a ticket of ours."), field, "token")
    return token


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


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def _is_canonical(token: str) -> bool:
    try:
        return _written(base64.b32decode(token + PADDING)) == token
    except binascii.Error:
        return False
