"""The office sees what people answered, by quarter, course, centre and class, and no small count."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from tests import world
from tests.queries import counted
from tests.questionnaires.test_figures import answered, sheets

MAY = date(2026, 5, 12)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-09-01T03:00:00Z", tick=True):
        yield


async def test_the_office_reads_the_answers_and_small_counts_are_withheld(database: None) -> None:
    lesson = await world.lesson(day=MAY)
    await answered(lesson, *sheets(very=8, rather=6, little=2))
    await answered(await world.lesson(day=MAY), *sheets(no=3))
    office = await world.visitor("auditor")

    page = await (await office.open("/morioka/en/office/statements")).follow("Questionnaires")
    form = page.form("questionnaires").fill(by="class", quarter="1", year="2026")
    by_class = await form.submit()

    assert "19 sheets were filled in." in page.text
    assert "A few answers from small classes are in no row." in page.text
    assert "Answered16 Very good8 Goodwithheld Not so goodwithheld Not good0" in page.text
    assert "Tuesday 12 May 2026" in by_class.text


async def test_before_a_quarter_is_over_it_says_when_it_will_be_told(database: None) -> None:
    await answered(await world.lesson(day=date(2026, 8, 3)), *sheets(very=9))
    office = await world.visitor("coordinator")

    page = await office.open("/morioka/en/office/questionnaires?year=2026&quarter=x&by=person")

    assert "There are no results of this time yet." in page.text
    assert "from Thursday 22 October 2026" in page.text


async def test_a_year_of_many_classes_asks_as_often_as_one_of_few(database: None) -> None:
    office = await world.visitor("coordinator")
    asked = []
    for more in (1, 4):
        for _class in range(more):
            await answered(await world.lesson(day=MAY), *sheets(very=6))
        with counted() as queries:
            await office.open("/morioka/office/questionnaires?by=class")
        asked.append(len(queries))

    assert asked[0] == asked[1]


async def test_an_instructor_and_a_clerk_see_no_results(database: None) -> None:
    for role in ("instructor", "clerk"):
        assert (await (await world.visitor(role)).open("/morioka/office/questionnaires")).status == 403
