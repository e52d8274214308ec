"""Paper sheets as a clerk enters them: one line for each sheet, one digit for each question."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.questionnaires.answering import drawn
from outreach.questionnaires.making import OPEN_DAYS, check_open, lock
from outreach.questionnaires.questions import Question
from outreach.questionnaires.rows import Questionnaire, QuestionnaireEntry, QuestionnaireSheet
from outreach.refusal import Refusal, Refusals

MOST: Final = 200
Answers = dict[str, str]


def read(typed: str, asked: Sequence[Question]) -> list[Answers]:
    """The sheets that were typed, such as 11214: an answer's number for each question, 0 where none is ticked.

    Raises Refusals, a sentence for each line that is not so.
    """
    sheets: list[Answers] = []
    wrong: list[Refusal] = []
    for number, line in enumerate(typed.splitlines(), 1):
        digits = "".join(unicodedata.normalize("NFKC", line).split())
        if digits:
            try:
                sheets.append(_read(digits, number, asked))
            except Refusal as refused:
                wrong.append(refused)
    if wrong:
        raise Refusals(wrong[:5])
    if not 1 <= len(sheets) <= MOST:
        sentence = _("Please write a line for each sheet, at most {most} at once.", most=MOST)
        raise Refusals([Refusal(sentence, field="sheets", code="none")])
    return sheets


def _read(digits: str, number: int, asked: Sequence[Question]) -> Answers:
    if len(digits) != len(asked) or not (digits.isascii() and digits.isdigit()):
        sentence = _(
            "Line {line}: please write {count} digits, one for each question; 0 where nothing is ticked.",
            line=number,
            count=len(asked),
        )
        raise Refusal(sentence, field="sheets", code="digits")
    answers: Answers = {}
    for at, (digit, question) in enumerate(zip(map(int, digits), asked, strict=True), 1):
        if digit > len(question.choices):
            sentence = _(
                "Line {line}: question {question} has the answers 1 to {last}, and not {digit}.",
                line=number,
                question=at,
                last=len(question.choices),
                digit=digit,
            )
            raise Refusal(sentence, field="sheets", code="no-answer")
        if digit:
            answers[question.key] = question.choices[digit - 1][0]
    if not answers:
        sentence = _("Line {line}: nothing is ticked on this sheet. Please leave it out.", line=number)
        raise Refusal(sentence, field="sheets", code="empty")
    return answers


def written(sheets: Sequence[Answers], asked: Sequence[Question]) -> str:
    """The same sheets as they are typed, a line for each."""
    return "\n".join("".join(str(one.digit(sheet.get(one.key, ""))) for one in asked) for sheet in sheets)


def tallies(sheets: Sequence[Answers], asked: Sequence[Question]) -> list[tuple[Question, list[int]]]:
    """How often each answer of each question was ticked, for the second look."""
    return [(one, [sum(sheet.get(one.key) == key for sheet in sheets) for key, _words in one.choices]) for one in asked]


@unit_of_work
async def enter(one: Questionnaire, sheets: Sequence[Answers], *, by: Actor, key: str) -> int:
    """Keep these sheets of paper; returns the entry's id. What is on paper counts, however many have come.

    Raises Refusal while the questionnaire is not open.
    """
    await lock(one.id)
    done = await once.claim(by, key, once.fingerprint("sheets", one.id, list(sheets)))
    if done is not None:
        return done
    check_open(one.lesson)
    entry = await QuestionnaireEntry.create(
        questionnaire_id=one.id, sheets=len(sheets), entered_at=clock.now(), entered_by=by.reference
    )
    rows = [
        QuestionnaireSheet(id=drawn(), questionnaire_id=one.id, entry_id=entry.id, answers=sheet) for sheet in sheets
    ]
    await QuestionnaireSheet.bulk_create(rows)
    await once.keep(by, key, entry.id)
    await audit.record(one.city_id, by, "questionnaire.entered", f"lesson:{one.lesson_id}", sheets=len(sheets))
    return entry.id


@unit_of_work
async def take_back(one: Questionnaire, entry_id: int, *, by: Actor) -> bool:
    """These sheets were a mistake; returns False where they were taken back before. Raises Refusal when closed."""
    await lock(one.id)
    entry = await QuestionnaireEntry.get_or_none(id=entry_id, questionnaire_id=one.id)
    if entry is None:
        raise Refusal(_("These sheets are not on record. Please open the class again."), code="unknown")
    if entry.taken_back_at:
        return False
    check_open(one.lesson)
    await QuestionnaireSheet.filter(entry_id=entry.id).delete()
    entry.taken_back_at, entry.taken_back_by = clock.now(), by.reference
    await entry.save(update_fields=["taken_back_at", "taken_back_by"])
    await audit.record(one.city_id, by, "questionnaire.taken-back", f"lesson:{one.lesson_id}", sheets=entry.sheets)
    return True


async def entries(one: Questionnaire) -> list[QuestionnaireEntry]:
    """What was entered of this class's paper, the newest first."""
    return await QuestionnaireEntry.filter(questionnaire_id=one.id).order_by("-id")


async def sheets(one: Questionnaire) -> tuple[int, int]:
    """How many answers came by the web and on paper, until the questionnaire closes."""
    every = QuestionnaireSheet.filter(questionnaire_id=one.id)
    return await every.filter(entry_id=None).count(), await every.exclude(entry_id=None).count()


async def open_ones(city_id: int) -> list[tuple[Questionnaire, int]]:
    """The questionnaires that take sheets now, the newest class first, each with how many sheets there are."""
    today = clock.today()
    found = Questionnaire.filter(
        city_id=city_id,
        lesson__status="published",
        lesson__starts_at__lte=clock.now(),
        lesson__day__gte=today - timedelta(days=OPEN_DAYS),
    )
    rows = await found.prefetch_related("lesson__course", "lesson__centre").order_by("-lesson__starts_at", "-id")
    every = QuestionnaireSheet.filter(questionnaire_id__in=[row.id for row in rows] or [0])
    numbers = Counter([sheet.questionnaire_id for sheet in await every.only("id", "questionnaire_id")])
    return [(row, numbers[row.id]) for row in rows]
