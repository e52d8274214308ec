"""Taking and giving up a seat: by phone, at the counter or on the web, all by the same clock."""

from outreach.registration.giving_up import cancel, cancel_all, matches_phone
from outreach.registration.lists import (
    before,
    by_code,
    by_id,
    by_token,
    expected,
    history,
    languages_of,
    token_of,
    whole,
    withdrawal,
)
from outreach.registration.rows import ACTIVE, CHANNELS, Registration, Withdrawal
from outreach.registration.series import halved, own_rows, same_series, with_siblings
from outreach.registration.taking import Wish, register, sign_up
from outreach.registration.waiting import give_seat

__all__ = [
    "ACTIVE",
    "CHANNELS",
    "Registration",
    "Wish",
    "Withdrawal",
    "before",
    "by_code",
    "by_id",
    "by_token",
    "cancel",
    "cancel_all",
    "expected",
    "give_seat",
    "halved",
    "history",
    "languages_of",
    "matches_phone",
    "own_rows",
    "register",
    "same_series",
    "sign_up",
    "token_of",
    "whole",
    "with_siblings",
    "withdrawal",
]
