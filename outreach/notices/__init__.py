"""Who must still be told what: derived from what changed, minus what was told."""

from outreach.notices.answering import answer
from outreach.notices.owing import Notice, Owed, left, of_registration, offers, owed, reached, to_tell
from outreach.notices.rows import OUTCOMES, TOPICS, WAYS, LetterBatch, Mail, Told
from outreach.notices.telling import note, note_told
from outreach.notices.ways import Ways, has_mail, way_of, ways
from outreach.notices.words import aloud, language_of, occasion, place, short, voice, written

__all__ = [
    "OUTCOMES",
    "TOPICS",
    "WAYS",
    "LetterBatch",
    "Mail",
    "Notice",
    "Owed",
    "Told",
    "Ways",
    "aloud",
    "answer",
    "has_mail",
    "language_of",
    "left",
    "note",
    "note_told",
    "occasion",
    "of_registration",
    "offers",
    "owed",
    "place",
    "reached",
    "short",
    "to_tell",
    "voice",
    "way_of",
    "ways",
    "written",
]
