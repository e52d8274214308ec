"""The door: who came, who said so, and what was undone; nothing is erased."""

from outreach.checkin.arrivals import METHODS, Verdict, arrived, check_in, present, undo
from outreach.checkin.looking import look_up
from outreach.checkin.passes import actor_of, issue_pass, of_lesson, revoke_pass
from outreach.checkin.rows import Arrival, DoorPass

__all__ = [
    "METHODS",
    "Arrival",
    "DoorPass",
    "Verdict",
    "actor_of",
    "arrived",
    "check_in",
    "issue_pass",
    "look_up",
    "of_lesson",
    "present",
    "revoke_pass",
    "undo",
]
