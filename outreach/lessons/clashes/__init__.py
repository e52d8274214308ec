"""Clashes: what cannot be at once, what had better not be, and what else is free."""

from outreach.lessons.clashes.alternatives import Alternative, alternatives
from outreach.lessons.clashes.checking import accept, check, lock
from outreach.lessons.clashes.picture import Hall, Person, Picture, Planned, picture, slots_of
from outreach.lessons.clashes.rules import found
from outreach.lessons.clashes.slots import Clash, Slot, Weight

__all__ = [
    "Alternative",
    "Clash",
    "Hall",
    "Person",
    "Picture",
    "Planned",
    "Slot",
    "Weight",
    "accept",
    "alternatives",
    "check",
    "found",
    "lock",
    "picture",
    "slots_of",
]
