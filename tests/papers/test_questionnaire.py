"""The questions on paper: one A4 in large print whose code opens them, with small numbers for the clerk."""

from datetime import timedelta
from pathlib import Path

import pytest

from outreach import papers, questionnaires
from outreach.i18n import LANGUAGES
from outreach.papers import Asked, QuestionnairePaper
from tests import world
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
ADDRESS = "https://classes.morioka.example/morioka/Q/48217703"
LONG = {
    "ja": "盛岡市立北松園児童センター・北松園老人福祉センター",
    "en": "Kita-Matsuzono Children's and Senior Welfare Centre",
}


async def _set(folder: Path, language: str) -> Printed:
    course = await world.course(title={"ja": "健康保険証としての利用と公金受取口座", "en": "Health insurance by card"})
    lesson = await world.lesson(course=course, centre=await world.centre(name=LONG))
    asked = [Asked(one.words, [words for _key, words in one.choices]) for one in questionnaires.questions()]
    short = "https://classes.morioka.example/morioka/questionnaire"
    last = lesson.day + timedelta(days=21)
    paper = QuestionnairePaper(await world.morioka(), lesson, "48217703", ADDRESS, short, last, asked, language)
    return printed(papers.questionnaire(paper), folder, "questionnaire")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_one_page_in_large_print_whose_code_is_read_back(language: str, tmp_path: Path) -> None:
    made = await _set(tmp_path, language)

    assert made.pages == 1
    assert made.codes(dpi=100) == [[ADDRESS]]
    words = made.words()
    assert max(word.right for word in words) <= 565
    assert max(word.bottom for word in words) <= 815
    assert made.is_ua
    assert "4821-7703" in [word.text for word in words]
