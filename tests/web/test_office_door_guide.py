"""The guide for volunteers is printed from the door's page, in the page's language."""

import pytest

from outreach import clock
from outreach.papers import fonts
from tests import world

pytestmark = pytest.mark.usefixtures("database")
GUIDE = "/morioka/en/office/doors/guide"


async def test_the_doors_page_leads_to_the_guide() -> None:
    lesson = await world.lesson()
    browser = await world.visitor("coordinator")
    page = await browser.open(f"/morioka/en/office/doors/{lesson.centre_id}/{max(lesson.day, clock.today())}")

    answer = (await browser.open(page.link("Guide for volunteers (PDF)"))).answer

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert 'filename="door-guide-en.pdf"' in answer.headers["content-disposition"]


async def test_without_fonts_the_guide_is_a_page_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", {"A font that nobody has": "fonts-nowhere"})

    page = await (await world.visitor("coordinator")).open(GUIDE)

    assert page.status == 503
    assert "sudo apt install fonts-nowhere" in page.text
