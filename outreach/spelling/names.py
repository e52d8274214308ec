"""A person's name, kept as it is written: 﨑, 葛󠄀 and 𠮷 stay themselves."""

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal
from outreach.spelling.characters import compose_voicing, graphemes, too_long, visible

LONGEST = 60


def clean_name(text: str, *, field: str | None = None) -> str:
    """Return a name of 1 to 60 characters with single spaces.

    It is not brought into NFC, which would change 神 (U+FA19) into 神; only split voicing marks are composed.
    """
    name = compose_voicing(" ".join(visible(text, field).split()))
    if not graphemes(name):
        raise Refusal(_("Please write the name."), field, "required")
    if graphemes(name) > LONGEST or len(name) > 4 * LONGEST:
        raise Refusal(too_long(LONGEST).phrase, field, "too_long")
    return name
