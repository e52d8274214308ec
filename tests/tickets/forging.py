"""Tickets that look like ours: changed in one bit or letter, spelled otherwise, signed by a wrong key."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from outreach.tickets import signing, tokens
from outreach.tickets.signing import BYTES, DOMAIN, ORDER, PAYLOAD_BYTES

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CITY, OTHER_CITY = 7, 8
DAY = date(2026, 11, 25)
YEARS = (2025, 2026, 2027)
FIELDS = {"version": (0, 1), "key": (1, 2), "year": (2, 3), "city": (3, 5), "class": (5, 9), "day": (9, 11)}
FIELDS |= {"reference": (11, 27), "signature": (27, 91)}


def some(count: int) -> list[str]:
    """So many tickets of one city, of many classes and days of three fiscal years; the same ones each time."""
    luck = random.Random(20260505)
    days = [DAY + timedelta(days=luck.randrange(-300, 300)) for _one in range(count)]
    return [signing.signed(CITY, luck.randrange(1, 2**32), day, token(luck)) for day in days]


def token(luck: random.Random) -> str:
    return tokens.written(luck.randbytes(tokens.BYTES))


def raw_of(ticket: str) -> bytes:
    raw = tokens.read(ticket, BYTES)
    assert raw is not None
    return raw


def bits(ticket: str) -> Iterator[str]:
    """Each with one bit of the 91 bytes changed."""
    raw = raw_of(ticket)
    for at in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[at // 8] ^= 1 << at % 8
        yield tokens.written(bytes(changed))


def letters(ticket: str) -> Iterator[str]:
    """Each with one letter changed, to every other that base32 knows."""
    for at, own in enumerate(ticket):
        yield from (ticket[:at] + letter + ticket[at + 1 :] for letter in LETTERS if letter != own)


def high(ticket: str) -> str:
    """The same signature with the other of the two values that s may have."""
    raw = raw_of(ticket)
    return with_numbers(raw[:PAYLOAD_BYTES], int.from_bytes(raw[27:59], "big"), ORDER - int.from_bytes(raw[59:], "big"))


def with_numbers(payload: bytes, r: int, s: int) -> str:
    return tokens.written(payload + r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def spare_bits(ticket: str) -> list[str]:
    """The three other spellings of the last letter, which stand for the same bytes."""
    last = LETTERS.index(ticket[-1])
    return [ticket[:-1] + LETTERS[last + more] for more in (1, 2, 3)]


def spellings(ticket: str) -> dict[str, str]:
    """What a kind reader might take for the same ticket."""
    full_width = ticket.translate({ord(sign): ord(sign) + 0xFEE0 for sign in LETTERS})
    raw, middle = raw_of(ticket), len(ticket) // 2
    changed = {
        "lower case": ticket.lower(),
        "capital then lower case": ticket.capitalize(),
        "one letter lower": ticket[:-1] + ticket[-1].lower(),
        "first letter lower": ticket[0].lower() + ticket[1:],
        "padding": ticket + "=" * 6,
        "short padding": ticket + "=",
        "space before": " " + ticket,
        "space after": ticket + " ",
        "line after": ticket + "\n",
        "carriage return": ticket + "\r\n",
        "nothing after": ticket + "\0",
        "space within": f"{ticket[:middle]} {ticket[middle:]}",
        "hyphen within": f"{ticket[:middle]}-{ticket[middle:]}",
        "no-break space": "\u00a0" + ticket,
        "wide space": ticket + "\u3000",
        "zero-width space": "\u200b" + ticket,
        "byte order mark": "\ufeff" + ticket,
        "accent": ticket + "\u0301",
        "percent": f"%{ord(ticket[0]):X}{ticket[1:]}",
        "leading zero": "A" + ticket,
        "zero in place of the last": "A" + ticket[:-1],
        "trailing zero": ticket + "A",
        "zero byte before": tokens.written(b"\0" + raw),
        "zero byte after": tokens.written(raw + b"\0"),
        "zero byte before r": tokens.written(raw[:27] + b"\0" + raw[27:]),
        "zero byte before s": tokens.written(raw[:59] + b"\0" + raw[59:]),
        "last letter missing": ticket[:-1],
        "first letter missing": ticket[1:],
        "last byte missing": tokens.written(raw[:-1]),
        "twice": ticket + ticket,
        "full width": full_width,
        "one full width": full_width[0] + ticket[1:],
        "zero for O": ticket.replace("O", "0"),
        "one for I": ticket.replace("I", "1"),
        "one for L": ticket.replace("L", "1"),
        "eight for B": ticket.replace("B", "8"),
        "Kelvin for K": ticket.replace("K", "\u212a"),
        "Cyrillic A": ticket.replace("A", "\u0410"),
        "dotless i": ticket.replace("I", "\u0131"),
        "empty": "",
    }
    return {name: text for name, text in changed.items() if text != ticket}


def addresses(ticket: str) -> list[str]:
    """Addresses of which the ticket is not the end, or that hold another spelling."""
    place = "HTTPS://CLASSES.MORIOKA.EXAMPLE/MORIOKA/T/"
    ends = ["/", "?", "?A=1", "#", "#A", "/paper", " ", "\n", "=", "%0A"]
    wrong = [place + ticket + end for end in ends]
    wrong += [place + twin for twin in spellings(ticket).values()]
    return [*wrong, place.replace("/T/", "/t/") + ticket, place[:-3] + ticket, "X" + place + ticket, "/T/" + ticket]


def signed_by(payload: bytes, *, city: int = CITY, year: int = 2026, domain: bytes = DOMAIN, number: int = 1) -> str:
    """This payload with the signature of the key of a city and year, over a text of this domain."""
    return _with_key(payload, signing._seed(number, city, year), domain, hashes.SHA256())


def _with_key(payload: bytes, seed: bytes, domain: bytes, hash_: hashes.HashAlgorithm) -> str:
    how = ECDSA(hash_, deterministic_signing=True)
    r, s = decode_dss_signature(signing._private(seed).sign(domain + payload, how))
    return with_numbers(payload, r, min(s, ORDER - s))


def changed(payload: bytes, field: str, value: int) -> bytes:
    """The payload with another number in one of its fields."""
    start, end = FIELDS[field]
    return payload[:start] + value.to_bytes(end - start, "big") + payload[end:]


def structured(ticket: str, other: str) -> dict[str, tuple[str, str]]:
    """Forgeries that somebody would think of, each with the reason for which it is refused."""
    raw, payload = raw_of(ticket), raw_of(ticket)[:PAYLOAD_BYTES]
    r, s = int.from_bytes(raw[27:59], "big"), int.from_bytes(raw[59:], "big")
    year = 2000 + payload[2]
    made = {
        "another city's key": (signed_by(payload, city=OTHER_CITY, year=year), "forged"),
        "last year's key": (signed_by(payload, year=year - 1), "forged"),
        "next year's key": (signed_by(payload, year=year + 1), "forged"),
        "the key of another number": (signed_by(payload, year=year, number=2), "forged"),
        "another city's ticket": (signed_by(changed(payload, "city", OTHER_CITY), city=OTHER_CITY), "city"),
        "another city's ticket, our key": (signed_by(changed(payload, "city", OTHER_CITY), year=year), "city"),
        "a key that never was": (signed_by(changed(payload, "key", 200), year=year), "retired-key"),
        "another key than it names": (signed_by(changed(payload, "key", 2), year=year), "forged"),
        "version 0": (signed_by(changed(payload, "version", 0), year=year), "unreadable"),
        "version 2": (signed_by(changed(payload, "version", 2), year=year), "unreadable"),
        "a year that is not the day's": (signed_by(changed(payload, "year", payload[2] + 1)), "unreadable"),
        "the first day of all": (signed_by(changed(changed(payload, "day", 0), "year", 0)), "unreadable"),
        "another hash": (
            _with_key(payload, signing._seed(1, CITY, year), DOMAIN, hashes.SHA512()),
            "forged",
        ),
        "ones": (with_numbers(payload, 1, 1), "forged"),
        "the numbers changed about": (with_numbers(payload, s, r), "forged"),
        "ASN.1": (tokens.written(payload + encode_dss_signature(r, s)), "unreadable"),
        "no signature": (tokens.written(payload), "unreadable"),
        "nothing but zeros": (tokens.written(bytes(BYTES)), "unreadable"),
    }
    for name, domain in {"none": b"", "events": b"outreach-event-v1\n", "v2": b"outreach-ticket-v2\n"}.items():
        made[f"domain {name}"] = (signed_by(payload, year=year, domain=domain), "forged")
    strange = [0, ORDER, ORDER + 1, 2**256 - 1]
    for number in strange:
        made[f"r = {number:x}"] = (with_numbers(payload, number, s), "forged")
        made[f"s = {number:x}"] = (with_numbers(payload, r, number), "forged")
        made[f"both = {number:x}"] = (with_numbers(payload, number, number), "forged")
    if r + ORDER < 2**256:
        made["r + n"] = (with_numbers(payload, r + ORDER, s), "forged")
    for field in ("class", "reference", "signature"):
        start, end = FIELDS[field]
        mixed = raw[:start] + raw_of(other)[start:end] + raw[end:]
        made[f"another ticket's {field}"] = (tokens.written(mixed), "forged")
    day = changed(payload, "day", int.from_bytes(payload[9:11], "big") ^ 1)
    same_year = signing._unfolded(day) is not None
    made["another day"] = (tokens.written(day + raw[27:]), "forged" if same_year else "unreadable")
    return made


def random_ones(tickets: list[str], count: int, luck: random.Random) -> Iterator[str]:
    """So many tickets with random changes of bytes or letters, or put together of two."""
    for _one in range(count):
        ticket = luck.choice(tickets)
        text = luck.choice((_bytes_changed, _letters_changed, _spliced))(ticket, luck, tickets)
        if text not in tickets:
            yield text


def _bytes_changed(ticket: str, luck: random.Random, _all: list[str]) -> str:
    raw = bytearray(raw_of(ticket))
    for _time in range(luck.randrange(1, 6)):
        raw[luck.randrange(len(raw))] = luck.randrange(256)
    return tokens.written(bytes(raw))


def _letters_changed(ticket: str, luck: random.Random, _all: list[str]) -> str:
    text = list(ticket)
    for _time in range(luck.randrange(1, 4)):
        at = luck.randrange(len(text))
        text[at : at + luck.randrange(2)] = luck.choice([*LETTERS, "", "0", "1", "=", " ", "a"])
    return "".join(text)


def _spliced(ticket: str, luck: random.Random, tickets: list[str]) -> str:
    at = luck.randrange(1, len(ticket))
    return ticket[:at] + luck.choice(tickets)[at:]
