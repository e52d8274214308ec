"""The list for the door on paper: who has a seat in kana order, a box to tick, lines for who comes without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach import tickets
from outreach.cities import City
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.papers import wording
from outreach.papers.typesetting import readable
from outreach.registration import Registration


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it is printed: its ``number``, when it was made, and its lines in their order.

    ``address`` is where its ticks are entered. Lines bring their person, the class its course, centre and room.
    """

    city: City
    lesson: Lesson
    number: int
    made_at: datetime
    lines: Sequence[Registration]
    address: str
    language: str
    walk_in_lines: int = 6


def roster(sheet: Sheet) -> bytes:
    """The list as PDF; raises CannotSet. It asks no database and takes its time: call it in a thread.

    It bears names and readings and nothing else of anybody: it lies on a table where everybody passes.
    """
    return readable("roster.typ", [row.participant.name for row in sheet.lines], lambda undrawn: _facts(sheet, undrawn))


def _facts(sheet: Sheet, undrawn: frozenset[str]) -> dict[str, Any]:
    language, lesson = sheet.language, sheet.lesson
    scan = _("Scan this to enter the ticks").text(language)
    tick = _("Please tick who has come. Write the names of people who come without a registration at the end.")
    keep = _("After the class, give this list to the office. Do not leave it in the room.")
    made = _("List no. {number}, printed {moment}", number=str(sheet.number), moment=sheet.made_at)
    return {
        "language": language,
        "title": _("Who comes today").text(language),
        "sample": wording.sample_words(language, made_up=sheet.city.is_sample or lesson.is_sample),
        "lesson": wording.lesson_facts(lesson, language),
        "made": made.text(language),
        "tick": wording.running(tick, language),
        "headings": [said.text(language) for said in (_("No."), _("Name"), _("Reading"), _("Came"))],
        "lines": [_line(row, undrawn) for row in sheet.lines],
        "walk_in_lines": sheet.walk_in_lines,
        "walk_in": _("without a registration").text(language),
        "keep": wording.running(keep, language),
        "qr": tickets.link_svg(sheet.address, scan),
        "scan": scan,
    }


def _line(row: Registration, undrawn: frozenset[str]) -> dict[str, str]:
    person = row.participant
    name = person.kana if person.name in undrawn else person.name
    return {"name": wording.breakable(name), "kana": person.kana}
