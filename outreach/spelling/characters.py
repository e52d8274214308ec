"""Which characters may enter at all: nothing that crashes a program, hides text or turns its direction."""

import re
import unicodedata
from itertools import pairwise

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
BIDI = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: UAX #9
SURROGATES = "\ud800-\udfff"
NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff"
TAGS = "\U000e0000-\U000e007f"
FORBIDDEN = re.compile(f"[{CONTROLS}{BIDI}{SURROGATES}{NONCHARACTERS}{TAGS}]")
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
JOINERS = re.compile("[\u200c\u200d]")
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
VIRAMA = 9  # canonical combining class: RFC 5892, appendix A.1 and A.2


def clean_line(text: str, longest: int = 200, *, field: str | None = None, required: bool = False) -> str:
    """Return one line with single spaces and nothing invisible; refuse what is dangerous or too long."""
    line = " ".join(visible(text, field).split())
    return _fitting(line, longest, field, required)


def clean_text(text: str, longest: int = 2000, *, field: str | None = None, required: bool = False) -> str:
    """Return a text of several lines, none with spaces at its end; refuse what is dangerous or long."""
    lines = visible(LINE_ENDS.sub("\n", text), field).split("\n")
    tidy = "\n".join(SPACES.sub(" ", line).rstrip() for line in lines).strip()
    return _fitting(tidy, longest, field, required)


def visible(text: str, field: str | None = None) -> str:
    """Return the text without zero-width characters; refuse controls, bidi controls and broken characters."""
    if FORBIDDEN.search(text):
        sentence = _("This contains a character that cannot be kept. Please type it again.")
        raise Refusal(sentence, field, "character")
    return _legal_selectors(_legal_joiners(INVISIBLE.sub("", text)))


def graphemes(text: str) -> int:
    """Return the number of characters as a reader counts them: marks and selectors belong to their letter."""
    return sum(not _is_mark(sign) and before != "\u200d" for before, sign in pairwise(f" {text}"))


def compose_voicing(text: str) -> str:
    """Return the text with カ+゛ as one character and everything else as it was, variant kanji above all."""
    return re.sub("[ぁ-ヿ][\u3099\u309a]", lambda pair: unicodedata.normalize("NFC", pair[0]), text)


def too_long(longest: int) -> Refusal:
    """Return the refusal of a text of more than so many characters."""
    return Refusal(_("Please use at most {longest} characters.", longest=longest), code="too_long")


def _fitting(text: str, longest: int, field: str | None, required: bool) -> str:  # noqa: FBT001
    if required and not text:
        raise Refusal(_("Please fill this in."), field, "required")
    if len(text) > longest:
        raise Refusal(too_long(longest).phrase, field, "too_long")
    return text


def _legal_joiners(text: str) -> str:
    return JOINERS.sub(lambda found: found[0] if _joins(text, found) else "", text)


def _joins(text: str, found: re.Match[str]) -> bool:
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if not before or not after:
        return False
    return unicodedata.combining(before) == VIRAMA or (found[0] == "\u200d" and _pictures(before, after))


def _pictures(before: str, after: str) -> bool:
    drawn = before == "\ufe0f" or unicodedata.category(before) in {"So", "Sk"}
    return drawn and unicodedata.category(after) == "So"


def _legal_selectors(text: str) -> str:
    return SELECTORS.sub(lambda found: found[0][0] if _selects(text, found) else "", text)


def _selects(text: str, found: re.Match[str]) -> bool:
    before = text[found.start() - 1 : found.start()]
    return bool(before) and unicodedata.category(before)[0] in "LSNP"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc", "Cf"}
