"""The city's signature under a statement: Ed25519 (RFC 8032), with keys made of the vault's and never stored."""

from typing import TYPE_CHECKING

from outreach import vault
from outreach.goal.verifier import SIGNED

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED_BYTES = 32


def sign(code: str, hash_: str) -> tuple[int, str]:
    """The number of the newest key, and the signature of the city with this code, in hex."""
    number = vault.newest()
    return number, _key(number, code).sign(SIGNED + hash_.encode()).hex()


def public_keys(code: str) -> dict[str, str]:
    """What anybody checks the city's statements with: its public keys in hex, by the number of the vault's key."""
    return {str(number): _key(number, code).public_key().public_bytes_raw().hex() for number in vault.numbers()}


def _key(number: int, code: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(vault.derived(number, f"statements|{code}", SEED_BYTES))
