"""The ticket as its QR holds it: who it is for and when, under a signature that a phone checks without a network.

Big endian: version, number of the vault's key, fiscal year since 2000, city, class, day since 2000-01-01, and the
registration's token; then an ECDSA signature (P-256, SHA-256, r and s) over a text of its own and these. There is one
spelling of a ticket: base32 as ``tokens`` writes it, and of the two values that s may have the lower one. The same
ticket always has the same QR (RFC 6979), and the key is never stored: it is made of the vault's key, the city and the
fiscal year.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from outreach import vault
from outreach.i18n.eras import fiscal_year
from outreach.tickets import tokens

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

VERSION = 1
DOMAIN = b"outreach-ticket-v1\n"
FIRST_DAY = date(2000, 1, 1)
FIRST_YEAR = 2000
NUMBER_BYTES = 32
PAYLOAD_BYTES = 27
BYTES = PAYLOAD_BYTES + 2 * NUMBER_BYTES
LENGTH = 146
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # n of P-256, SP 800-186
SEED_BYTES = 48  # FIPS 186-5, A.2.1: so many that the remainder favours no key
LARGEST_NUMBER = 255


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says of itself; ``token`` is the registration's, ``key`` the number of the vault's key."""

    key: int
    city_id: int
    lesson_id: int
    day: date
    reference: bytes

    @property
    def token(self) -> str:
        """The registration's token."""
        return tokens.written(self.reference)

    @property
    def fiscal_year(self) -> int:
        """The fiscal year of the class, whose key signs."""
        return fiscal_year(self.day)


class _Lesson(Protocol):
    @property
    def day(self) -> date: ...


class Seat(Protocol):
    """A registration, with its class."""

    @property
    def city_id(self) -> int: ...
    @property
    def lesson_id(self) -> int: ...
    @property
    def token(self) -> str: ...
    @property
    def lesson(self) -> _Lesson: ...


def address_of(public_url: str, city_slug: str, seat: Seat) -> str:
    """The address that a registration's QR holds, on every page, paper and mail alike."""
    ticket = signed(seat.city_id, seat.lesson_id, seat.lesson.day, seat.token)
    return tokens.ticket_address(public_url, city_slug, ticket)


def signed(city_id: int, lesson_id: int, day: date, token: str) -> str:
    """The signed ticket: 146 upper case letters and digits, the same ones whenever it is asked for."""
    reference = tokens.read(token, tokens.BYTES)
    if reference is None:
        message = "a ticket is signed for a token of ours"
        raise ValueError(message)
    ticket = Ticket(_newest(), city_id, lesson_id, day, reference)
    return tokens.written(_with_signature(ticket))


def read_signed(text: str, city_id: int) -> Ticket:
    """The ticket that this is, if it is one of this city.

    Raises Refusal: ``token`` for what is no signed ticket in its one spelling, ``city`` for another city's, ``key``
    where its key has left the key file, ``forged`` where the signature is not ours.
    """
    raw = tokens.read(text, BYTES)
    ticket = _unfolded(raw[:PAYLOAD_BYTES]) if raw else None
    if raw is None or ticket is None:
        raise tokens.not_ours()
    if ticket.city_id != city_id:
        raise tokens.not_ours(code="city")
    if ticket.key not in vault.numbers():
        raise tokens.not_ours(code="key")
    if not _is_ours(ticket, raw):
        raise tokens.not_ours(code="forged")
    return ticket


def read_any(text: str, city_id: int) -> str:
    """The token of a ticket's address, be it the token itself or a signed ticket of this city; raises Refusal."""
    return read_signed(text, city_id).token if len(text) == LENGTH else tokens.read_token(text)


def public_keys(city_id: int, fiscal_years: Iterable[int]) -> dict[str, str]:
    """What phones check this city's tickets with: for each key and fiscal year (``1-2026``) the point in base64url."""
    years = sorted(set(fiscal_years))
    numbers = [number for number in vault.numbers() if 0 <= number <= LARGEST_NUMBER]
    return {f"{number}-{year}": _point(_seed(number, city_id, year)) for number in numbers for year in years}


def _newest() -> int:
    """The newest key of the vault whose number has room in a ticket."""
    return max(number for number in vault.numbers() if 0 <= number <= LARGEST_NUMBER)


def _folded(ticket: Ticket) -> bytes:
    parts = (
        (VERSION, 1),
        (ticket.key, 1),
        (ticket.fiscal_year - FIRST_YEAR, 1),
        (ticket.city_id, 2),
        (ticket.lesson_id, 4),
        ((ticket.day - FIRST_DAY).days, 2),
    )
    return b"".join(number.to_bytes(size, "big") for number, size in parts) + ticket.reference


def _unfolded(payload: bytes) -> Ticket | None:
    """The ticket of these bytes, or None where its version is unknown or its year is not that of its day."""
    number = int.from_bytes
    day = FIRST_DAY + timedelta(days=number(payload[9:11], "big"))
    ticket = Ticket(payload[1], number(payload[3:5], "big"), number(payload[5:9], "big"), day, payload[11:])
    return ticket if (payload[0], FIRST_YEAR + payload[2]) == (VERSION, ticket.fiscal_year) else None


def _with_signature(ticket: Ticket) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    payload = _folded(ticket)
    key = _private(_seed(ticket.key, ticket.city_id, ticket.fiscal_year))
    how = ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(key.sign(DOMAIN + payload, how))
    return payload + r.to_bytes(NUMBER_BYTES, "big") + min(s, ORDER - s).to_bytes(NUMBER_BYTES, "big")


def _is_ours(ticket: Ticket, raw: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    numbers = raw[PAYLOAD_BYTES:]
    r, s = (int.from_bytes(half, "big") for half in (numbers[:NUMBER_BYTES], numbers[NUMBER_BYTES:]))
    if not _is_canonical(r, s):
        return False
    key = _public(_seed(ticket.key, ticket.city_id, ticket.fiscal_year))
    try:
        key.verify(encode_dss_signature(r, s), DOMAIN + raw[:PAYLOAD_BYTES], ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _is_canonical(r: int, s: int) -> bool:
    """Whether these can be a signature, and the one of its two spellings that we write."""
    return 0 < r < ORDER and 0 < s <= ORDER // 2


def _seed(number: int, city_id: int, year: int) -> bytes:
    return vault.derived(number, f"tickets|{city_id}|{year}", SEED_BYTES)


@lru_cache(maxsize=256)
def _private(seed: bytes) -> "EllipticCurvePrivateKey":
    """The key of a seed (FIPS 186-5, A.2.1). It is kept by what it is made of: other keys of the vault are others."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    return derive_private_key(int.from_bytes(seed, "big") % (ORDER - 1) + 1, SECP256R1())


@lru_cache(maxsize=256)
def _public(seed: bytes) -> "EllipticCurvePublicKey":
    return _private(seed).public_key()


@lru_cache(maxsize=256)
def _point(seed: bytes) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    raw = _public(seed).public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
