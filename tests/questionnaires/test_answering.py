"""Answers without a name: one form is one sheet, no more than people came, and closed after three weeks."""

import secrets
from datetime import timedelta

import pytest

from outreach import checkin, clock, lessons, questionnaires
from outreach.audit import SYSTEM
from outreach.audit.entries import AuditEntry
from outreach.goal import Report
from outreach.once import Operation
from outreach.questionnaires import Questionnaire, answering, entering
from outreach.questionnaires.rows import QuestionnaireEntry, QuestionnaireSheet
from outreach.refusal import Refusal, Refusals
from tests import world

GOOD = {"satisfied": "very", "ask": "nobody"}


async def made() -> Questionnaire:
    """The questionnaire of a class that has begun, with one seat taken."""
    lesson = await world.held_lesson()
    await world.seat(lesson)
    found = await lessons.find(lesson.city_id, lesson.id)
    assert found is not None
    return await questionnaires.make(found, by=SYSTEM)


async def send(one: Questionnaire, **answers: str) -> bool:
    return await questionnaires.answer(one, answers or GOOD, key=secrets.token_hex(16))


async def test_a_class_has_one_questionnaire_however_often_its_paper_is_printed(database: None) -> None:
    one = await made()

    again = await questionnaires.make(one.lesson, by=SYSTEM)

    assert (again.id, again.code) == (one.id, one.code)


async def test_a_consultation_has_none_as_all_answers_would_be_one_persons(database: None) -> None:
    advice = await world.course(slug="consultation", kind="consultation")
    lesson = await world.held_lesson(course=advice)

    with pytest.raises(Refusal) as refused:
        await questionnaires.make(lesson, by=SYSTEM)

    assert refused.value.code == "one-to-one"


async def test_a_form_that_is_sent_twice_is_one_sheet(database: None) -> None:
    one = await made()

    first = await questionnaires.answer(one, GOOD, key="a1" * 16)
    again = await questionnaires.answer(one, {"satisfied": "no"}, key="a1" * 16)

    assert (first, again) == (True, False)
    assert [sheet.answers for sheet in await QuestionnaireSheet.all()] == [GOOD]


async def test_no_more_answer_by_the_web_than_came_and_three(database: None) -> None:
    one = await made()
    for _answer in range(1 + questionnaires.TOLERANCE):
        await send(one)

    with pytest.raises(Refusal) as refused:
        await send(one)

    assert refused.value.code == "full"


async def test_after_a_class_that_was_not_held_and_without_a_key_nothing_is_taken(database: None) -> None:
    one = await made()
    with pytest.raises(Refusal) as keyless:
        await questionnaires.answer(one, GOOD, key="")
    teacher = await world.account(role="instructor", login="instructor")
    await Report.create(lesson=one.lesson, held=False, attendance=0, by_account_id=teacher.id, at=clock.now())

    with pytest.raises(Refusal) as refused:
        await send(one)

    assert (keyless.value.code, refused.value.code) == ("key-reused", "full")


async def test_without_the_limit_anybody_could_send_more(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = await made()
    monkeypatch.setattr(answering, "TOLERANCE", 100)

    for _answer in range(10):
        await send(one)

    assert await QuestionnaireSheet.all().count() == 10


async def test_paper_sheets_take_up_room_and_are_never_refused_for_their_number(database: None) -> None:
    one = await made()
    asked = questionnaires.questions()
    sheets = entering.read("11111\n" * 9, asked)

    await entering.enter(one, sheets, by=await world.staff(role="clerk"), key="a1" * 16)

    assert await entering.sheets(one) == (0, 9)
    with pytest.raises(Refusal):
        await send(one)


async def test_who_came_is_told_by_the_report_and_before_it_by_seats_and_arrivals(database: None) -> None:
    one = await made()
    assert await questionnaires.expected(one.lesson) == 1

    teacher = await world.account(role="instructor", login="instructor")
    await Report.create(lesson=one.lesson, held=True, attendance=7, by_account_id=teacher.id, at=clock.now())

    assert await questionnaires.expected(one.lesson) == 7
    assert await checkin.present(one.lesson_id) == 0


async def test_it_opens_with_the_class_and_closes_after_three_weeks(database: None) -> None:
    coming = await questionnaires.make(await world.lesson(), by=SYSTEM)
    old = await questionnaires.make(await world.lesson(day=clock.today() - timedelta(days=21)), by=SYSTEM)
    older = await questionnaires.make(await world.lesson(day=clock.today() - timedelta(days=22)), by=SYSTEM)

    codes = []
    for one in (coming, older):
        with pytest.raises(Refusal) as refused:
            await send(one)
        codes.append(refused.value.code)

    assert codes == ["early", "closed"]
    assert await send(old)


async def test_nothing_kept_of_an_answer_tells_when_it_came_or_from_whom(database: None) -> None:
    one = await made()
    trail = await AuditEntry.all().count()

    await send(one)

    assert set(QuestionnaireSheet._meta.db_fields) == {"id", "questionnaire_id", "entry_id", "answers"}
    assert await AuditEntry.all().count() == trail
    assert [row.result for row in await Operation.filter(scope__contains="public")] == [0]


def test_what_is_no_answer_is_refused_at_its_question() -> None:
    with pytest.raises(Refusals) as strange:
        questionnaires.clean(1, {"satisfied": "enormously"})
    with pytest.raises(Refusals) as empty:
        questionnaires.clean(1, {"else": "very"})

    assert [one.field for one in strange.value] == ["satisfied"]
    assert [one.code for one in empty.value] == ["empty"]
    assert questionnaires.clean(1, {"ask": "shop", "name": "佐藤"}) == {"ask": "shop"}


async def test_sheets_that_were_a_mistake_are_taken_back_once(database: None) -> None:
    one, clerk = await made(), await world.staff(role="clerk")
    sheets = entering.read("１１２１４\n 2 1 3 1 0", questionnaires.questions())
    entry = await entering.enter(one, sheets, by=clerk, key="a1" * 16)

    assert await entering.enter(one, sheets, by=clerk, key="a1" * 16) == entry
    with pytest.raises(Refusal, match="already sent with other details"):
        await entering.enter(one, sheets[:1], by=clerk, key="a1" * 16)
    assert sorted(sheet.answers["satisfied"] for sheet in await QuestionnaireSheet.all()) == ["rather", "very"]
    assert await entering.take_back(one, entry, by=clerk)
    assert not await entering.take_back(one, entry, by=clerk)

    assert await QuestionnaireSheet.all().count() == 0
    assert (await QuestionnaireEntry.get(id=entry)).taken_back_by == clerk.reference


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1121", "digits"), ("1121x", "digits"), ("51111", "no-answer"), ("00000", "empty"), ("", "none")],
)
def test_a_line_that_cannot_be_a_sheet_is_named(typed: str, code: str) -> None:
    with pytest.raises(Refusals) as refused:
        entering.read(f"11111\n{typed}" if typed else "\n", questionnaires.questions())

    assert [(one.field, one.code) for one in refused.value] == [("sheets", code)]
    assert not typed or "Line 2" in str(refused.value)


def test_what_was_read_is_written_as_it_was_typed() -> None:
    asked = questionnaires.questions()
    sheets = entering.read("11214\n20030", asked)

    assert entering.written(sheets, asked) == "11214\n20030"
    assert entering.tallies(sheets, asked)[0][1] == [1, 1, 0, 0]
