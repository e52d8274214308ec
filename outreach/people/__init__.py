"""Participants: someone who comes to learn, asked for little and only once."""

from outreach.people.details import AGE_BANDS, DEVICES, PURPOSE_VERSION, Details, clean_details
from outreach.people.rows import Participant
from outreach.people.search import find, look_up, same_person, similar, store

__all__ = [
    "AGE_BANDS",
    "DEVICES",
    "PURPOSE_VERSION",
    "Details",
    "Participant",
    "clean_details",
    "find",
    "look_up",
    "same_person",
    "similar",
    "store",
]
