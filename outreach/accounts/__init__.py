"""Staff of a city: who may sign in, with which roles, and for how long one stays signed in."""

from outreach.accounts.feeds import end_feed, feed_owner, has_feed, new_feed
from outreach.accounts.people import (
    change_password,
    create,
    find,
    of_city,
    reset_password,
    set_department,
    switch_off,
)
from outreach.accounts.rows import ROLES, Account, FeedKey, SignIn
from outreach.accounts.signin import actor_of, sign_in, sign_out

__all__ = [
    "ROLES",
    "Account",
    "FeedKey",
    "SignIn",
    "actor_of",
    "change_password",
    "create",
    "end_feed",
    "feed_owner",
    "find",
    "has_feed",
    "new_feed",
    "of_city",
    "reset_password",
    "set_department",
    "sign_in",
    "sign_out",
    "switch_off",
]
