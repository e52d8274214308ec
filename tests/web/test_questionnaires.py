"""The questions after a class on the web, and how a clerk prints them and enters what came back on paper."""

from datetime import timedelta

from outreach import clock, questionnaires, tickets
from outreach.audit import SYSTEM
from outreach.i18n import words
from outreach.lessons import Lesson
from outreach.questionnaires import Questionnaire, entering
from outreach.questionnaires.rows import QuestionnaireSheet
from tests import world
from tests.browser import Browser

QUESTIONS = "教室のアンケート"


async def asked(of: Lesson | None = None) -> Questionnaire:
    lesson = of or await world.held_lesson()
    await world.seat(lesson)
    return await questionnaires.make(lesson, by=SYSTEM)


async def test_the_papers_code_opens_large_questions_that_are_sent_without_a_name(database: None) -> None:
    one, browser = await asked(), await world.visitor()
    page = await browser.open(f"/morioka/Q/{one.code}")

    form = page.form("答えを送る")
    form.fill(satisfied="very", ask="nobody")
    done = await form.submit()

    assert (page.heading, done.heading) == (QUESTIONS, "ご回答ありがとうございました")
    assert [sheet.answers for sheet in await QuestionnaireSheet.all()] == [{"satisfied": "very", "ask": "nobody"}]
    assert not browser.client.cookies
    assert page.answer.headers["x-robots-tag"] == "noindex"


async def test_the_same_form_sent_again_thanks_and_keeps_the_first_answers(database: None) -> None:
    one, browser = await asked(), await world.visitor()
    form = (await browser.open(f"/morioka/Q/{one.code}")).form("答えを送る")
    form.fill(satisfied="very")
    await form.submit()
    form.fill(satisfied="no")

    again = await form.submit()

    assert again.heading == "ご回答ありがとうございました"
    assert [sheet.answers for sheet in await QuestionnaireSheet.all()] == [{"satisfied": "very"}]


async def test_a_form_without_an_answer_says_so_at_the_first_question(database: None) -> None:
    one, browser = await asked(), await world.visitor()

    page = await (await browser.open(f"/morioka/Q/{one.code}")).form("答えを送る").submit()

    assert (page.status, page.errors) == (422, ["1つ以上の質問に答えてください。"])


async def test_who_has_no_camera_types_the_number(database: None) -> None:
    one, browser = await asked(), await world.visitor()
    form = (await browser.open("/morioka/en/questionnaire")).form("Open the questions")
    form.fill(code="4821-7703")
    wrong = await form.submit()
    again = wrong.form("Open the questions")
    again.fill(code=f"{one.code[:4]} {one.code[4:]}")

    page = await again.submit()

    assert wrong.status == 422
    assert page.heading == "Questions about the class"


async def test_before_the_class_and_in_another_city_there_is_no_form(database: None) -> None:
    one, browser = await asked(await world.lesson()), await world.visitor()
    await world.tomi()

    early = await browser.open(f"/morioka/Q/{one.code}")
    elsewhere = await browser.open(f"/tomi/Q/{one.code}")

    assert ("教室が始まる" in early.text, "<form" in early.text.partition("<main")[2]) == (True, False)
    assert elsewhere.status == 404


async def test_who_tries_numbers_or_sends_many_is_stopped(database: None) -> None:
    one = await asked()
    browser = Browser(world.app(tries_per_minute=2, sign_ups_per_hour=1))

    guesses = [(await browser.open(f"/morioka/Q/{tickets.new_code()}")).status for _guess in range(3)]
    answers = []
    for _answer in range(3):
        form = (await browser.open(f"/morioka/Q/{one.code}")).form("答えを送る")
        form.fill(satisfied="very")
        answers.append((await form.submit()).status)

    assert guesses == [404, 404, 429]
    assert answers == [200, 200, 429]


async def test_a_clerk_prints_the_sheet_and_looks_before_saving_what_came_back(database: None) -> None:
    lesson = await world.held_lesson()
    clerk = await world.visitor("clerk")
    page = await (await clerk.open(f"/morioka/desk/classes/{lesson.id}")).follow(QUESTIONS)
    paper = await page.form("questionnaire").submit("用紙を印刷する")
    page = await (await clerk.open("/morioka/desk/questionnaires")).follow(words.date_words(lesson.starts_at, "ja"))
    form = (await page.follow("用紙を入力する")).form("sheets")
    form.fill(sheets="11214\n1121\n")
    wrong = await form.submit("確かめる")
    form = wrong.form("sheets")
    form.fill(sheets="11214\n２１３１０\n")
    look = await form.submit("確かめる")

    saved = await look.form("sheets").submit("この内容で保存する")

    assert paper.answer.headers["content-type"] == "application/pdf"
    assert wrong.errors == ["2行目：質問ごとに1つずつ、5個の数字を入力してください。印がないところは0です。"]
    assert "これを加えると答えは2人分" in look.text
    assert saved.heading == QUESTIONS
    assert sorted(sheet.answers["satisfied"] for sheet in await QuestionnaireSheet.all()) == ["rather", "very"]


async def test_what_was_changed_after_the_look_is_looked_at_once_more(database: None) -> None:
    one, clerk = await asked(), await world.visitor("clerk")
    page = await clerk.open(f"/morioka/desk/classes/{one.lesson_id}/questionnaire/sheets")
    form = page.form("sheets")
    form.fill(sheets="11214")
    form = (await form.submit("確かめる")).form("sheets")
    form.fill(sheets="41214")

    page = await form.submit("この内容で保存する")

    assert (await QuestionnaireSheet.all().count(), "これでよろしいですか" in page.text) == (0, True)


async def test_sheets_of_another_class_by_mistake_are_taken_back(database: None) -> None:
    one, clerk = await asked(), await world.visitor("clerk")
    sheets = entering.read("11111", questionnaires.questions())
    await entering.enter(one, sheets, by=await world.staff(role="clerk"), key="")
    page = await clerk.open(f"/morioka/desk/classes/{one.lesson_id}/questionnaire")

    page = await page.form("take-back").submit()

    assert ("取り消し" in page.text, await QuestionnaireSheet.all().count()) == (True, 0)


async def test_a_consultation_offers_no_questionnaire(database: None) -> None:
    advice = await world.course(slug="consultation", kind="consultation")
    lesson = await world.held_lesson(course=advice)
    clerk = await world.visitor("clerk")

    page = await clerk.open(f"/morioka/desk/classes/{lesson.id}/questionnaire")

    assert "だれの答えか分かってしまう" in page.text
    assert (await clerk.open(f"/morioka/desk/classes/{lesson.id}")).links().get(QUESTIONS) is None


async def test_closed_questions_take_nothing_and_show_no_form(database: None) -> None:
    lesson = await world.lesson(day=clock.today() - timedelta(days=22))
    one, clerk = await asked(lesson), await world.visitor("clerk")

    page = await clerk.open(f"/morioka/desk/classes/{lesson.id}/questionnaire/sheets")
    public = await clerk.open(f"/morioka/Q/{one.code}")

    assert "いま入力できません" in page.text
    assert "終わりました" in public.text
