"""The sheet for the table at the door: a large code that lets volunteers' phones in on that day, and three steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from outreach import tickets
from outreach.cities import City
from outreach.i18n import Phrase, words
from outreach.i18n import phrase as _
from outreach.i18n import phrase_n as _n
from outreach.lessons import Lesson
from outreach.papers import wording
from outreach.papers.typesetting import pdf
from outreach.venues import Centre

# More have no room on one sheet; the phone knows them all.
MOST_CLASSES: Final = 14


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """What stands on it: the door of ``centre`` on ``day`` with its classes, which bring their course and room.

    ``address`` is the invitation's, with its secret; ``most`` phones may use it. The PIN is told, never printed.
    """

    city: City
    centre: Centre
    day: date
    lessons: Sequence[Lesson]
    address: str
    most: int
    language: str


def door_sheet(sheet: DoorSheet) -> bytes:
    """The sheet as PDF, one A4; raises CannotSet. It asks no database and takes its time: call it in a thread."""
    return pdf("door_sheet.typ", _facts(sheet))


def _facts(sheet: DoorSheet) -> dict[str, Any]:
    language, city = sheet.language, sheet.city
    alt = _("Code that lets a volunteer's phone in").text(language)
    made_up = city.is_sample or any(lesson.is_sample for lesson in sheet.lessons)
    return {
        "language": language,
        "title": _("For helpers at the door").text(language),
        "sample": wording.sample_words(language, made_up=made_up),
        "day": wording.parts(words.date_words(sheet.day, language), language),
        "centre": wording.text(sheet.centre.name, language),
        "qr": tickets.link_svg(sheet.address, alt),
        "alt": alt,
        "before": wording.running(
            _("No reception in the hall? Do steps 1 and 2 outside, where there is some."), language
        ),
        "steps": [wording.running(said, language) for said in _steps()],
        "most": wording.running(
            _("Up to {most} phones can join with this sheet, on this day only.", most=sheet.most), language
        ),
        "classes_label": _("Classes of this day").text(language),
        "classes": [_row(lesson, language) for lesson in sheet.lessons[:MOST_CLASSES]],
        "more": _more(len(sheet.lessons) - MOST_CLASSES).text(language) if len(sheet.lessons) > MOST_CLASSES else "",
        "call": wording.running(_("Something is not right? Please call"), language),
        "sender": wording.sender_facts(city, language),
        "keep": wording.running(
            _("After the classes, give this sheet to the office. Do not leave it in the room."), language
        ),
    }


def _more(left: int) -> Phrase:
    return _n("And {n} more class.", "And {n} more classes.", left)


def _steps() -> list[Phrase]:
    return [
        _("Point your phone's camera at the code, and touch what it shows."),
        _("Type the six numbers that the coordinator tells you."),
        _("Hold each ticket before the camera. Green: please let them in."),
    ]


def _row(lesson: Lesson, language: str) -> dict[str, Any]:
    return {
        "hours": words.period_words(lesson.starts_at, lesson.ends_at, language),
        "course": wording.text(lesson.course.title, language),
        "room": wording.text(lesson.room.name if lesson.room else None, language),
    }
