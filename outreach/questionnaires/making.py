"""The questionnaire of a class is made when its paper is printed; it is open from the class's start for three weeks."""

from datetime import date, timedelta
from typing import Final

from outreach import audit, clock, tickets
from outreach.audit import Actor
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.lessons import find as find_lesson
from outreach.questionnaires.questions import CURRENT
from outreach.questionnaires.rows import Questionnaire
from outreach.refusal import Refusal

OPEN_DAYS: Final = 21
_TRIES: Final = 20
_MAKE = (
    "INSERT INTO questionnaires (city_id, lesson_id, code, version, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING id"
)


@unit_of_work
async def make(lesson: Lesson, *, by: Actor) -> Questionnaire:
    """The questionnaire of this class, made where there is none yet. Raises Refusal where it can have none."""
    check_may_have(lesson)
    for _try in range(_TRIES):
        there = await of_lesson(lesson)
        if there is not None:
            return there
        # Where the code is taken, nothing is written, and another one is drawn.
        values = (lesson.city_id, lesson.id, tickets.new_code(), CURRENT, clock.now(), by.reference)
        if await sql.rows(_MAKE, *values):
            await audit.record(lesson.city_id, by, "questionnaire.made", f"lesson:{lesson.id}", version=CURRENT)
    raise Refusal(_("There is no free number for this questionnaire. Please try again."), code="no-code")


def check_may_have(lesson: Lesson) -> None:
    """Raises Refusal for a consultation, where all answers would be one person's, and for a class that is off."""
    if lesson.course.kind == "consultation":
        raise Refusal(_("A consultation has no questionnaire: it would tell who answered."), code="one-to-one")
    if lesson.status != "published":
        raise Refusal(_("This class is cancelled."), code="off")


async def of_lesson(lesson: Lesson) -> Questionnaire | None:
    """The questionnaire of a class, with the class."""
    found = await Questionnaire.get_or_none(lesson_id=lesson.id)
    if found is not None:
        found.lesson = lesson
    return found


async def by_code(city_id: int, code: str) -> Questionnaire | None:
    """The questionnaire that a number on paper opens, with its class."""
    found = await Questionnaire.get_or_none(city_id=city_id, code=code)
    lesson = await find_lesson(city_id, found.lesson_id) if found else None
    if found is None or lesson is None:
        return None
    found.lesson = lesson
    return found


def has_closed(lesson: Lesson) -> bool:
    """Whether nothing is taken any more; from then on nothing about it changes."""
    return clock.today() > lesson.day + timedelta(days=OPEN_DAYS)


def check_open(lesson: Lesson) -> None:
    """Raises Refusal before the class begins, after three weeks, and for a class that was cancelled."""
    if lesson.status != "published":
        raise Refusal(_("This class is cancelled."), code="off")
    if clock.now() < lesson.starts_at:
        sentence = _("The questions open when the class begins, on {moment}.", moment=lesson.starts_at)
        raise Refusal(sentence, code="early")
    if has_closed(lesson):
        sentence = _("These questions were open until {day}. Thank you all the same.", day=last_day(lesson))
        raise Refusal(sentence, code="closed")


def last_day(lesson: Lesson) -> date:
    """The last day on which answers are taken."""
    return lesson.day + timedelta(days=OPEN_DAYS)


async def lock(questionnaire_id: int) -> None:
    """Hold the questionnaire's row until the transaction ends, on both databases."""
    await sql.run("UPDATE questionnaires SET version = version WHERE id = ?", questionnaire_id)
