"""The questions after a class, opened by the number on the paper: no account, no name, no cookie."""

from starlette.responses import Response

from outreach import once, questionnaires, tickets
from outreach.audit import PUBLIC
from outreach.i18n import phrase as _
from outreach.questionnaires import Questionnaire
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.mine.ticket import private
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

TOO_MANY = "too-many"
# Then nothing is left to fill in.
OVER = ("off", "early", "closed", "full")


async def questionnaire(visit: Visit) -> Response:
    """The questions of a class.

    Who goes back after sending finds the same form with its key, so that sending it again is no second sheet:
    the browser may keep it, and the answers go to another address, as a form sent to its own would put it out
    of the browser's store (RFC 9111, section 4.4).
    """
    page = _form(visit, await _opened(visit), visit.blank())
    page.headers["Cache-Control"] = "private, no-cache"
    return page


async def answer_questions(visit: Visit) -> Response:
    """Taking the answers."""
    one = await _opened(visit)
    sheet = await visit.sheet()
    try:
        answers = questionnaires.clean(one.version, sheet.values)
        await _count(visit, sheet.key)
        await questionnaires.answer(one, answers, key=sheet.key)
    except (Refusal, Refusals) as refused:
        if isinstance(refused, Refusal) and refused.code in OVER:
            return _form(visit, one, visit.blank(), 422, over=refused)
        too_many = isinstance(refused, Refusal) and refused.code == TOO_MANY
        return _form(visit, one, sheet.refused(refused), 429 if too_many else 422)
    return visit.go("mine:thanks", code=one.code)


async def thanks(visit: Visit) -> Response:
    """What is shown when the answers are in; also on the way back, as nobody's answers are shown to anybody."""
    one = await _opened(visit)
    return private(visit.render("mine/thanks.html", lesson=one.lesson, code=one.code))


async def find_questionnaire(visit: Visit) -> Response:
    """Where somebody without a camera types the number of the paper."""
    if visit.request.method != "POST":
        return visit.render("mine/find_questionnaire.html", sheet=visit.blank())
    sheet = await visit.sheet()
    try:
        one = await _typed(visit, sheet)
    except Refusal as refused:
        return visit.render("mine/find_questionnaire.html", sheet=sheet.refused(refused), status=422)
    return visit.go("mine:questionnaire", code=one.code)


async def _typed(visit: Visit, sheet: Sheet) -> Questionnaire:
    code = tickets.read_code(sheet.value("code"), field="code")
    await visit.request.app.state.tries.ticket(visit.request)
    found = await questionnaires.by_code(visit.city.id, code)
    if found is None:
        raise Refusal(_("There are no questions with this number. Please look again."), field="code")
    return found


async def _opened(visit: Visit) -> Questionnaire:
    """The questionnaire that the path's number opens; raises Mistake 404, and 429 for who tries many."""
    try:
        code = tickets.read_code(visit.request.path_params["code"])
    except Refusal:
        raise Mistake(404) from None
    found = await questionnaires.by_code(visit.city.id, code)
    if found is None:
        await visit.request.app.state.tries.ticket(visit.request)
        raise Mistake(404)
    return found


async def _count(visit: Visit, key: str) -> None:
    """Raises Refusal past the limit; a form that was taken before is only thanked for once more."""
    if await visit.request.app.state.tries.answer(visit.request) or await once.used(PUBLIC, key):
        return
    sentence = _("Many answers came from your network within an hour. Please try again in an hour, or use the paper.")
    raise Refusal(sentence, code=TOO_MANY)


def _form(visit: Visit, one: Questionnaire, sheet: Sheet, status: int = 200, over: Refusal | None = None) -> Response:
    try:
        questionnaires.check_open(one.lesson)
    except Refusal as refused:
        over, sheet = refused, visit.blank()
    return private(
        visit.render(
            "mine/questionnaire.html",
            status=status,
            lesson=one.lesson,
            code=one.code,
            asked=questionnaires.questions(one.version),
            sheet=sheet,
            closed=over.phrase if over else None,
            last_day=questionnaires.last_day(one.lesson),
        )
    )
