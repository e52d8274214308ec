"""Each person's paper is in her language, in letters of that language, and none of them is an empty box."""

import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from outreach import papers, tickets
from outreach.clock import TOKYO
from outreach.i18n import LANGUAGES, words
from outreach.i18n import phrase as _
from outreach.papers import Batch, Letter, Ticket, fonts
from outreach.registration import Registration
from tests import world
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
URL = "https://classes.morioka.example"
# A name that people write with the letters of the language.
NAMES = {
    "zh-Hans": "张伟",
    "zh-Hant": "張偉",
    "ko": "김하나",
    "vi": "Nguyễn Thị Hạnh",
    "ne": "राम थापा",
    "my": "အောင်အောင်",
}
# Which families draw most of it.
DRAWN = {
    "ja": "BIZUDPGothic",
    "ja-x-easy": "BIZUDPGothic",
    "en": "NotoSansCJKjp",
    "zh-Hans": "NotoSansCJKsc",
    "zh-Hant": "NotoSansCJKtc",
    "ko": "NotoSansCJKkr",
    "ne": "NotoSansDevanagari",
    "my": "NotoSansMyanmar",
}


async def _row(language: str) -> Registration:
    lesson = await world.lesson(starts_at=datetime(2026, 11, 25, 13, 30, tzinfo=TOKYO))
    row = await world.seat(lesson, await world.person(name=NAMES.get(language, "Maria Hana"), language=language))
    row.participant.postcode, row.participant.address = "020-0023", "岩手県盛岡市内丸12番2号"
    return row


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_ticket_and_a_letter_are_set_in_every_language(language: str, tmp_path: Path) -> None:
    city, row = await world.morioka(), await _row(language)
    moved = _("It is now {after}.", after=row.lesson.starts_at)

    sheets = {
        "a4": (printed(papers.ticket(Ticket(city, row, URL, "a4")), tmp_path, "a4"), 1),
        "postcard": (printed(papers.ticket(Ticket(city, row, URL, "postcard")), tmp_path, "postcard"), 2),
        "letter": (
            printed(papers.letters(Batch(city, date(2026, 11, 21), URL, [Letter(row, [moved])])), tmp_path, "letter"),
            1,
        ),
    }

    for kind, (made, pages) in sheets.items():
        assert (made.pages, made.is_ua, made.info["Tagged"]) == (pages, True, "yes"), kind
        assert tickets.code_words(row.code) in made.text
        assert DRAWN.get(language, "NotoSans-") in _font_names(made), kind
        day = words.date_words(row.lesson.starts_at, language)
        assert _said(day) <= _said(made.text) or language in ("ne", "my"), kind
        # Papers of letters that are joined are read back in another order; that each is there is seen by its font.
        size = made.info["Page size"]
        width, height = (float(part) for part in size.split(" pts")[0].split(" x "))
        assert all(word.left >= 0 and word.right <= width and word.bottom <= height for word in made.words()), kind


def _font_names(made: Printed) -> str:
    return subprocess.run(["pdffonts", str(made.path)], capture_output=True, check=True).stdout.decode()


def _said(text: str) -> set[str]:
    return set("".join(text.split()))


async def test_a_city_text_in_another_language_is_drawn_in_that_languages_letters(tmp_path: Path) -> None:
    row = await _row("en")
    row.lesson.course.title = {"zh-Hans": "骨与直接"}
    made = printed(papers.ticket(Ticket(await world.morioka(), row, URL, "a4")), tmp_path)
    assert "NotoSansCJKsc" in _font_names(made)


def test_without_a_languages_own_font_its_signs_would_be_looked_for_elsewhere() -> None:
    assert fonts.families("my")[0] == "Noto Sans Myanmar"
    assert fonts.families("ko").index("Noto Sans CJK KR") < fonts.families("ko").index("Noto Sans CJK JP")
    assert fonts.families("ja")[0] == "BIZ UDPGothic"
