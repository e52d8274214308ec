"""A month's classes as a poster for the notice board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from outreach import tickets
from outreach.cities import City
from outreach.i18n import Phrase, pick, words
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.papers.typesetting import pdf

Size = Literal["a4", "a3"]
SIZES: tuple[Size, ...] = ("a4", "a3")


@dataclass(frozen=True, slots=True)
class Notice:
    """What hangs on the board: the classes of one city from ``month``'s first day on, in one language and size.

    ``address`` is where everybody finds the classes on the web. Classes bring their course and centre.
    """

    city: City
    month: date
    lessons: Sequence[Lesson]
    language: str
    size: Size
    address: str


def poster(notice: Notice) -> bytes:
    """The poster as PDF; raises CannotSet. It asks no database and takes its time: call it in a thread.

    It tells how many seats a class has and not how many are left: the paper hangs for a month, and the QR leads to
    what is free today. Which room it is stands on the ticket and at the centre's door.
    """
    return pdf("poster.typ", _facts(notice))


def _facts(notice: Notice) -> dict[str, Any]:
    def said(phrase: Phrase) -> str:
        return phrase.text(notice.language)

    city, language = notice.city, notice.language
    scan = said(_("Scan this for the seats that are free today"))
    return {
        "size": notice.size,
        "language": language,
        "title": said(_("Smartphone classes in {city}", city=_text(city.name, language)["text"])),
        "month": words.month_words(notice.month, language),
        "call": said(_("Sign up by telephone")),
        "phone": city.phone,
        "hours": _text(city.phone_hours, language),
        "headings": [said(one) for one in (_("Date"), _("Time"), _("Course"), _("Place"), _("Seats"))],
        "rows": [_row(lesson, language) for lesson in notice.lessons],
        "empty": said(_("No class is planned for this month.")),
        "qr": tickets.link_svg(notice.address, scan),
        "scan": scan,
        "address": notice.address,
        "office": _text(city.department, language),
        "sample": said(_("Sample: these classes and numbers are made up")) if _made_up(notice) else "",
    }


def _made_up(notice: Notice) -> bool:
    return notice.city.is_sample or any(lesson.is_sample for lesson in notice.lessons)


def _row(lesson: Lesson, language: str) -> dict[str, Any]:
    return {
        "date": words.day_words(lesson.starts_at, language),
        "time": words.period_words(lesson.starts_at, lesson.ends_at, language),
        "course": _text(lesson.course.title, language),
        "centre": _text(lesson.centre.name, language),
        "seats": words.number_words(lesson.capacity, language),
    }


def _text(texts: dict[str, str] | None, language: str) -> dict[str, str]:
    chosen = pick(texts, language)
    return {"text": chosen.text, "language": chosen.language}
