"""A phone's key: P-256 (FIPS 186-5), as the browser makes it, and what it has signed."""

import base64
import binascii
from typing import TYPE_CHECKING

from outreach.i18n import phrase as _
from outreach.refusal import Refusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

POINT_BYTES = 65
SIGNATURE_BYTES = 64


def read_public(text: str) -> "EllipticCurvePublicKey":
    """The key of an uncompressed point in base64url without padding; raises Refusal ``key`` for anything else."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    raw = decoded(text, POINT_BYTES)
    try:
        if raw[:1] == b"\x04":
            return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError:
        pass  # not a point of the curve
    raise Refusal(_("This phone could not introduce itself. Please load the page again."), code="key")


def signed_by(key: "EllipticCurvePublicKey", text: str, signature: str) -> bool:
    """Whether this key has signed the text; ``signature`` is r and s, 32 bytes each, in base64url without padding."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    raw = decoded(signature, SIGNATURE_BYTES)
    if not raw:
        return False
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    try:
        key.verify(encode_dss_signature(r, s), text.encode(), ECDSA(SHA256()))
    except (InvalidSignature, UnicodeEncodeError):
        return False
    return True


def decoded(text: str, length: int) -> bytes:
    """So many bytes of the one spelling of them in base64url without padding; none where it is anything else."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""
    return raw if len(raw) == length and encoded(raw) == text else b""


def encoded(raw: bytes) -> str:
    """The bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
