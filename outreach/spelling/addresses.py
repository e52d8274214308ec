"""Where somebody can be written to: an address for mail, and a post code."""

import re
import unicodedata

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal
from outreach.spelling.characters import clean_line
from outreach.spelling.phones import HYPHENS

LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the brackets
# RFC 5322's dot-atom without its rarer signs, at a host name of two labels or more; no quotes, no comments.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_POSTCODE = re.compile(r"〒?\s*([0-9]{3})\s*-?\s*([0-9]{4})")


def clean_email(text: str, *, field: str | None = None) -> str:
    """An address for mail, or empty; of any width, in ASCII, with nothing that a mail's header would take for its own.

    Some phone companies once gave addresses with dots in a row or before the @; those cannot be written to by SMTP
    without quotes, and are refused like every other mistake.
    """
    email = clean_line(unicodedata.normalize("NFKC", clean_line(text, 1000, field=field)), 1000, field=field)
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        raise Refusal(_("This cannot be an e-mail address. Please write it like hana@example.jp."), field, "email")
    return email


def clean_postcode(text: str, *, field: str | None = None) -> str:
    """A Japanese post code as 020-0884, or empty; of any width, with or without 〒 and hyphen."""
    plain = HYPHENS.sub("-", unicodedata.normalize("NFKC", clean_line(text, 100, field=field)))
    if not plain:
        return ""
    found = _POSTCODE.fullmatch(plain)
    if not found:
        raise Refusal(_("A post code has seven digits, like 020-0884."), field, "postcode")
    return f"{found[1]}-{found[2]}"
