"""The door: who came, who said so, and what was undone; nothing is erased."""

from outreach.checkin import paper, rosters, ticks
from outreach.checkin.arrivals import DOOR_METHODS, METHODS, Verdict, arrived, check_in, present, undo
from outreach.checkin.looking import look_up
from outreach.checkin.passes import actor_of, issue_pass, of_lesson, revoke_pass
from outreach.checkin.rows import Arrival, DoorPass, PaperEntry, Roster

__all__ = [
    "DOOR_METHODS",
    "METHODS",
    "Arrival",
    "DoorPass",
    "PaperEntry",
    "Roster",
    "Verdict",
    "actor_of",
    "arrived",
    "check_in",
    "issue_pass",
    "look_up",
    "of_lesson",
    "paper",
    "present",
    "revoke_pass",
    "rosters",
    "ticks",
    "undo",
]
