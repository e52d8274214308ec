"""What every paper says in the same way: texts with their language, readings above words, and a class in large."""

import re
from collections.abc import Mapping
from typing import Any, Final

import jaconv

from outreach import tickets
from outreach.cities import City
from outreach.i18n import Phrase, is_japanese, pick, words
from outreach.i18n import phrase as _
from outreach.i18n.furigana import pieces
from outreach.lessons import Lesson
from outreach.papers import breaking
from outreach.registration import Registration

# Above a longer name the reading would not fit; it follows in a line of its own.
LONGEST_ABOVE: Final = 16
_UNBROKEN = re.compile(r"[!-~]{20,}")
_PIECE = re.compile(r".{10}")
Part = dict[str, str]
Piece = dict[str, str | bool]


def text(texts: Mapping[str, str] | None, language: str) -> dict[str, str]:
    """A city's own text and the language that it really is in."""
    chosen = pick(texts, language)
    return {"text": chosen.text, "language": chosen.language}


def parts(said: str, language: str) -> list[Part]:
    """A date or hours cut into what has a reading; in other languages than Japanese it is one part."""
    cut = pieces(said) if is_japanese(language) else [(said, "")]
    return [{"text": breakable(part), "reading": reading} for part, reading in cut]


def running(said: Phrase | str, language: str) -> list[Piece]:
    """A sentence cut where its lines may end. It bears no readings, which would pull the dates apart."""
    sentence = said.text(language) if isinstance(said, Phrase) else said
    cut: list[Piece] = breaking.kept(sentence) if is_japanese(language) else [{"text": sentence, "whole": False}]
    return [{**one, "text": breakable(str(one["text"]))} for one in cut]


def breakable(words_: str) -> str:
    """The same with places to break (U+200B) in runs of Latin signs that no line holds, such as a long name."""
    return _UNBROKEN.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), words_)


def name_parts(name: str, kana: str) -> list[Part]:
    """A name with its reading in hiragana above each word; as one where the words do not pair, plain where too long."""
    if len(name) > LONGEST_ABOVE or not kana:
        return [{"text": breakable(name), "reading": ""}]
    written, read = name.split(), jaconv.kata2hira(kana).split()
    if len(written) != len(read):
        reading = " ".join(read)
        return [{"text": name, "reading": reading if _needs(name, reading) else ""}]
    made: list[Part] = []
    for word, reading in zip(written, read, strict=True):
        made += [{"text": " ", "reading": ""}] if made else []
        made.append({"text": word, "reading": reading if _needs(word, reading) else ""})
    return made


def _needs(word: str, reading: str) -> bool:
    """Whether a word needs its reading: kana and letters are read as they stand."""
    return jaconv.kata2hira(word) != reading and any(sign >= "\u2e80" for sign in word)


def long_reading(name: str, kana: str) -> str:
    """The reading of a name that is too long to have it above."""
    return jaconv.kata2hira(kana) if len(name) > LONGEST_ABOVE else ""


def lesson_facts(lesson: Lesson, language: str) -> dict[str, Any]:
    """A class as it stands on paper: day and hours with readings, course, place with its reading, what to bring."""
    centre = text(lesson.centre.name, language)
    return {
        "day": parts(words.date_words(lesson.starts_at, language), language),
        "hours": parts(words.period_words(lesson.starts_at, lesson.ends_at, language), language),
        "course": text(lesson.course.title, language),
        "where": _("Where").text(language),
        "centre": centre,
        "centre_reading": jaconv.kata2hira(lesson.centre.kana) if centre["language"] == "ja" else "",
        "room": text(lesson.room.name if lesson.room else None, language),
        "address": {"text": lesson.address, "language": "ja"},
        "where_before": _before(_("Where:"), language),
        "bring_label": _("Bring with you").text(language),
        "bring_before": _before(_("Bring with you:"), language),
        "bring": text(lesson.course.bring, language),
    }


def _before(label: Phrase, language: str) -> str:
    """A word with its colon, as it stands before a fact; the Japanese colon brings its own air."""
    said = label.text(language)
    return said if said.endswith("：") else f"{said} "


def code_facts(row: Registration, city: City, public_url: str, language: str) -> dict[str, Any]:
    """The ticket's number and the code to scan."""
    label = _("Code to show at the door").text(language)
    address = tickets.address_of(public_url, city.slug, row)
    return {
        "label": _("Number").text(language),
        "code": tickets.code_words(row.code),
        "qr": tickets.qr_svg(address, label),
        "alt": label,
    }


def standing_words(row: Registration, language: str) -> list[Piece]:
    """Why she must not come just so; empty for who has a seat."""
    match row.status:
        case "waiting":
            said = _(
                "Waiting list, number {place}. Please come only when we have called you.",
                place=row.place or 0,
            )
        case "applied":
            said = _("The seats are drawn by lot. Please come only when we have told you that you have one.")
        case "offered" | "held":
            said = _("A seat is kept for you for a short time. Please come only when you have said that you take it.")
        case _:
            return []
    return running(said, language)


def sender_facts(city: City, language: str) -> dict[str, Any]:
    """Who writes: city, department, address, and the telephone with its hours."""
    postcode = f"〒{city.postcode} " if city.postcode else ""
    return {
        "city": text(city.name, language),
        "department": text(city.department, language),
        "address": f"{postcode}{city.address}",
        "phone": city.phone,
        "hours": text(city.phone_hours, language),
    }


def sample_words(language: str, *, made_up: bool) -> str:
    """What stands on the paper of a made-up city, so that nobody comes in vain."""
    return _("Sample: these classes and numbers are made up").text(language) if made_up else ""
