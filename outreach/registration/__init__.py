"""Taking and giving up a seat: by phone, at the counter or on the web, all by the same clock."""

from outreach.lessons import office_hours
from outreach.registration.giving_up import cancel, cancel_all, decline_offer, matches_phone
from outreach.registration.holding import confirm_hold
from outreach.registration.lists import (
    before,
    by_code,
    by_id,
    by_token,
    expected,
    history,
    languages_of,
    tickets_before,
    token_of,
    whole,
    withdrawal,
)
from outreach.registration.moving import move_to, moved_from, moved_to
from outreach.registration.offering import fill, fill_each
from outreach.registration.parties import party_of
from outreach.registration.parting import split
from outreach.registration.reissuing import check_not_replaced, reissue, replaced
from outreach.registration.rows import (
    ACTIVE,
    CHANNELS,
    SEATED,
    Merge,
    Registration,
    RetiredTicket,
    Withdrawal,
    one_sign_up,
)
from outreach.registration.series import halved, own_rows, same_series, with_siblings
from outreach.registration.taking import Wish, hold, register, register_party, sign_up
from outreach.registration.ticket_way import can_get, want_ticket
from outreach.registration.waiting import give_seat, offered, sweep, take_offer

__all__ = [
    "ACTIVE",
    "CHANNELS",
    "SEATED",
    "Merge",
    "Registration",
    "RetiredTicket",
    "Wish",
    "Withdrawal",
    "before",
    "by_code",
    "by_id",
    "by_token",
    "can_get",
    "cancel",
    "cancel_all",
    "check_not_replaced",
    "confirm_hold",
    "decline_offer",
    "expected",
    "fill",
    "fill_each",
    "give_seat",
    "halved",
    "history",
    "hold",
    "languages_of",
    "matches_phone",
    "move_to",
    "moved_from",
    "moved_to",
    "offered",
    "office_hours",
    "one_sign_up",
    "own_rows",
    "party_of",
    "register",
    "register_party",
    "reissue",
    "replaced",
    "same_series",
    "sign_up",
    "split",
    "sweep",
    "take_offer",
    "tickets_before",
    "token_of",
    "want_ticket",
    "whole",
    "with_siblings",
    "withdrawal",
]
