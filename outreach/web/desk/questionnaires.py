"""The questionnaires of classes: their paper, and the sheets that came back, entered as digits."""

from collections.abc import Callable

from starlette.responses import Response

from outreach import papers, questionnaires
from outreach.lessons import Lesson
from outreach.papers import Asked, QuestionnairePaper
from outreach.questionnaires import Questionnaire, entering
from outreach.refusal import Refusal, Refusals
from outreach.web.desk import offers
from outreach.web.desk.papers import of_path
from outreach.web.forms import Sheet
from outreach.web.mistakes import Mistake
from outreach.web.printing import sent
from outreach.web.visit import Visit


async def questionnaires_open(visit: Visit) -> Response:
    """The classes of the last three weeks that have a questionnaire, with what came back so far."""
    return visit.render("desk/questionnaires_open.html", rows=await entering.open_ones(visit.city.id))


async def questionnaire(visit: Visit) -> Response:
    """The questionnaire of one class: print it, see how many came back, take back what was entered wrongly."""
    lesson = await of_path(visit)
    if visit.request.method == "GET":
        return await _shown(visit, visit.blank())
    sheet = await visit.sheet()
    try:
        await questionnaires.make(lesson, by=visit.actor)
    except Refusal as refused:
        return await _shown(visit, sheet.refused(refused), 422)
    return visit.go("desk:questionnaire_pdf", lesson_id=lesson.id)


async def questionnaire_pdf(visit: Visit) -> Response:
    """The paper, in the language of the page; without a questionnaire it leads to where one is made."""
    lesson = await of_path(visit)
    one = await questionnaires.of_lesson(lesson)
    if one is None:
        return visit.go("desk:questionnaire", lesson_id=lesson.id)
    asked = [
        Asked(question.words, [words for _key, words in question.choices])
        for question in questionnaires.questions(one.version)
    ]
    paper = QuestionnairePaper(
        visit.city,
        lesson,
        one.code,
        visit.address("mine:questionnaire", code=one.code),
        visit.address("mine:find_questionnaire"),
        questionnaires.last_day(lesson),
        asked,
        visit.language,
    )
    return await sent(visit, lambda: papers.questionnaire(paper), f"questionnaire-{lesson.id}.pdf")


async def enter_sheets(visit: Visit) -> Response:
    """Sheets as digits: they are shown once more as answers, and kept when that is right."""
    one = await _one(visit)
    if visit.request.method == "GET":
        return await _entering(visit, one, visit.blank())
    sheet = await visit.sheet()
    asked = questionnaires.questions(one.version)
    try:
        sheets = entering.read(sheet.value("sheets"), asked)
        if sheet.value("looked") != entering.written(sheets, asked).replace("\n", "."):
            return await _entering(visit, one, sheet, read=sheets)
        await entering.enter(one, sheets, by=visit.actor, key=offers.key(sheet))
    except (Refusal, Refusals) as refused:
        return await _entering(visit, one, sheet.refused(refused), 422)
    return visit.go("desk:questionnaire", lesson_id=one.lesson_id)


async def take_back_sheets(visit: Visit) -> Response:
    """What was entered at once is taken back."""
    one = await _one(visit)
    try:
        await entering.take_back(one, visit.path("entry_id"), by=visit.actor)
    except Refusal as refused:
        if refused.code == "unknown":
            raise Mistake(404) from None
        return await _shown(visit, visit.blank().refused(refused), 422)
    return visit.go("desk:questionnaire", lesson_id=one.lesson_id)


async def _one(visit: Visit) -> Questionnaire:
    one = await questionnaires.of_lesson(await of_path(visit))
    if one is None:
        raise Mistake(404)
    return one


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    lesson = await of_path(visit)
    one = await questionnaires.of_lesson(lesson)
    web, paper = await entering.sheets(one) if one else (0, 0)
    return visit.render(
        "desk/questionnaire.html",
        status=status,
        lesson=lesson,
        one=one,
        sheet=sheet.without_fields(),
        web=web,
        paper=paper,
        entries=await entering.entries(one) if one else [],
        can_have=_may(questionnaires.check_may_have, lesson),
        is_open=_may(questionnaires.check_open, lesson),
        has_closed=questionnaires.has_closed(lesson),
        last_day=questionnaires.last_day(lesson),
    )


def _may(check: Callable[[Lesson], None], lesson: Lesson) -> bool:
    try:
        check(lesson)
    except Refusal:
        return False
    return True


async def _entering(
    visit: Visit, one: Questionnaire, sheet: Sheet, status: int = 200, read: list[entering.Answers] | None = None
) -> Response:
    asked = questionnaires.questions(one.version)
    is_open = _may(questionnaires.check_open, one.lesson)
    web, paper = await entering.sheets(one)
    return visit.render(
        "desk/enter_sheets.html",
        status=status,
        lesson=one.lesson,
        sheet=sheet if is_open else sheet.without_fields(),
        asked=asked,
        is_open=is_open,
        read=read or [],
        tallies=entering.tallies(read, asked) if read else [],
        looked=entering.written(read, asked).replace("\n", ".") if read else "",
        together=web + paper + len(read or []),
        came=await questionnaires.expected(one.lesson),
    )
