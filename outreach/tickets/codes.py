"""The ticket's short code: seven random digits and a check digit, shown 4821-7703 and read out on the phone.

The check digit is H. Michael Damm's (Total anti-symmetrische Quasigruppen, Marburg 2004): it finds every
single wrong digit and every swap of two neighbours.
"""

import secrets
import unicodedata

from outreach.i18n.languages import is_japanese
from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

LENGTH = 8
LONGEST = 100
QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
SEPARATORS = frozenset(" -‐‑‒–—―−ー〜~.・")
SPOKEN = {
    "ja": ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
SPEAKERS = frozenset({*SPOKEN, "ja-x-easy"})


def new_code() -> str:
    """Return a new code of eight digits, the last of which checks the others."""
    payload = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}}"
    return payload + check_digit(payload)


def read_code(typed: str, *, field: str | None = None) -> str:
    """Return the eight digits that someone typed; full-width digits, spaces and hyphens are welcome."""
    folded = unicodedata.normalize("NFKC", typed[:LONGEST])
    digits = "".join(sign for sign in folded if sign not in SEPARATORS and not sign.isspace())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        sentence = _("The ticket number has 8 digits. Please look at the ticket again.")
        raise Refusal(sentence, field, "code_length")
    if check_digit(digits) != "0":
        sentence = _("One of the digits seems to be different. Please read the ticket number once more.")
        raise Refusal(sentence, field, "code_check")
    return digits


def code_words(code: str) -> str:
    """Return the code as it is printed: 4821-7703."""
    return f"{code[:4]}-{code[4:]}"


def spoken_code(code: str, language: str) -> str:
    """Return the code digit by digit, as it is read aloud: よん、はち、に、いち and so on; else 4, 8, 2, 1."""
    names = SPOKEN["ja" if is_japanese(language) else language] if language in SPEAKERS else "0123456789"
    return ("、" if is_japanese(language) else ", ").join(names[int(digit)] for digit in code)


def check_digit(digits: str) -> str:
    """Return Damm's check digit; "0" for digits that already end in theirs."""
    interim = 0
    for digit in digits:
        interim = int(QUASIGROUP[interim][int(digit)])
    return str(interim)
