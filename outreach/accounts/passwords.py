"""Passwords are kept as argon2id hashes (RFC 9106) and checked in threads of their own, a few at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.i18n import phrase as _
from outreach.refusal import Refusal

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 128
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def clean(password: str) -> str:
    """The password if it is long enough (NIST SP 800-63B: length, no composition rules), else Refusal."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(
            _(
                "Please choose a password of {shortest} to {longest} characters.",
                shortest=SHORTEST,
                longest=LONGEST,
            ),
            field="password",
        )
    return password


async def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _hasher().hash, password)


async def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; takes as long for an unknown account as for a known one."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    from argon2.exceptions import VerifyMismatchError

    try:
        _hasher().verify(password_hash or _nobody(), password[:LONGEST])
    except VerifyMismatchError:
        return False
    return password_hash is not None
