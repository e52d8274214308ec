"""Questions after a class: on paper and by the web, without a name, and results that tell nobody."""

from outreach.questionnaires.answering import TOLERANCE, answer, clean, expected
from outreach.questionnaires.figures import Cell, Results, Row, Table, results
from outreach.questionnaires.making import (
    OPEN_DAYS,
    by_code,
    check_may_have,
    check_open,
    has_closed,
    last_day,
    make,
    of_lesson,
)
from outreach.questionnaires.questions import CURRENT, Question, questions
from outreach.questionnaires.rows import Questionnaire, QuestionnaireEntry
from outreach.questionnaires.settling import settle_due

__all__ = [
    "CURRENT",
    "OPEN_DAYS",
    "TOLERANCE",
    "Cell",
    "Question",
    "Questionnaire",
    "QuestionnaireEntry",
    "Results",
    "Row",
    "Table",
    "answer",
    "by_code",
    "check_may_have",
    "check_open",
    "clean",
    "expected",
    "has_closed",
    "last_day",
    "make",
    "of_lesson",
    "questions",
    "results",
    "settle_due",
]
