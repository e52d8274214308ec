"""Who must still be told what: derived from what changed, minus what was told."""

from outreach.notices.owing import Notice, Owed, left, of_registration, owed, to_tell
from outreach.notices.rows import OUTCOMES, WAYS, Told
from outreach.notices.telling import note_told
from outreach.notices.ways import Ways, way_of, ways
from outreach.notices.words import aloud, language_of, occasion, place, written

__all__ = [
    "OUTCOMES",
    "WAYS",
    "Notice",
    "Owed",
    "Told",
    "Ways",
    "aloud",
    "language_of",
    "left",
    "note_told",
    "occasion",
    "of_registration",
    "owed",
    "place",
    "to_tell",
    "way_of",
    "ways",
    "written",
]
