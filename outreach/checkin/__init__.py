"""The door: who came, who said so, and what was undone; nothing is erased."""

from outreach.checkin import bundle, cards, door, invitations, paper, phones, rosters, syncing, ticks, walk_ins
from outreach.checkin.arrivals import DOOR_METHODS, METHODS, Verdict, arrived, check_in, present, undo
from outreach.checkin.looking import look_up
from outreach.checkin.passes import actor_of, issue_pass, of_lesson, revoke_pass
from outreach.checkin.rows import (
    Arrival,
    DoorAnswer,
    DoorEvent,
    DoorInvitation,
    DoorPass,
    DoorPhone,
    PaperEntry,
    Roster,
    WalkIn,
)

__all__ = [
    "DOOR_METHODS",
    "METHODS",
    "Arrival",
    "DoorAnswer",
    "DoorEvent",
    "DoorInvitation",
    "DoorPass",
    "DoorPhone",
    "PaperEntry",
    "Roster",
    "Verdict",
    "WalkIn",
    "actor_of",
    "arrived",
    "bundle",
    "cards",
    "check_in",
    "door",
    "invitations",
    "issue_pass",
    "look_up",
    "of_lesson",
    "paper",
    "phones",
    "present",
    "revoke_pass",
    "rosters",
    "syncing",
    "ticks",
    "undo",
    "walk_ins",
]
