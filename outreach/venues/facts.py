"""What a coordinator writes about a centre, a room or a closure, cleaned field by field."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from outreach.i18n import LANGUAGES
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_line, clean_phone, clean_text, phone_words
from outreach.venues.rows import EQUIPMENT

MOST_PEOPLE = 5000


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """A centre as written; ``key`` is the ID of a published list, or empty."""

    key: str
    name: dict[str, str]
    kana: str
    kind: str
    district: str
    address: str
    latitude: float | None
    longitude: float | None
    phone: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as written."""

    name: dict[str, str]
    capacity: int | None
    floor: str
    equipment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """A closure as written: its days, its hours where it is not for whole days, and why."""

    room_id: int | None
    first_day: date
    last_day: date
    starts: str
    ends: str
    reason: dict[str, str]


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """Where a centre moves, and the first day at its new address."""

    address: str
    latitude: float | None
    longitude: float | None
    first_day: date


def cleaned(cleaners: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """The value of each cleaner; raises Refusals, one for each that refuses."""
    values, refused = {}, []
    for name, clean in cleaners.items():
        try:
            values[name] = clean()
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return values


def clean_centre(typed: Mapping[str, str], area_code: str) -> CentreFacts:
    """A centre from a form's texts; raises Refusals."""

    def line(name: str, longest: int) -> Callable[[], str]:
        return lambda: clean_line(typed.get(name, ""), longest, field=name)

    return CentreFacts(
        **cleaned(
            {
                "key": line("centre_key", 100),
                "name": lambda: _texts(typed, "name", 100, required=True),
                "kana": line("kana", 160),
                "kind": line("kind", 60),
                "district": line("district", 60),
                "address": line("address", 200),
                "latitude": lambda: _degrees(typed, "latitude", "longitude", 90),
                "longitude": lambda: _degrees(typed, "longitude", "latitude", 180),
                "phone": lambda: _phone(typed.get("phone", ""), area_code),
                "note": lambda: clean_text(typed.get("note", ""), 1000, field="note"),
                "source": lambda: clean_text(typed.get("source", ""), 1000, field="source"),
            }
        )
    )


def clean_room(typed: Mapping[str, str], equipment: list[str]) -> RoomFacts:
    """A room from a form's texts; raises Refusals."""
    return RoomFacts(
        **cleaned(
            {
                "name": lambda: _texts(typed, "name", 100, required=True),
                "capacity": lambda: _capacity(typed.get("capacity", "")),
                "floor": lambda: clean_line(typed.get("floor", ""), 20, field="floor"),
                "equipment": lambda: tuple(one for one in EQUIPMENT if one in equipment),
            }
        )
    )


def clean_closure(typed: Mapping[str, str]) -> ClosureFacts:
    """A closure from a form's texts; an empty last day is the first. Raises Refusals, or a Refusal of the whole."""
    facts = ClosureFacts(
        **cleaned(
            {
                "room_id": lambda: _room(typed.get("room_id", "")),
                "first_day": lambda: clean_day(typed, "first_day"),
                "last_day": lambda: clean_day(typed, "last_day" if typed.get("last_day", "").strip() else "first_day"),
                "starts": lambda: _time(typed, "starts"),
                "ends": lambda: _time(typed, "ends"),
                "reason": lambda: _texts(typed, "reason", 200, required=True),
            }
        )
    )
    if facts.last_day < facts.first_day:
        raise Refusal(_("The last day comes before the first. Please correct one of them."), field="last_day")
    if facts.starts and facts.ends and facts.ends <= facts.starts:
        raise Refusal(_("It must end after it begins."), field="ends")
    return facts


def clean_move(typed: Mapping[str, str]) -> MoveFacts:
    """A move from a form's texts; raises Refusals."""
    return MoveFacts(
        **cleaned(
            {
                "address": lambda: clean_line(typed.get("address", ""), 200, field="address", required=True),
                "latitude": lambda: _degrees(typed, "latitude", "longitude", 90),
                "longitude": lambda: _degrees(typed, "longitude", "latitude", 180),
                "first_day": lambda: clean_day(typed, "first_day"),
            }
        )
    )


def clean_day(typed: Mapping[str, str], field: str) -> date:
    """A day of a form; Refusal for one that does not exist."""
    try:
        day = date.fromisoformat(unicodedata.normalize("NFKC", typed.get(field, "")).strip())
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2100:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field=field)
    return day


def _texts(typed: Mapping[str, str], name: str, longest: int, *, required: bool = False) -> dict[str, str]:
    """A text by language, from ``name_ja``, ``name_en`` and so on."""
    found = {
        language: clean_line(
            typed.get(f"{name}_{language}", ""),
            longest,
            field=f"{name}_{language}",
            required=required and language == "ja",
        )
        for language in LANGUAGES
    }
    return {language: text for language, text in found.items() if text}


def _degrees(typed: Mapping[str, str], field: str, other: str, most: int) -> float | None:
    text, beside = (unicodedata.normalize("NFKC", typed.get(name, "")).strip() for name in (field, other))
    if not text and not beside:
        return None
    try:
        found = float(text)
    except ValueError:
        found = most + 1
    if not -most <= found <= most:
        raise Refusal(_("Please write degrees, such as 39.7020 and 141.1525, or leave both empty."), field=field)
    return found


def _phone(text: str, area_code: str) -> str:
    if not text.strip():
        return ""
    phone = clean_phone(text, area_code, field="phone")
    return f"{phone_words(phone.e164)} 内線{phone.extension}" if phone.extension else phone_words(phone.e164)


def _capacity(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if not (plain.isdecimal() and len(plain) <= 4 and 1 <= int(plain) <= MOST_PEOPLE):
        raise Refusal(_("Please write a number from 1 to {most}.", most=MOST_PEOPLE), field="capacity")
    return int(plain)


def _room(text: str) -> int | None:
    if text and not (text.isdecimal() and len(text) <= 9):
        raise Refusal(_("Please choose one of the answers."), field="room_id")
    return int(text) if text else None


def _time(typed: Mapping[str, str], field: str) -> str:
    text = unicodedata.normalize("NFKC", typed.get(field, "")).strip()
    if not text:
        return ""
    try:
        return f"{time.fromisoformat(text if len(text) > 4 else f'0{text}'):%H:%M}"
    except ValueError:
        raise Refusal(_("Please write a time, such as 13:30."), field=field) from None
