"""Participants: someone who comes to learn, asked for little and only once."""

from outreach.people.details import (
    AGE_BANDS,
    DEVICES,
    PURPOSE_VERSION,
    Details,
    clean_details,
)
from outreach.people.keeping import correct, keep_needs, note_look, store, store_once
from outreach.people.rows import Participant
from outreach.people.search import everybody, find, hold, look_up, same_person, similar

__all__ = [
    "AGE_BANDS",
    "DEVICES",
    "PURPOSE_VERSION",
    "Details",
    "Participant",
    "clean_details",
    "correct",
    "everybody",
    "find",
    "hold",
    "keep_needs",
    "look_up",
    "note_look",
    "same_person",
    "similar",
    "store",
    "store_once",
]
