"""The ticket on paper: one large sheet, or a postcard that tells the postman nothing that he need not know."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from outreach import papers, tickets
from outreach.clock import TOKYO
from outreach.papers import TICKET_SIZES, Ticket
from outreach.papers.ticket import TicketSize
from outreach.registration import Registration
from tests import world
from tests.papers.printed import Printed, printed

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
URL = "https://classes.morioka.example"
LATIN = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
PAPER = {"a4": "A4", "postcard": "283.465 x 419.528"}


async def _row(name: str = "佐藤 ハナ", language: str = "ja", **over: Any) -> Registration:
    lesson = await world.lesson(starts_at=datetime(2026, 11, 25, 13, 30, tzinfo=TOKYO))
    row = await world.seat(lesson, await world.person(name=name, language=language, needs="前の席"))
    row.participant.postcode, row.participant.address = "020-0023", "岩手県盛岡市内丸12番2号"
    for field, value in over.items():
        setattr(row, field, value)
    return row


async def _set(folder: Path, row: Registration, size: TicketSize = "a4", *others: Registration) -> Printed:
    return printed(papers.ticket(Ticket(await world.morioka(), row, URL, size, others)), folder)


@pytest.mark.parametrize("size", TICKET_SIZES)
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "name", ["佐藤 ハナ", "髙﨑 𠮷", "丑", "髙" * 60, LATIN], ids=["usual", "rare", "one", "sixty", "latin"]
)
async def test_it_tells_day_hours_place_and_number_and_its_code_opens_the_ticket(
    name: str, language: str, size: TicketSize, tmp_path: Path
) -> None:
    row = await _row(name, language)

    made = await _set(tmp_path, row, size)

    text = made.text
    told = {"ja": ("中央公民館", "研修室", "充電器"), "en": ("Wednesday25November", "1:30pmto3pm", "charger")}[language]
    assert all(fact in text for fact in (*told, "019-600-0000", "愛宕町14-1", tickets.code_words(row.code)))
    assert "".join(name.split()) in text
    assert made.codes(dpi=110)[0] == [tickets.address_of(URL, "morioka", row)]
    assert made.pages == {"a4": 1, "postcard": 2}[size]
    assert (made.is_ua, made.info["Tagged"]) == (True, "yes")
    assert PAPER[size] in made.info["Page size"]


async def test_on_a_postcard_the_name_stands_on_the_address_side_only(tmp_path: Path) -> None:
    made = await _set(tmp_path, await _row(), "postcard")
    sides = [[word.text for word in made.words() if word.page == side] for side in (1, 2)]
    assert "ハナ" in "".join(sides[1])
    assert "ハナ" not in "".join(sides[0])
    assert "前の席" not in made.text


@pytest.mark.parametrize("size", TICKET_SIZES)
@pytest.mark.parametrize("status", ["waiting", "applied", "offered", "held"])
async def test_who_has_no_seat_yet_reads_that_she_should_not_come(
    status: str, size: TicketSize, tmp_path: Path
) -> None:
    made = await _set(tmp_path, await _row(language="en", status=status, place=3), size)
    assert "Pleasecomeonlywhen" in made.text


@pytest.mark.parametrize(("size", "least"), [("a4", 0.8), ("postcard", 0.5)])
async def test_the_modules_of_its_code_are_large_enough_for_a_worn_print(
    size: TicketSize, least: float, tmp_path: Path
) -> None:
    [module] = (await _set(tmp_path, await _row(), size)).modules()
    assert module >= least


async def test_who_has_a_seat_reads_no_such_thing(tmp_path: Path) -> None:
    assert "Pleasecomeonlywhen" not in (await _set(tmp_path, await _row(language="en"))).text


async def test_her_other_classes_of_the_series_stand_on_the_sheet(tmp_path: Path) -> None:
    other = await _row("青木 一")
    assert tickets.code_words(other.code) in (await _set(tmp_path, await _row(), "a4", other)).text


async def test_everything_stays_on_the_paper(tmp_path: Path) -> None:
    for at, size in enumerate(TICKET_SIZES):
        pdf = papers.ticket(Ticket(await world.morioka(), await _row(LATIN, "en"), URL, size))
        made = printed(pdf, tmp_path, str(at))
        width, height = {"a4": (595, 842), "postcard": (283, 420)}[size]
        for word in made.words():
            assert 14 <= word.left <= word.right <= width - 14, word
            assert 14 <= word.top <= word.bottom <= height - 14, word
