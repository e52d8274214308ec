"""When a questionnaire has closed, its sheets become counts, and the sheets are deleted."""

from collections import Counter
from datetime import timedelta
from typing import Final

from outreach import clock
from outreach.db import sql, unit_of_work
from outreach.questionnaires.making import OPEN_DAYS, lock
from outreach.questionnaires.rows import QuestionnaireSheet

_AT_ONCE: Final = 50
_DUE = (
    "SELECT q.id FROM questionnaires q JOIN lessons l ON l.id = q.lesson_id WHERE l.day < ?"
    " AND EXISTS (SELECT 1 FROM questionnaire_sheets s WHERE s.questionnaire_id = q.id) ORDER BY q.id LIMIT ?"
)
_ADD = (
    "INSERT INTO questionnaire_counts (questionnaire_id, question, choice, number) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (questionnaire_id, question, choice)"
    " DO UPDATE SET number = questionnaire_counts.number + excluded.number"
)


async def settle_due() -> int:
    """Add up what has closed; returns how many questionnaires that were."""
    before = clock.today() - timedelta(days=OPEN_DAYS)
    due = await sql.rows(_DUE, before, _AT_ONCE)
    for row in due:
        await _settle(row["id"])
    return len(due)


@unit_of_work
async def _settle(questionnaire_id: int) -> None:
    await lock(questionnaire_id)
    for (question, choice), number in counted(await QuestionnaireSheet.filter(questionnaire_id=questionnaire_id)):
        await sql.run(_ADD, questionnaire_id, question, choice, number)
    await QuestionnaireSheet.filter(questionnaire_id=questionnaire_id).delete()


def counted(sheets: list[QuestionnaireSheet]) -> list[tuple[tuple[str, str], int]]:
    """The sheets as counts, by question and answer, and by the way they came."""
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        counts["", "paper" if sheet.entry_id else "web"] += 1
        counts.update(sheet.answers.items())
    return sorted(counts.items())
