"""The page of the reports that a city files: chosen, read, and taken home."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from outreach.reports import KINDS
from tests import world
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("database")
CHOSEN = {"Kind of report": "Classes by centre", "Fiscal year": "2026"}
PATH = "/morioka/en/office/progress/reports"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2027-05-20T03:00:00Z", tick=True):
        yield


async def test_a_coordinator_chooses_a_report_reads_it_and_takes_it_home() -> None:
    await world.counted(day=date(2026, 10, 5), attendance=8)
    browser = await world.visitor("coordinator")
    page = await (await browser.open("/morioka/en/office/progress")).follow("Reports by year and month")

    shown = await page.form("Show this report").fill(CHOSEN).submit()

    assert shown.status == 200
    assert "Central Community Centre" in shown.text
    assert "Standing=counted; Held for=residents; Centre number=1" in shown.text
    for words, kind in (("PDF", "application/pdf"), ("CSV files (ZIP)", "application/zip")):
        file = await browser.open(shown.link(words))
        assert file.status == 200
        assert file.answer.headers["content-type"] == kind
        assert "morioka-centres-2026-asof-20270520" in file.answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"as_of": "2027-05-21"}, "Nobody knows yet"),
        ({"as_of": "yesterday"}, "Please write a date"),
        ({"as_of": "0001-01-01"}, "Please write a date"),
        ({"year": "26"}, "Please choose"),
        ({"month": "13", "kind": "classes"}, "Please choose"),
        ({"kind": "everything"}, "Please choose"),
    ],
)
async def test_what_cannot_be_read_is_said_at_its_field(wrong: dict[str, str], sentence: str) -> None:
    browser = await world.visitor("coordinator")
    asked = {"kind": "year", "year": "2026", "month": "4", "as_of": "2027-05-20"} | wrong

    page = await browser.open(PATH, **asked)
    file = await browser.open(f"{PATH}.xlsx", **asked)

    assert (page.status, file.status) == (422, 422)
    assert any(sentence in said for said in page.errors)
    assert next(iter(wrong.values())) in page.answer.text or "as_of" not in wrong


@pytest.mark.once
async def test_a_report_of_many_classes_asks_as_often_as_one_of_few() -> None:
    browser = await world.visitor("auditor")
    asked = []
    for _round in range(2):
        await world.counted(day=date(2026, 10, 5))
        with counted() as queries:
            for kind in KINDS:
                assert (await browser.open(PATH, kind=kind.slug, year="2026", month="10")).status == 200
        asked.append(len(queries))
        for number in range(3):
            course = await world.course(slug=f"c{number}")
            await world.counted(
                day=date(2026, 6 + number, 5), course=course, centre=await world.centre(key=f"k{number}")
            )

    assert asked[0] == asked[1]
