"""The few details that a participant is asked for, each cleaned by its own rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import (
    Phone,
    clean_email,
    clean_kana,
    clean_line,
    clean_name,
    clean_phone,
    clean_postcode,
    kana_key,
)

AGE_BANDS = ("", "under60", "60s", "70s", "80s", "90s")
DEVICES = ("", "android", "iphone", "other", "none", "loan")
# Article 62 of the Act on the Protection of Personal Information: the purpose is told before one asks.
PURPOSE_VERSION = "2026-11"
LONGEST_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Details:
    """What a participant told, cleaned; ``phone`` is None for who has none."""

    name: str
    kana: str
    phone: Phone | None = None
    town: str = ""
    age_band: str = ""
    device: str = ""
    language: str = "ja"
    needs: str = ""
    email: str = ""
    postcode: str = ""
    address: str = ""

    @property
    def kana_key(self) -> str:
        """What she is found and sorted by."""
        return kana_key(self.kana)

    @property
    def e164(self) -> str:
        """Her phone in the form of ITU-T E.164, or empty."""
        return self.phone.e164 if self.phone else ""


def _one_of(allowed: tuple[str, ...], field: str) -> Callable[[str], str]:
    def clean(value: str) -> str:
        if value not in allowed:
            raise Refusal(_("Please choose one of the answers."), field=field)
        return value

    return clean


def clean_details(typed: Mapping[str, str], area_code: str, *, phone_required: bool = False) -> Details:
    """Details from a form's texts; raises Refusals, one for each field that cannot be taken."""

    def phone(value: str) -> Phone | None:
        if value.strip():
            return clean_phone(value, area_code, field="phone")
        if phone_required:
            raise Refusal(_("Please write a phone number at which we can reach you."), field="phone")
        return None

    cleaners: dict[str, Callable[[str], object]] = {
        "name": lambda value: clean_name(value, field="name"),
        "kana": lambda value: clean_kana(value, field="kana"),
        "phone": phone,
        "town": lambda value: clean_line(value, 40, field="town", required=False),
        "age_band": _one_of(AGE_BANDS, "age_band"),
        "device": _one_of(DEVICES, "device"),
        "language": lambda value: _one_of(tuple(LANGUAGES), "language")(value or "ja"),
        "needs": lambda value: clean_line(value, 100, field="needs", required=False),
        "email": lambda value: clean_email(value, field="email"),
        "postcode": lambda value: clean_postcode(value, field="postcode"),
        "address": lambda value: clean_line(value, LONGEST_ADDRESS, field="address", required=False),
    }
    return Details(**_cleaned(cleaners, typed))  # type: ignore[arg-type]  # each cleaner gives its field's type


def _cleaned(cleaners: Mapping[str, Callable[[str], object]], typed: Mapping[str, str]) -> dict[str, object]:
    values, refused = {}, []
    for name, clean in cleaners.items():
        try:
            values[name] = clean(typed.get(name, ""))
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return values
