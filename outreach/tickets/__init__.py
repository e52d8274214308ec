"""What a person carries: a short code to read aloud, and a signed ticket inside a QR code."""

from outreach.tickets.codes import code_words, new_code, read_code, spoken_code
from outreach.tickets.qr import link_svg, qr_svg
from outreach.tickets.signing import address_of, public_keys, read_any, read_signed
from outreach.tickets.tokens import new_token, read_token, ticket_address

__all__ = [
    "address_of",
    "code_words",
    "link_svg",
    "new_code",
    "new_token",
    "public_keys",
    "qr_svg",
    "read_any",
    "read_code",
    "read_signed",
    "read_token",
    "spoken_code",
    "ticket_address",
]
