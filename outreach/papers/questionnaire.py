"""The questions after a class on one A4 in large print, with a code for who would rather answer on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach import tickets
from outreach.cities import City
from outreach.i18n import Phrase, words
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.papers import wording
from outreach.papers.typesetting import pdf


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answers, numbered from 1 as a clerk types them."""

    words: Phrase
    choices: Sequence[Phrase]


@dataclass(frozen=True, slots=True)
class QuestionnairePaper:
    """What stands on it: the class, its questions, and how to answer by the web until ``last_day``.

    ``address`` opens the questions of this class; at ``short`` one types its ``code``.
    """

    city: City
    lesson: Lesson
    code: str
    address: str
    short: str
    last_day: date
    asked: Sequence[Asked]
    language: str


def questionnaire(paper: QuestionnairePaper) -> bytes:
    """The paper as PDF, one A4; raises CannotSet. It asks no database and takes its time: call it in a thread."""
    return pdf("questionnaire.typ", _facts(paper))


def _facts(paper: QuestionnairePaper) -> dict[str, Any]:
    language, lesson = paper.language, paper.lesson
    alt = _("Code that opens these questions on a phone").text(language)
    return {
        "language": language,
        "title": _("Questions about the class").text(language),
        "sample": wording.sample_words(language, made_up=paper.city.is_sample or lesson.is_sample),
        "day": wording.parts(words.date_words(lesson.starts_at, language), language),
        "course": wording.text(lesson.course.title, language),
        "centre": wording.text(lesson.centre.name, language),
        "lead": wording.running(
            _("Please tick one box for each question. Do not write your name: nobody is to know who answered."),
            language,
        ),
        "asked": [
            {
                "words": wording.running(one.words, language),
                "choices": [wording.running(choice, language) for choice in one.choices],
            }
            for one in paper.asked
        ],
        "give": wording.running(_("Please put this sheet into the box, or give it to anybody of the staff."), language),
        "web": wording.running(
            _("Or answer on a phone, until {day}: point its camera at the code.", day=paper.last_day), language
        ),
        "or": wording.running(_("Or type this address, and the number of this sheet:"), language),
        "short": wording.breakable(paper.short.partition("://")[2]),
        "code": tickets.code_words(paper.code),
        "qr": tickets.link_svg(paper.address, alt),
        "alt": alt,
        "sender": wording.sender_facts(paper.city, language),
    }
