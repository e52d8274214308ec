"""The report of what people answered: as of a day, nothing of a quarter that is still open, no small count."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from outreach import reports
from outreach.reports import Mark, Period
from tests import world
from tests.questionnaires.test_figures import answered, sheets

pytestmark = pytest.mark.usefixtures("database")
MAY = date(2026, 5, 12)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-09-01T03:00:00Z", tick=True):
        yield


async def built(as_of: date = date(2026, 9, 1)) -> reports.Report:
    return await reports.build((await world.morioka()).id, "questionnaires", Period(2026), as_of, "en")


async def test_it_tells_by_question_course_centre_and_class_without_small_counts() -> None:
    lesson = await world.lesson(day=MAY)
    await answered(lesson, *sheets(very=8, rather=6, little=2))

    report = await built()

    tables = {one.key: one for one in report.tables}
    assert set(tables) == {"answers", "course-satisfied", "centre-satisfied", "class-satisfied"}
    assert [row[1:] for row in tables["answers"].rows] == [
        ("Very good", 8, 16),
        ("Good", Mark.WITHHELD, 16),
        ("Not so good", Mark.WITHHELD, 16),
        ("Not good", 0, 16),
    ]
    assert tables["course-satisfied"].rows[0] == ("Your first smartphone", 16, 8, Mark.WITHHELD, Mark.WITHHELD, 0)
    assert tables["class-satisfied"].rows[0][0] == "Tuesday 12 May, 1:30 pm: Your first smartphone"
    assert report.rows is not None
    assert report.rows.rows == ((lesson.id, MAY, lesson.course_id, lesson.centre_id, 16),)


async def test_before_the_quarter_has_closed_it_tells_nothing() -> None:
    await answered(await world.lesson(day=MAY), *sheets(very=9))

    report = await built(date(2026, 7, 21))

    assert report.tables == ()


@pytest.mark.parametrize("form", reports.FORMATS)
async def test_it_is_written_in_every_form(form: reports.Format) -> None:
    await answered(await world.lesson(day=MAY), *sheets(very=9, no=3))

    assert len(reports.written(await built(), form)) > 500
