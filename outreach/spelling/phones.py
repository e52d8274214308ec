"""Phone numbers as people type them: full-width, with any hyphen, an extension, or without the area code."""

import re
import unicodedata
from dataclasses import dataclass

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal
from outreach.spelling.characters import visible

EXTENSION = re.compile(r"[\s(,、]*(?:内線|extension|ext\.?|x|#)\s*[:.]?\s*([0-9]{1,8})\s*\)?\s*$", re.IGNORECASE)
HYPHENS = re.compile("[-‐‑‒–—―−ー─〜~・.]")
ALLOWED = re.compile(r"\+?[0-9\s()-]+")
LONGEST = 40
JAPAN = "+81"
TEN_DIGITS = re.compile("[5-9]0[0-9]+")  # 0X0 and 0800: 電気通信番号計画 (Ministry notice 6 of 2019)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it was typed, as E.164, its last four digits, and the extension behind it."""

    typed: str
    e164: str
    last4: str
    extension: str = ""


def clean_phone(text: str, area_code: str = "", *, field: str | None = None) -> Phone:
    """Return the number; one without an area code gets the city's (019); refuse what cannot be a number."""
    typed = " ".join(visible(text, field).split())
    main, extension = _split_extension(unicodedata.normalize("NFKC", typed[: LONGEST + 1]))
    e164 = _e164(HYPHENS.sub("-", main), area_code) if len(typed) <= LONGEST else None
    if e164 is None:
        raise _impossible(field)
    return Phone(typed, e164, e164[-4:], extension)


def phone_words(e164: str) -> str:
    """Return the number as it is written in Japan, 019-651-4111; a foreign one as +1 212 555 0100."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, "JP")
    except phonenumbers.NumberParseException:
        return e164
    domestic = number.country_code == 81
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if domestic else style.INTERNATIONAL)


def _split_extension(text: str) -> tuple[str, str]:
    found = EXTENSION.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text, "")


def _e164(main: str, area_code: str) -> str | None:
    if not ALLOWED.fullmatch(main):
        return None
    digits = re.sub(r"\D", "", main)
    if main.startswith("+") and not digits.startswith("81"):
        return _foreign(f"+{digits}")
    national = _national(digits, main, area_code)
    return JAPAN + national if _is_possible(national) else None


def _national(digits: str, main: str, area_code: str) -> str:
    if main.startswith("+"):
        return digits.removeprefix("81").removeprefix("0")
    return (digits if digits.startswith("0") else area_code + digits).removeprefix("0")


def _is_possible(national: str) -> bool:
    return not national.startswith("0") and len(national) == (10 if TEN_DIGITS.fullmatch(national) else 9)


def _foreign(text: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    return text if phonenumbers.is_valid_number(number) else None


def _impossible(field: str | None) -> Refusal:
    sentence = _("This cannot be a phone number. Please write it with its area code, like 019-651-4111.")
    return Refusal(sentence, field, "phone")
