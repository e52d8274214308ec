"""Answers by the web: from whoever holds the paper, without a name, no more than people came."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

from outreach import checkin, goal, once
from outreach.audit import PUBLIC
from outreach.checkin import paper, walk_ins
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.questionnaires.making import check_open, lock
from outreach.questionnaires.questions import questions
from outreach.questionnaires.rows import Questionnaire, QuestionnaireSheet
from outreach.refusal import Refusal, Refusals

# Somebody came with her, or pressed twice after reading the code anew.
TOLERANCE: Final = 3
_KEY = re.compile("[0-9a-f]{16,64}")


def clean(version: int, typed: Mapping[str, str]) -> dict[str, str]:
    """The answers among what was sent; a question may be left out. Raises Refusals where none was answered."""
    known = questions(version)
    given = {one.key: typed[one.key] for one in known if typed.get(one.key)}
    strange = [one.key for one in known if one.key in given and not one.digit(given[one.key])]
    if strange:
        raise Refusals([Refusal(_("Please choose one of these answers."), field=key) for key in strange])
    if not given:
        raise Refusals([Refusal(_("Please answer at least one question."), field=known[0].key, code="empty")])
    return given


@unit_of_work
async def answer(one: Questionnaire, answers: Mapping[str, str], *, key: str) -> bool:
    """Keep one sheet; returns False where this form was taken before, as the first answers stand.

    Whoever sends it is nobody here, also who is signed in, and nothing of it goes to the trail of deeds. The sheet's
    number is drawn, so that it tells nothing of the order. Raises Refusal for a form without a key of ours, while the
    questions are not open, and where as many have answered as can have come (code ``full``).
    """
    if not _KEY.fullmatch(key):
        raise Refusal(_("Please send the form once more."), code="key-reused")
    await lock(one.id)
    if await once.claim(PUBLIC, key, once.fingerprint("questionnaire", one.id)) is not None:
        return False
    check_open(one.lesson)
    if await QuestionnaireSheet.filter(questionnaire_id=one.id).count() >= await _most(one.lesson):
        sentence = _(
            "As many people have answered as came to this class. Have you not answered yet? Then please use the paper."
        )
        raise Refusal(sentence, code="full")
    await QuestionnaireSheet.create(id=drawn(), questionnaire_id=one.id, entry_id=None, answers=dict(answers))
    await once.keep(PUBLIC, key, 0)
    return True


def drawn() -> int:
    """A number for a sheet, which tells nothing of when it came."""
    return 1 + secrets.randbelow(2**31 - 1)


async def _most(lesson: Lesson) -> int:
    report = await goal.report_of(lesson.id)
    return 0 if report is not None and not report.held else await expected(lesson) + TOLERANCE


async def expected(lesson: Lesson) -> int:
    """How many people came, as far as it is known: by the report, else who has a seat or was noted, and walk-ins."""
    report = await goal.report_of(lesson.id)
    if report is not None:
        return report.attendance if report.held else 0
    there = max(lesson.taken, await checkin.present(lesson.id))
    return there + max(await paper.without_seat(lesson.id), await walk_ins.count(lesson.id))
